package io.revocast.publisher.http;

import io.revocast.publisher.json.ProblemType;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** First handler in the chain. Assigns the request id, starts the timers, and refuses paths that are not canonical. */
final class RequestGate extends Handler.Wrapper {
    private final OpenConnections connections;
    private final RequestObserver observer;

    RequestGate(OpenConnections connections, RequestObserver observer, Handler next) {
        super(next);
        this.connections = connections;
        this.observer = observer;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        ConnectionDeadline client =
                connections.of(request.getConnectionMetaData().getConnection());
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
        Request timed = new TimedRequest(PlainMethodRequest.of(request), client, MediaTypes.isNdjson(request));
        Response answer = new TimedResponse(timed, response, client);
        String path = request.getHttpURI().getPath();
        if (path == null || path.length() > CanonicalPath.MAX_LENGTH) {
            ServerProblems.answer(
                    timed, answer, path == null ? ProblemType.NOT_FOUND : ProblemType.URI_TOO_LONG, callback);
            return true;
        }
        if (!CanonicalPath.is(path)) {
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
