package io.revocast.demo;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTVerifier.BaseVerification;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.interfaces.DecodedJWT;
import com.auth0.jwt.interfaces.JWTVerifier;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/** Issues tokens, and verifies everything about them but revocation. Thread-safe. */
final class Tokens {
    /** How far the clocks of two instances may differ, in seconds. */
    private static final long LEEWAY = 5;

    private final String issuer;
    private final String keyId;
    private final Algorithm algorithm;
    private final Clock clock;

    Tokens(String issuer, SigningKey key, Clock clock) {
        this.issuer = issuer;
        this.keyId = key.id();
        this.algorithm = Algorithm.RSA256(key.publicKey(), key.privateKey());
        this.clock = clock;
    }

    /** Returns a session that no other log-in shares. */
    Session newSession(String subject) {
        return new Session(issuer, keyId, subject, UUID.randomUUID().toString(), now());
    }

    /** The present second. */
    long now() {
        return clock.instant().getEpochSecond();
    }

    /** Returns an access token and a refresh token with the session's {@code iat}. */
    TokenPair pair(Session session) {
        return pair(session, type -> UUID.randomUUID());
    }

    /** Returns the pair that a refresh token buys: with the same ids, however often and wherever it is asked for. */
    TokenPair successor(Session session, DecodedJWT refreshToken) {
        return pair(session, type -> derived(type.header(), refreshToken.getId()));
    }

    /** Returns a UUID that depends on the texts alone. */
    static UUID derived(String purpose, String id) {
        return UUID.nameUUIDFromBytes((purpose + ' ' + id).getBytes(StandardCharsets.UTF_8));
    }

    private TokenPair pair(Session session, Function<TokenType, UUID> ids) {
        return new TokenPair(
                token(session, TokenType.ACCESS, ids.apply(TokenType.ACCESS)),
                "Bearer",
                TokenType.ACCESS.lifetime().toSeconds(),
                token(session, TokenType.REFRESH, ids.apply(TokenType.REFRESH)));
    }

    private String token(Session session, TokenType type, UUID id) {
        Instant issuedAt = Instant.ofEpochSecond(session.issuedAt());
        return JWT.create()
                .withHeader(Map.of("typ", type.header()))
                .withKeyId(keyId)
                .withIssuer(issuer)
                .withSubject(session.subject())
                .withClaim("sid", session.id())
                .withJWTId(id.toString())
                .withIssuedAt(issuedAt)
                .withExpiresAt(issuedAt.plus(type.lifetime()))
                .sign(algorithm);
    }

    /** Returns a verifier of signature, claims and type; it knows nothing of revocation. */
    JWTVerifier verifier(TokenType type) {
        BaseVerification verification = (BaseVerification) JWT.require(algorithm)
                .withIssuer(issuer)
                .withClaimPresence("sub")
                .withClaimPresence("sid")
                .withClaimPresence("jti")
                .withClaimPresence("iat")
                .withClaimPresence("exp")
                .acceptIssuedAt(LEEWAY);
        return new TypeVerifier(verification.build(clock), type);
    }
}
