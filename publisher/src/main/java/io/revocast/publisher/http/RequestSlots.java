package io.revocast.publisher.http;

import io.revocast.publisher.json.ProblemType;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.MDC;

import java.util.concurrent.Semaphore;

/**
 * Lets only so many requests occupy threads at one time and tells the others to come back, so that health is answered
 * whatever else goes on. A request gives its place back with its thread.
 */
final class RequestSlots extends Handler.Wrapper {
    private static final String HEALTH = "/health/";

    private final Semaphore places;

    RequestSlots(int places) {
        this.places = new Semaphore(places);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (request.getHttpURI().getPath().startsWith(HEALTH)) {
            return serve(request, response, callback);
        }
        if (!places.tryAcquire()) {
            ServerProblems.answer(request, response, ProblemType.BUSY, callback);
            return true;
        }
        try {
            return serve(request, response, callback);
        } finally {
            places.release();
        }
    }

    private boolean serve(Request request, Response response, Callback callback) throws Exception {
        MDC.put(RequestId.MDC, String.valueOf(request.getAttribute(RequestId.ATTRIBUTE)));
        try {
            return super.handle(request, response, callback);
        } finally {
            MDC.remove(RequestId.MDC);
        }
    }
}
