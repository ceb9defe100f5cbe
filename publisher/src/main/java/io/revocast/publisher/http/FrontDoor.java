package io.revocast.publisher.http;

import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

import java.util.regex.Pattern;

/** What every request passes first: it gets its id, its times run from here, and a path of another spelling is none. */
final class FrontDoor extends Handler.Wrapper {
    /** No percent-encoding, parameters, empty or dot segments: each path has one spelling, for whoever filters by path. */
    private static final Pattern PATH = Pattern.compile("/|(/(?!\\.{1,2}(/|$))[A-Za-z0-9._~:-]+)+/?");

    private final OpenConnections connections;
    private final RequestObserver observer;

    FrontDoor(OpenConnections connections, RequestObserver observer, Handler next) {
        super(next);
        this.connections = connections;
        this.observer = observer;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        Client client = connections.of(request.getConnectionMetaData().getConnection());
        if (client == null) {
            callback.failed(new EofException("the connection was closed"));
            return true;
        }
        long number = client.requestCame();
        Request.addCompletionListener(request, failure -> {
            client.requestServed(number);
            answered(request, response.getStatus());
        });
        String id = RequestId.choose(request.getHeaders().get(RequestId.HEADER));
        request.setAttribute(RequestId.ATTRIBUTE, id);
        AnswerHeaders.put(response.getHeaders(), id, request.isSecure());
        Request timed = new TimedRequest(request, client, MediaTypes.isNdjson(request));
        Response answer = new TimedResponse(timed, response, client);
        String path = request.getHttpURI().getPath();
        if (path == null || !PATH.matcher(path).matches()) {
            ServerProblems.answer(timed, answer, ProblemType.NOT_FOUND, callback);
            return true;
        }
        return super.handle(timed, answer, callback);
    }

    private void answered(Request request, int status) {
        Object route = request.getAttribute(Route.ATTRIBUTE);
        observer.answered(
                HttpMethod.fromString(request.getMethod()) == null ? "other" : request.getMethod(),
                route == null ? "none" : route.toString(),
                status,
                System.nanoTime() - request.getHeadersNanoTime());
    }
}
