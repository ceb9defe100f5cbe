package io.revocast.publisher.http;

import io.revocast.publisher.json.Json;
import io.revocast.publisher.json.ProblemType;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/** Problem documents for requests that the server refuses before any route sees them; nothing of the request in them. */
final class ServerProblems extends ErrorHandler {
    @Override
    protected void generateResponse(
            Request request,
            Response response,
            int status,
            @Nullable String message,
            @Nullable Throwable cause,
            Callback callback) {
        answer(request, response, type(status), status, callback);
    }

    /** Answers with a problem and nothing else. */
    static void answer(Request request, Response response, ProblemType type, Callback callback) {
        response.setStatus(type.status());
        answer(request, response, type, type.status(), callback);
    }

    private static void answer(Request request, Response response, ProblemType type, int status, Callback callback) {
        Object known = request.getAttribute(RequestId.ATTRIBUTE);
        String id = known == null ? RequestId.choose(request.getHeaders().get(RequestId.HEADER)) : known.toString();
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("type", type.urn());
        document.put("title", type.title());
        document.put("status", status);
        document.put("requestId", id);
        AnswerHeaders.put(response.getHeaders(), id, request.isSecure());
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, Problems.CONTENT_TYPE);
        if (type == ProblemType.BUSY) {
            response.getHeaders().put(HttpHeader.RETRY_AFTER, "1");
        }
        response.write(true, ByteBuffer.wrap(Json.write(document)), callback);
    }

    private static ProblemType type(int status) {
        return switch (status) {
            case 404 -> ProblemType.NOT_FOUND;
            case 408 -> ProblemType.TOO_SLOW;
            case 413 -> ProblemType.BODY_TOO_LARGE;
            case 414 -> ProblemType.URI_TOO_LONG;
            case 415 -> ProblemType.UNSUPPORTED_MEDIA_TYPE;
            case 431 -> ProblemType.HEADERS_TOO_LARGE;
            case 503 -> ProblemType.BUSY;
            default -> status >= 500 ? ProblemType.INTERNAL : ProblemType.INVALID_REQUEST;
        };
    }
}
