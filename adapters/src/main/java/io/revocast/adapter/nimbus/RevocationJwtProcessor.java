package io.revocast.adapter.nimbus;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.EncryptedJWT;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.jwt.proc.JWTProcessor;
import io.revocast.consumer.RevocationCheck;
import io.revocast.consumer.Verdict;
import io.revocast.consumer.VerifiedClaims;
import io.revocast.jwt.RevocationUnknownException;
import org.jspecify.annotations.Nullable;

import java.text.ParseException;
import java.util.Objects;

/**
 * A Nimbus processor that also checks for revocation: the wrapped processor verifies signature and claims first.
 *
 * <p>This adapter wraps the processor, because a {@code JWTClaimsSetVerifier} sees neither the header nor the signing
 * input. It could enforce no revocation of a key, and none of a token without {@code jti}.
 *
 * <p>A token in a JWE is checked by the claims and the {@code kid} of the JWS inside, or of the JWE when there is none.
 * Give such tokens a {@code jti}: without one, the verdict is unknown while any token of the issuer is revoked.
 *
 * <p>Thread-safe when the wrapped processor is, as Nimbus's own is.
 *
 * @param <C> the context of the wrapped processor
 */
public final class RevocationJwtProcessor<C extends SecurityContext> implements JWTProcessor<C> {
    private final JWTProcessor<C> processor;
    private final RevocationCheck revocations;

    /** Wraps a processor. The caller still closes the list. */
    public RevocationJwtProcessor(JWTProcessor<C> processor, RevocationCheck revocations) {
        this.processor = Objects.requireNonNull(processor, "processor");
        this.revocations = Objects.requireNonNull(revocations, "revocations");
    }

    /**
     * {@inheritDoc}
     *
     * @throws BadJWTException also when the token is revoked: answer 401 {@code invalid_token}
     * @throws RevocationUnknownException when the verdict is unknown and the policy denies: answer 503, not 401
     */
    @Override
    public JWTClaimsSet process(String jwt, @Nullable C context)
            throws ParseException, BadJOSEException, JOSEException {
        return process(JWTParser.parse(jwt), context);
    }

    /** {@inheritDoc} Throws as {@link #process(String, SecurityContext)} does. */
    @Override
    public JWTClaimsSet process(JWT jwt, @Nullable C context) throws BadJOSEException, JOSEException {
        return checked(jwt, processor.process(jwt, context));
    }

    /** {@inheritDoc} Throws as {@link #process(String, SecurityContext)} does. */
    @Override
    public JWTClaimsSet process(PlainJWT jwt, @Nullable C context) throws BadJOSEException, JOSEException {
        return checked(jwt, processor.process(jwt, context));
    }

    /** {@inheritDoc} Throws as {@link #process(String, SecurityContext)} does. */
    @Override
    public JWTClaimsSet process(SignedJWT jwt, @Nullable C context) throws BadJOSEException, JOSEException {
        return checked(jwt, processor.process(jwt, context));
    }

    /** {@inheritDoc} Throws as {@link #process(String, SecurityContext)} does. */
    @Override
    public JWTClaimsSet process(EncryptedJWT jwt, @Nullable C context) throws BadJOSEException, JOSEException {
        return checked(jwt, processor.process(jwt, context));
    }

    private JWTClaimsSet checked(JWT jwt, JWTClaimsSet claims) throws BadJWTException {
        Verdict verdict = revocations.check(new VerifiedClaims(claims.getClaims(), keyId(jwt), signingInput(jwt)));
        if (verdict.accepted()) {
            return claims;
        }
        if (verdict instanceof Verdict.Unknown unknown) {
            throw new RevocationUnknownException(unknown.reason());
        }
        throw new BadJWTException("The token has been revoked");
    }

    private static @Nullable String keyId(JWT jwt) {
        if (jwt instanceof EncryptedJWT encrypted) {
            SignedJWT inner = encrypted.getPayload() == null
                    ? null
                    : encrypted.getPayload().toSignedJWT();
            return inner == null
                    ? encrypted.getHeader().getKeyID()
                    : inner.getHeader().getKeyID();
        }
        return jwt.getHeader() instanceof JWSHeader header ? header.getKeyID() : null;
    }

    private static @Nullable String signingInput(JWT jwt) {
        Base64URL[] parts = jwt.getParsedParts();
        return jwt instanceof EncryptedJWT || parts == null ? null : parts[0] + "." + parts[1];
    }
}
