package io.revocast.spring.web;

import io.revocast.consumer.FailurePolicy;
import io.revocast.spring.security.CheckedRequest;
import io.revocast.spring.security.CheckedRequestContext;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

import java.time.Duration;

/** What {@link UnavailableFilter} is for servlets, for WebFlux. */
public final class UnavailableWebFilter implements WebFilter {
    private final RoutePolicies routes;
    private final boolean answerNotes;
    private final UnavailableAnswer answer;
    private final KeySourceLog log = new KeySourceLog(System::nanoTime);

    /**
     * A filter whose answer asks clients to wait.
     *
     * @param answerNotes whether clients read the note of a revocation
     */
    public UnavailableWebFilter(RoutePolicies routes, Duration retryAfter, boolean answerNotes) {
        this.routes = routes;
        this.answerNotes = answerNotes;
        this.answer = new UnavailableAnswer(retryAfter);
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        FailurePolicy policy = routes.isEmpty()
                ? null
                : routes.policyFor(exchange.getRequest().getPath().pathWithinApplication());
        CheckedRequest request = policy == null && !answerNotes ? null : new CheckedRequest(policy);
        Mono<Void> handled = chain.filter(request == null || !answerNotes ? exchange : noted(exchange, request))
                .onErrorResume(thrown -> {
                    if (exchange.getResponse().isCommitted() || !UnavailableAnswer.isFor(thrown)) {
                        return Mono.error(thrown);
                    }
                    log.failed(thrown);
                    return answer(exchange.getResponse());
                });
        return request == null
                ? handled
                : handled.contextWrite(context -> CheckedRequestContext.with(context, request));
    }

    private static ServerWebExchange noted(ServerWebExchange exchange, CheckedRequest request) {
        return exchange.mutate()
                .response(new NotedServerHttpResponse(exchange.getResponse(), request))
                .build();
    }

    private Mono<Void> answer(ServerHttpResponse response) {
        response.setStatusCode(HttpStatus.SERVICE_UNAVAILABLE);
        response.getHeaders().set(HttpHeaders.RETRY_AFTER, answer.retryAfter());
        response.getHeaders().set(HttpHeaders.CACHE_CONTROL, "no-store");
        response.getHeaders().set(HttpHeaders.CONTENT_TYPE, UnavailableAnswer.MEDIA_TYPE);
        return response.writeWith(
                Mono.fromSupplier(() -> response.bufferFactory().wrap(answer.body())));
    }
}
