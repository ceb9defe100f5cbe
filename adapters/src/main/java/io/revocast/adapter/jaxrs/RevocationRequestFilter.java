package io.revocast.adapter.jaxrs;

import io.revocast.adapter.Refusal;
import io.revocast.consumer.RevocationCheck;
import io.revocast.consumer.VerifiedToken;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.function.Function;

/**
 * A JAX-RS filter that refuses requests with a revoked token. It runs after filters of the priority
 * {@link Priorities#AUTHENTICATION}. Register it as an instance.
 *
 * <p>A revoked token is answered with 401, and most unknown verdicts with 503: {@link Refusal} has the answers.
 * Thread-safe when the function is.
 */
@Priority(Priorities.AUTHENTICATION + 1)
public final class RevocationRequestFilter implements ContainerRequestFilter {
    private final RevocationCheck revocations;
    private final Function<ContainerRequestContext, @Nullable VerifiedToken> tokenOf;

    /**
     * A filter. The caller still closes the list.
     *
     * @param tokenOf returns the token that the authentication verified for a request; null for a request without one,
     *     which passes
     */
    public RevocationRequestFilter(
            RevocationCheck revocations, Function<ContainerRequestContext, @Nullable VerifiedToken> tokenOf) {
        this.revocations = Objects.requireNonNull(revocations, "revocations");
        this.tokenOf = Objects.requireNonNull(tokenOf, "tokenOf");
    }

    @Override
    public void filter(ContainerRequestContext request) {
        VerifiedToken token = tokenOf.apply(request);
        Refusal refusal = token == null ? null : Refusal.of(revocations.check(token));
        if (refusal != null) {
            request.abortWith(Response.status(refusal.status())
                    .header(refusal.headerName(), refusal.headerValue())
                    .type(Refusal.BODY_TYPE)
                    .entity(refusal.body())
                    .build());
        }
    }
}
