package io.revocast.spring.web;

import io.revocast.spring.security.CheckedRequest;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import reactor.core.publisher.Mono;

/** A response that gets the note of a revocation as its body, when it would end as 401 without one. */
final class NotedServerHttpResponse extends ServerHttpResponseDecorator {
    private final CheckedRequest request;

    NotedServerHttpResponse(ServerHttpResponse response, CheckedRequest request) {
        super(response);
        this.request = request;
    }

    @Override
    public Mono<Void> setComplete() {
        byte[] body = request.body();
        if (body == null || isCommitted() || !HttpStatus.UNAUTHORIZED.equals(getStatusCode())) {
            return super.setComplete();
        }
        getHeaders().set(HttpHeaders.CONTENT_TYPE, UnavailableAnswer.MEDIA_TYPE);
        getHeaders().set(HttpHeaders.CACHE_CONTROL, "no-store");
        return writeWith(Mono.fromSupplier(() -> bufferFactory().wrap(body)));
    }
}
