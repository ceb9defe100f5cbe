package io.revocast.demo;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTVerifier.BaseVerification;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.exceptions.IncorrectClaimException;
import com.auth0.jwt.exceptions.JWTVerificationException;
import com.auth0.jwt.interfaces.DecodedJWT;
import com.auth0.jwt.interfaces.JWTVerifier;
import com.auth0.jwt.interfaces.RSAKeyProvider;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.KeyType;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.SecurityContext;
import org.jspecify.annotations.Nullable;

import java.net.MalformedURLException;
import java.net.URI;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Verifies the access tokens of an identity provider, signed with RS256 by a key of its JWK set; knows nothing of
 * revocation. A service that others share the provider with would also ask for its own audience. Thread-safe.
 */
final class ForeignIssuer implements JWTVerifier {
    /** How far the provider's clock may be from this one, in seconds. */
    private static final long LEEWAY = 5;

    private static final Set<String> TYPES = Set.of("jwt", "at+jwt", "application/at+jwt");

    private final JWTVerifier verifier;

    ForeignIssuer(String issuer, URI jwks, Clock clock) {
        BaseVerification verification = (BaseVerification) JWT.require(Algorithm.RSA256(new Keys(source(jwks))))
                .withIssuer(issuer)
                .withClaimPresence("sub")
                .withClaimPresence("sid")
                .withClaimPresence("jti")
                .withClaimPresence("iat")
                .withClaimPresence("exp")
                .acceptIssuedAt(LEEWAY);
        this.verifier = verification.build(clock);
    }

    private static JWKSource<SecurityContext> source(URI jwks) {
        try {
            return JWKSourceBuilder.create(jwks.toURL()).build();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException("the URL of a trusted issuer's keys must be one: " + jwks, e);
        }
    }

    @Override
    public DecodedJWT verify(String token) throws JWTVerificationException {
        return accessToken(verifier.verify(token));
    }

    @Override
    public DecodedJWT verify(DecodedJWT token) throws JWTVerificationException {
        return accessToken(verifier.verify(token));
    }

    /** The same keys sign ID tokens, logout tokens and security events, which open nothing. */
    private static DecodedJWT accessToken(DecodedJWT token) {
        String header = token.getType();
        if (header != null && !TYPES.contains(header.toLowerCase(Locale.ROOT))) {
            throw new IncorrectClaimException(
                    "typ must be that of an access token", "typ", token.getHeaderClaim("typ"));
        }
        // Keycloak's header says JWT for access and ID tokens alike, and a claim tells them apart.
        String claim = token.getClaim("typ").asString();
        if (claim != null && !claim.equals("Bearer")) {
            throw new IncorrectClaimException("typ must be Bearer", "typ", token.getClaim("typ"));
        }
        return token;
    }

    /** Looks keys up by id, and reads the set again when a token names a new one. */
    private record Keys(JWKSource<SecurityContext> source) implements RSAKeyProvider {
        @Override
        public @Nullable RSAPublicKey getPublicKeyById(@Nullable String keyId) {
            JWKMatcher wanted =
                    new JWKMatcher.Builder().keyType(KeyType.RSA).keyID(keyId).build();
            try {
                List<JWK> found = source.get(new JWKSelector(wanted), null);
                return found.isEmpty() ? null : found.get(0).toRSAKey().toRSAPublicKey();
            } catch (RateLimitReachedException e) {
                // The set was read a moment ago and did not have it.
                return null;
            } catch (JOSEException e) {
                throw new TryLaterException("the keys of a trusted issuer cannot be read", e);
            }
        }

        @Override
        public @Nullable RSAPrivateKey getPrivateKey() {
            return null;
        }

        @Override
        public @Nullable String getPrivateKeyId() {
            return null;
        }
    }
}
