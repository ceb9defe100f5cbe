package io.revocast.jwt;

import com.auth0.jwt.exceptions.JWTVerificationException;
import com.auth0.jwt.interfaces.DecodedJWT;
import com.auth0.jwt.interfaces.JWTVerifier;
import io.revocast.consumer.RevocationCheck;
import io.revocast.consumer.Verdict;

import java.util.Objects;

/**
 * A java-jwt verifier that also checks for revocation: the wrapped verifier checks signature and claims first.
 *
 * <p>Wrap the verifier that your service uses. Your handler for {@link JWTVerificationException} answers 401 for
 * revoked tokens too. Add a handler for {@link RevocationUnknownException} that answers 503; that class shows both.
 * With the failure policy {@code ALLOW} an unknown verdict throws nothing. Thread-safe when the wrapped verifier is, as
 * java-jwt's own is.
 */
public final class RevocationVerifier implements JWTVerifier {
    private final JWTVerifier verifier;
    private final RevocationCheck revocations;

    /** Wraps a verifier. The caller still closes the list. */
    public RevocationVerifier(JWTVerifier verifier, RevocationCheck revocations) {
        this.verifier = Objects.requireNonNull(verifier, "verifier");
        this.revocations = Objects.requireNonNull(revocations, "revocations");
    }

    /**
     * Verifies a token.
     *
     * @throws JWTVerificationException when the token is invalid or expired: answer 401 {@code invalid_token}
     * @throws TokenRevokedException when the token is revoked: answer 401 {@code invalid_token} (RFC 6750 section 3.1)
     * @throws RevocationUnknownException when the verdict is unknown and the policy denies: answer 503, not 401
     */
    @Override
    public DecodedJWT verify(String token) throws JWTVerificationException {
        return checked(verifier.verify(token));
    }

    /** Verifies a decoded token; throws as {@link #verify(String)} does. */
    @Override
    public DecodedJWT verify(DecodedJWT jwt) throws JWTVerificationException {
        return checked(verifier.verify(jwt));
    }

    private DecodedJWT checked(DecodedJWT jwt) {
        Verdict verdict = revocations.check(VerifiedJwt.of(jwt));
        if (verdict.accepted()) {
            return jwt;
        }
        if (verdict instanceof Verdict.Unknown unknown) {
            throw new RevocationUnknownException(unknown.reason());
        }
        throw new TokenRevokedException();
    }
}
