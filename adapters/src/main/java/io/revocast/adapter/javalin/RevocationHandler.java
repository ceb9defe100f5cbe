package io.revocast.adapter.javalin;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.revocast.adapter.Refusal;
import io.revocast.consumer.RevocationCheck;
import io.revocast.consumer.VerifiedToken;
import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.function.Function;

/**
 * A Javalin handler that refuses requests with a revoked token. Register it with {@code before}, after the handler that
 * authenticates.
 *
 * <p>A revoked token is answered with 401, and most unknown verdicts with 503: {@link Refusal} has the answers.
 * The endpoint is then not called. Thread-safe when the function is.
 */
public final class RevocationHandler implements Handler {
    private final RevocationCheck revocations;
    private final Function<Context, @Nullable VerifiedToken> tokenOf;

    /**
     * A handler. The caller still closes the list.
     *
     * @param tokenOf returns the token that the authentication verified for a request; null for a request without one,
     *     which passes
     */
    public RevocationHandler(RevocationCheck revocations, Function<Context, @Nullable VerifiedToken> tokenOf) {
        this.revocations = Objects.requireNonNull(revocations, "revocations");
        this.tokenOf = Objects.requireNonNull(tokenOf, "tokenOf");
    }

    @Override
    public void handle(Context context) {
        VerifiedToken token = tokenOf.apply(context);
        Refusal refusal = token == null ? null : Refusal.of(revocations.check(token));
        if (refusal != null) {
            context.status(refusal.status())
                    .header(refusal.headerName(), refusal.headerValue())
                    .contentType(Refusal.BODY_TYPE)
                    .result(refusal.body())
                    .skipRemainingHandlers();
        }
    }
}
