package io.revocast.adapter.jose4j;

import io.revocast.consumer.RevocationCheck;
import io.revocast.consumer.Verdict;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtContext;
import org.jose4j.jwt.consumer.Validator;
import org.jspecify.annotations.Nullable;

import java.util.Objects;

/**
 * A jose4j validator that refuses revoked tokens, for frameworks that own the consumer. In Quarkus, a bean of the type
 * {@link Validator} validates every OIDC token.
 *
 * <p>jose4j turns every result of a validator into an {@link InvalidJwtException}, which frameworks answer with 401.
 * Pass the exception to {@link #isUnknown} and answer 503 when it returns true.
 *
 * <p>Thread-safe.
 */
public final class RevocationValidator implements Validator {
    static final String REVOKED = "The token has been revoked";
    private static final String UNKNOWN = "Whether the token has been revoked is unknown: ";
    private static final String UNCHECKABLE = "The token cannot be checked for revocation: ";

    private final RevocationCheck revocations;

    /** Uses a check. The caller still closes the list. */
    public RevocationValidator(RevocationCheck revocations) {
        this.revocations = Objects.requireNonNull(revocations, "revocations");
    }

    /** Returns null when the token may be accepted, and otherwise why it may not. */
    @Override
    public @Nullable String validate(JwtContext context) {
        Verdict verdict = revocations.check(Jose4jTokens.of(context));
        if (verdict.accepted()) {
            return null;
        }
        return verdict instanceof Verdict.Unknown unknown ? unknown(unknown.reason()) : REVOKED;
    }

    private static String unknown(Verdict.Reason reason) {
        return (reason.concernsToken() ? UNCHECKABLE : UNKNOWN) + reason.wireName();
    }

    /**
     * Returns whether a token was refused only because the verdict is unknown at the moment: answer 503 with
     * {@code Retry-After}. False when anything is wrong with the token itself: answer 401.
     *
     * @param failure what the framework threw; its causes are searched for an {@link InvalidJwtException}
     */
    public static boolean isUnknown(@Nullable Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < 20; depth++) {
            if (cause instanceof InvalidJwtException invalid) {
                return !invalid.getErrorDetails().isEmpty()
                        && invalid.getErrorDetails().stream()
                                .allMatch(error -> error.getErrorMessage().startsWith(UNKNOWN));
            }
            cause = cause.getCause();
        }
        return false;
    }
}
