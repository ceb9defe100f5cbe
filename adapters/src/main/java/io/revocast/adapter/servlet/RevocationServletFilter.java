package io.revocast.adapter.servlet;

import io.revocast.adapter.Refusal;
import io.revocast.consumer.RevocationCheck;
import io.revocast.consumer.VerifiedToken;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.Objects;
import java.util.function.Function;

/**
 * A servlet filter that refuses requests with a revoked token. Register it after the filter that authenticates.
 *
 * <p>A revoked token is answered with 401, and most unknown verdicts with 503: {@link Refusal} has the answers.
 * The filter sets the status and never calls {@code sendError}, whose error page may be protected itself. Thread-safe when
 * the function is.
 */
public final class RevocationServletFilter implements Filter {
    private final RevocationCheck revocations;
    private final Function<HttpServletRequest, @Nullable VerifiedToken> tokenOf;

    /**
     * A filter. The caller still closes the list.
     *
     * @param tokenOf returns the token that the authentication verified for a request; null for a request without one,
     *     which passes
     */
    public RevocationServletFilter(
            RevocationCheck revocations, Function<HttpServletRequest, @Nullable VerifiedToken> tokenOf) {
        this.revocations = Objects.requireNonNull(revocations, "revocations");
        this.tokenOf = Objects.requireNonNull(tokenOf, "tokenOf");
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        VerifiedToken token = request instanceof HttpServletRequest http ? tokenOf.apply(http) : null;
        Refusal refusal = token == null ? null : Refusal.of(revocations.check(token));
        if (refusal == null) {
            chain.doFilter(request, response);
            return;
        }
        HttpServletResponse answer = (HttpServletResponse) response;
        answer.setStatus(refusal.status());
        answer.setHeader(refusal.headerName(), refusal.headerValue());
        answer.setContentType(Refusal.BODY_TYPE);
        answer.getWriter().write(refusal.body());
    }
}
