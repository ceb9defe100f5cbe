package io.revocast.adapter.jose4j;

import io.revocast.consumer.RevocationCheck;
import io.revocast.consumer.Verdict;
import io.revocast.jwt.RevocationUnknownException;
import org.jose4j.jwt.consumer.ErrorCodeValidator;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtContext;

import java.util.List;
import java.util.Objects;

/**
 * Processes tokens with a jose4j consumer, and checks them for revocation after jose4j verified them. Where a framework
 * owns the consumer, use {@link RevocationValidator}. Thread-safe, as jose4j's consumer is.
 */
public final class RevocationJwtConsumer {
    private final JwtConsumer consumer;
    private final RevocationCheck revocations;

    /** Uses a consumer. The caller still closes the list. */
    public RevocationJwtConsumer(JwtConsumer consumer, RevocationCheck revocations) {
        this.consumer = Objects.requireNonNull(consumer, "consumer");
        this.revocations = Objects.requireNonNull(revocations, "revocations");
    }

    /**
     * Returns what {@link JwtConsumer#process} returns.
     *
     * @throws InvalidJwtException as that method does, and when the token is revoked: answer 401 {@code invalid_token}
     * @throws RevocationUnknownException when the verdict is unknown and the policy denies: answer 503, not 401
     */
    public JwtContext process(String jwt) throws InvalidJwtException {
        JwtContext context = consumer.process(jwt);
        Verdict verdict = revocations.check(Jose4jTokens.of(context));
        if (verdict.accepted()) {
            return context;
        }
        if (verdict instanceof Verdict.Unknown unknown) {
            throw new RevocationUnknownException(unknown.reason());
        }
        throw new InvalidJwtException(
                RevocationValidator.REVOKED,
                List.of(new ErrorCodeValidator.Error(ErrorCodes.MISCELLANEOUS, RevocationValidator.REVOKED)),
                context);
    }
}
