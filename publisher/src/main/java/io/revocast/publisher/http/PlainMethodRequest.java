package io.revocast.publisher.http;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Request;

import java.util.Set;

/**
 * A request without the headers that would change its method. Javalin serves a request as the method that
 * {@code X-HTTP-Method-Override} names, so that a proxy which lets only {@code GET} pass would let it write.
 */
final class PlainMethodRequest extends Request.Wrapper {
    private static final Set<String> OVERRIDES = Set.of("X-HTTP-Method-Override", "X-Method-Override", "X-HTTP-Method");

    private final HttpFields headers;

    private PlainMethodRequest(Request wrapped, HttpFields headers) {
        super(wrapped);
        this.headers = headers;
    }

    /** Returns the request itself when it has no such header. */
    static Request of(Request request) {
        HttpFields headers = request.getHeaders();
        if (OVERRIDES.stream().noneMatch(headers::contains)) {
            return request;
        }
        HttpFields.Mutable others = HttpFields.build(headers);
        OVERRIDES.forEach(others::remove);
        return new PlainMethodRequest(request, others.asImmutable());
    }

    @Override
    public HttpFields getHeaders() {
        return headers;
    }
}
