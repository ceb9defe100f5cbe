package io.revocast.spring.web;

import io.revocast.spring.security.InvalidTokenAnswer;
import io.revocast.spring.security.JwtRevocations;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.core.Ordered;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.web.BearerTokenAuthenticationEntryPoint;
import org.springframework.web.filter.OncePerRequestFilter;

import java.io.IOException;

/**
 * Refuses revoked tokens of decoders that are not beans, such as those of
 * {@code JwtIssuerAuthenticationManagerResolver.fromTrustedIssuers}. It stands behind Spring Security and checks the
 * token that authenticated the request, unless its decoder has checked it.
 */
public final class RevokedTokenFilter extends OncePerRequestFilter implements Ordered {
    private final int order;
    private final JwtRevocations revocations;
    private final BearerTokenAuthenticationEntryPoint entryPoint = new BearerTokenAuthenticationEntryPoint();

    /** A filter that asks a list; its order comes after Spring Security. */
    public RevokedTokenFilter(JwtRevocations revocations, int order) {
        this.order = order;
        this.revocations = revocations;
    }

    @Override
    public int getOrder() {
        return order;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Jwt token = BearerTokens.of(SecurityContextHolder.getContext().getAuthentication());
        InvalidTokenAnswer answer = token == null ? null : revocations.refusal(token);
        if (answer != null) {
            entryPoint.commence(request, response, new InvalidBearerTokenException(answer.description()));
        } else {
            chain.doFilter(request, response);
        }
    }
}
