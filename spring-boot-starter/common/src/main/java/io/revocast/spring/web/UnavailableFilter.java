package io.revocast.spring.web;

import io.revocast.consumer.FailurePolicy;
import io.revocast.spring.security.CheckedRequest;
import io.revocast.spring.security.InvalidTokenAnswer;
import io.revocast.spring.security.JwtRevocations;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.RequestPath;
import org.springframework.web.filter.OncePerRequestFilter;

import java.io.IOException;
import java.time.Duration;

/**
 * Answers 503 where it is unknown whether a token is revoked, adds the note of a revocation to the answer 401, and finds
 * the failure policy of the route. It stands before Spring Security.
 *
 * <p>It writes the answer itself. {@code sendError} would dispatch to {@code /error}, where Spring Security answers 401.
 */
public final class UnavailableFilter extends OncePerRequestFilter implements Ordered {
    private final int order;
    private final JwtRevocations revocations;
    private final RoutePolicies routes;
    private final UnavailableAnswer answer;
    private final KeySourceLog log = new KeySourceLog(System::nanoTime);

    /** A filter whose answer asks clients to wait; its order comes before Spring Security. */
    public UnavailableFilter(JwtRevocations revocations, RoutePolicies routes, Duration retryAfter, int order) {
        this.order = order;
        this.revocations = revocations;
        this.routes = routes;
        this.answer = new UnavailableAnswer(retryAfter);
    }

    @Override
    public int getOrder() {
        return order;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        CheckedRequest before = revocations.request();
        FailurePolicy policy = policyOf(request);
        CheckedRequest served = policy == null && !revocations.answersNotes() ? null : new CheckedRequest(policy);
        revocations.request(served);
        try {
            chain.doFilter(request, response);
            if (served != null) {
                addNote(served, response);
            }
        } catch (ServletException | RuntimeException e) {
            if (response.isCommitted() || !UnavailableAnswer.isFor(e)) {
                throw e;
            }
            log.failed(e);
            answer(response);
        } finally {
            revocations.request(before);
        }
    }

    private @Nullable FailurePolicy policyOf(HttpServletRequest request) {
        if (routes.isEmpty()) {
            return null;
        }
        try {
            RequestPath path = RequestPath.parse(request.getRequestURI(), request.getContextPath());
            return routes.policyFor(path.pathWithinApplication());
        } catch (IllegalArgumentException e) {
            // An odd spelling of the context path: the list's policy decides.
            return null;
        }
    }

    /** Leaves an answer alone that has a body already. */
    private static void addNote(CheckedRequest served, HttpServletResponse response) throws IOException {
        byte[] body = served.body();
        if (body != null
                && response.getStatus() == InvalidTokenAnswer.STATUS
                && !response.isCommitted()
                && response.getContentType() == null) {
            response.setContentType(UnavailableAnswer.MEDIA_TYPE);
            response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
            response.getOutputStream().write(body);
        }
    }

    private void answer(HttpServletResponse response) throws IOException {
        response.reset();
        response.setStatus(UnavailableAnswer.STATUS);
        response.setHeader(HttpHeaders.RETRY_AFTER, answer.retryAfter());
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        response.setContentType(UnavailableAnswer.MEDIA_TYPE);
        response.getOutputStream().write(answer.body());
    }
}
