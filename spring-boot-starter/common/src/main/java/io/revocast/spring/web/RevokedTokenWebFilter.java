package io.revocast.spring.web;

import io.revocast.spring.security.CheckedRequestContext;
import io.revocast.spring.security.InvalidTokenAnswer;
import io.revocast.spring.security.JwtRevocations;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.web.server.BearerTokenServerAuthenticationEntryPoint;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

import java.util.Optional;

/** What {@link RevokedTokenFilter} is for servlets, for WebFlux. */
public final class RevokedTokenWebFilter implements WebFilter {
    private final JwtRevocations revocations;
    private final BearerTokenServerAuthenticationEntryPoint entryPoint =
            new BearerTokenServerAuthenticationEntryPoint();

    /** A filter that asks a list. */
    public RevokedTokenWebFilter(JwtRevocations revocations) {
        this.revocations = revocations;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        return ReactiveSecurityContextHolder.getContext()
                .mapNotNull(context -> BearerTokens.of(context.getAuthentication()))
                .flatMap(this::refusal)
                .defaultIfEmpty(Optional.empty())
                .flatMap(refusal -> refusal.map(answer ->
                                entryPoint.commence(exchange, new InvalidBearerTokenException(answer.description())))
                        .orElseGet(() -> chain.filter(exchange)));
    }

    private Mono<Optional<InvalidTokenAnswer>> refusal(Jwt token) {
        return Mono.deferContextual(context ->
                Mono.just(Optional.ofNullable(revocations.refusal(token, CheckedRequestContext.request(context)))));
    }
}
