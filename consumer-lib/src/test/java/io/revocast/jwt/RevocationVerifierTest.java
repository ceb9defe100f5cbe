package io.revocast.jwt;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTCreator;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.exceptions.JWTVerificationException;
import com.auth0.jwt.exceptions.SignatureVerificationException;
import com.auth0.jwt.exceptions.TokenExpiredException;
import com.auth0.jwt.interfaces.DecodedJWT;
import com.auth0.jwt.interfaces.JWTVerifier;
import io.revocast.consumer.FailurePolicy;
import io.revocast.consumer.RevocationCheck;
import io.revocast.consumer.Verdict;
import io.revocast.consumer.VerifiedToken;
import io.revocast.event.Revocation;
import io.revocast.event.Target;
import org.junit.jupiter.api.Test;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RevocationVerifierTest {
    private static final String ISSUER = "https://issuer.example";
    private static final Algorithm HS256 = Algorithm.HMAC256("a secret of at least thirty-two bytes");
    private static final Instant EXPIRES_AT = Instant.parse("2999-01-01T00:00:00Z");

    private static final RevocationCheck NOTHING_REVOKED = token -> new Verdict.NotRevoked();

    private static JWTCreator.Builder token() {
        return JWT.create().withIssuer(ISSUER).withJWTId("1").withExpiresAt(EXPIRES_AT);
    }

    private static JWTVerifier verifier(Algorithm algorithm) {
        return JWT.require(algorithm).withIssuer(ISSUER).build();
    }

    /** Revokes one token by the name that publisher and readers share. */
    private static RevocationCheck revoked(DecodedJWT jwt) {
        VerifiedToken condemned = VerifiedJwt.of(jwt);
        Target target = Target.Token.of(ISSUER, condemned.jti(), condemned.signingInput());
        Verdict verdict = new Verdict.Revoked(new Revocation(target, Instant.ofEpochSecond(1), null));
        return token ->
                Target.Token.of(ISSUER, token.jti(), token.signingInput()).equals(target)
                        ? verdict
                        : new Verdict.NotRevoked();
    }

    @Test
    void aTokenThatIsNotRevokedIsVerified() {
        DecodedJWT jwt = new RevocationVerifier(verifier(HS256), NOTHING_REVOKED).verify(token().sign(HS256));

        assertThat(jwt.getId()).isEqualTo("1");
    }

    @Test
    void signatureAndClaimsAreVerifiedBeforeTheListIsAsked() {
        RevocationVerifier verifier = new RevocationVerifier(verifier(HS256), token -> {
            throw new AssertionError("a token that is not verified must not reach the list");
        });
        String forged = token().sign(Algorithm.HMAC256("another secret of thirty-two bytes.."));
        String expired = token().withExpiresAt(Instant.EPOCH).sign(HS256);

        assertThatThrownBy(() -> verifier.verify(forged)).isInstanceOf(SignatureVerificationException.class);
        assertThatThrownBy(() -> verifier.verify(expired)).isInstanceOf(TokenExpiredException.class);
    }

    @Test
    void aRevokedTokenIsRefusedAndTheMessageNamesNoReason() {
        DecodedJWT jwt = JWT.decode(token().sign(HS256));
        RevocationVerifier verifier = new RevocationVerifier(verifier(HS256), revoked(jwt));

        assertThatThrownBy(() -> verifier.verify(jwt.getToken()))
                .isInstanceOf(TokenRevokedException.class)
                .hasMessage("The token has been revoked");
        assertThatThrownBy(() -> verifier.verify(jwt)).isInstanceOf(TokenRevokedException.class);
    }

    @Test
    void anUnknownVerdictFollowsTheFailurePolicy() {
        String jwt = token().sign(HS256);

        assertThatThrownBy(() -> new RevocationVerifier(verifier(HS256), unknown(FailurePolicy.DENY)).verify(jwt))
                .isInstanceOfSatisfying(
                        RevocationUnknownException.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Verdict.Reason.STALE))
                .hasMessage("Whether the token has been revoked is unknown: stale");
        assertThat(new RevocationVerifier(verifier(HS256), unknown(FailurePolicy.ALLOW))
                        .verify(jwt)
                        .getId())
                .isEqualTo("1");
    }

    /** Existing code answers these with 401, on which clients log in again: an outage would log out every user. */
    @Test
    void anUnknownVerdictIsNoReasonForExistingHandlersToAnswer401() {
        assertThat(JWTVerificationException.class).isAssignableFrom(TokenRevokedException.class);
        assertThat(RevocationUnknownException.class.getSuperclass()).isEqualTo(RuntimeException.class);
    }

    private static RevocationCheck unknown(FailurePolicy policy) {
        return token -> new Verdict.Unknown(Verdict.Reason.STALE, policy);
    }

    /** OWASP 2026: every spelling that a verifier accepts must be refused once one of them was revoked. */
    @Test
    void noOtherSpellingOfARevokedTokenPasses() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair keys = generator.generateKeyPair();
        Algorithm es256 = Algorithm.ECDSA256((ECPublicKey) keys.getPublic(), (ECPrivateKey) keys.getPrivate());
        for (boolean withJti : List.of(true, false)) {
            for (Algorithm algorithm : List.of(HS256, es256)) {
                String signed =
                        (withJti ? token() : JWT.create().withIssuer(ISSUER).withExpiresAt(EXPIRES_AT)).sign(algorithm);
                RevocationVerifier verifier = new RevocationVerifier(verifier(algorithm), revoked(JWT.decode(signed)));
                int accepted = 0;
                for (String spelling : spellings(signed, (ECPublicKey) keys.getPublic(), algorithm.equals(es256))) {
                    if (passes(verifier(algorithm), spelling)) {
                        accepted++;
                        assertThatThrownBy(() -> verifier.verify(spelling)).isInstanceOf(TokenRevokedException.class);
                    }
                }
                assertThat(accepted)
                        .as("spellings that java-jwt accepts for %s", algorithm.getName())
                        .isGreaterThan(2);
            }
        }
    }

    private static boolean passes(JWTVerifier verifier, String token) {
        return RevocationVerifierTest.<Boolean>attempt(() -> verifier.verify(token) != null, false);
    }

    private static <T> T attempt(Supplier<T> attempt, T otherwise) {
        try {
            return attempt.get();
        } catch (JWTVerificationException | IllegalArgumentException e) {
            return otherwise;
        }
    }

    private static List<String> spellings(String token, ECPublicKey key, boolean ecdsa) {
        int dot = token.lastIndexOf('.') + 1;
        String head = token.substring(0, dot);
        String signature = token.substring(dot);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        int last = alphabet.indexOf(signature.charAt(signature.length() - 1));
        String trailingBits = signature.substring(0, signature.length() - 1) + alphabet.charAt(last ^ 1);
        String mirrored = ecdsa ? mirrored(signature, key) : signature;
        return List.of(
                token,
                token + "=",
                token + "==",
                head + trailingBits,
                head + signature.replace('-', '+').replace('_', '/'),
                head + mirrored);
    }

    /** ECDSA accepts (r, n - s) wherever it accepts (r, s). */
    private static String mirrored(String signature, ECPublicKey key) {
        byte[] rs = Base64.getUrlDecoder().decode(signature);
        BigInteger s = new BigInteger(1, Arrays.copyOfRange(rs, 32, 64));
        byte[] mirroredS = key.getParams().getOrder().subtract(s).toByteArray();
        byte[] out = Arrays.copyOf(rs, 64);
        Arrays.fill(out, 32, 64, (byte) 0);
        int length = Math.min(32, mirroredS.length);
        System.arraycopy(mirroredS, mirroredS.length - length, out, 64 - length, length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(out);
    }

    @Test
    void theCheckReadsTheClaimsThatWereVerified() {
        String signed = token().withKeyId("k1")
                .withIssuedAt(Instant.ofEpochSecond(1_700_000_000))
                .withClaim("sub", "alice")
                .withClaim("tenant", 7)
                .withClaim("admin", true)
                .withClaim("groups", List.of("a", "b"))
                .withClaim("nested", Map.of("a", 1))
                .sign(HS256);

        VerifiedToken token = VerifiedJwt.of(verifier(HS256).verify(signed));

        assertThat(token.issuer()).isEqualTo(ISSUER);
        assertThat(token.jti()).isEqualTo("1");
        assertThat(token.keyId()).isEqualTo("k1");
        assertThat(token.issuedAt()).isEqualTo(1_700_000_000);
        assertThat(token.claim("sub")).isEqualTo("alice");
        assertThat(token.claim("tenant")).isEqualTo(7);
        assertThat(token.claim("admin")).isEqualTo(true);
        assertThat(token.claim("groups")).isEqualTo(List.of("a", "b"));
        assertThat(token.claim("absent")).isNull();
        assertThat(token.signingInput()).isEqualTo(signed.substring(0, signed.lastIndexOf('.')));
    }

    @Test
    void aTokenWithoutIatHasNone() {
        assertThat(VerifiedJwt.of(JWT.decode(token().sign(HS256))).issuedAt()).isEqualTo(VerifiedToken.NO_ISSUED_AT);
    }
}
