package io.revocast.jwt;

import com.auth0.jwt.exceptions.JWTVerificationException;
import com.auth0.jwt.interfaces.DecodedJWT;
import com.auth0.jwt.interfaces.JWTVerifier;
import io.revocast.consumer.RevocationCheck;
import io.revocast.consumer.Verdict;

import java.util.Objects;

/**
 * A verifier that asks another first, for signature and claims, and then whether the token was revoked.
 *
 * <p>Wrap the verifier that a service uses already; nothing else changes. A token whose verdict is unknown is accepted
 * or refused as the list's failure policy says. Thread-safe when the other verifier is, as java-jwt's own is.
 */
public final class RevocationVerifier implements JWTVerifier {
    private final JWTVerifier verifier;
    private final RevocationCheck revocations;

    /** Wraps a verifier; the caller closes the list. */
    public RevocationVerifier(JWTVerifier verifier, RevocationCheck revocations) {
        this.verifier = Objects.requireNonNull(verifier, "verifier");
        this.revocations = Objects.requireNonNull(revocations, "revocations");
    }

    /**
     * Verifies a token.
     *
     * @throws TokenRevokedException when it was revoked: answer 401 {@code invalid_token} (RFC 6750 section 3.1)
     * @throws RevocationUnknownException when that cannot be told and the policy denies: answer 503, not 401
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
