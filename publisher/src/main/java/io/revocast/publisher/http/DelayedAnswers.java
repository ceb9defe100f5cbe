package io.revocast.publisher.http;

import jakarta.servlet.http.HttpServletRequest;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/**
 * Sends some answers a second later, without occupying a thread meanwhile. A caller without a credential that asks again
 * at once, for what cannot be answered yet, is limited to one request a second on each of its connections.
 */
public final class DelayedAnswers extends Handler.Wrapper {
    private static final String ATTRIBUTE = "io.revocast.delayed";
    private static final long DELAY_MILLIS = 1_000;

    /** Delays the answer to a request. */
    public static void delay(HttpServletRequest request) {
        request.setAttribute(ATTRIBUTE, true);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        return super.handle(request, new Delayable(request, response), callback);
    }

    private static final class Delayable extends Response.Wrapper {
        Delayable(Request request, Response response) {
            super(request, response);
        }

        @Override
        public void write(boolean last, @Nullable ByteBuffer content, Callback callback) {
            if (getRequest().removeAttribute(ATTRIBUTE) == null) {
                super.write(last, content, callback);
                return;
            }
            var unused = getRequest()
                    .getComponents()
                    .getScheduler()
                    .schedule(() -> super.write(last, content, callback), DELAY_MILLIS, TimeUnit.MILLISECONDS);
        }
    }
}
