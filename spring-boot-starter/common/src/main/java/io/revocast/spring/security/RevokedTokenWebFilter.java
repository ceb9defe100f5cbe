package io.revocast.spring.security;

import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.web.server.BearerTokenServerAuthenticationEntryPoint;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

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
                .flatMap(this::revoked)
                .defaultIfEmpty(false)
                .flatMap(revoked -> revoked
                        ? entryPoint.commence(exchange, new InvalidBearerTokenException(JwtRevocations.REVOKED))
                        : chain.filter(exchange));
    }

    private Mono<Boolean> revoked(Jwt token) {
        return Mono.deferContextual(
                context -> Mono.just(revocations.isRevoked(token, RoutePolicyContext.policy(context))));
    }
}
