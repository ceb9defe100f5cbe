package io.revocast.adapter.jjwt;

import io.jsonwebtoken.Claims;
import io.jsonwebtoken.Jws;
import io.jsonwebtoken.JwtException;
import io.jsonwebtoken.JwtParser;
import io.revocast.consumer.RevocationCheck;
import io.revocast.consumer.Verdict;
import io.revocast.consumer.VerifiedClaims;
import io.revocast.jwt.RevocationUnknownException;

import java.util.Objects;

/**
 * Parses signed tokens with jjwt, and checks them for revocation after jjwt verified them.
 *
 * <p>A {@code Jws<Claims>} does not contain the signing input, so this class takes the compact token. Thread-safe, as
 * jjwt's parser is.
 */
public final class RevocationJwsParser {
    private final JwtParser parser;
    private final RevocationCheck revocations;

    /** Uses a parser. The caller still closes the list. */
    public RevocationJwsParser(JwtParser parser, RevocationCheck revocations) {
        this.parser = Objects.requireNonNull(parser, "parser");
        this.revocations = Objects.requireNonNull(revocations, "revocations");
    }

    /**
     * Returns what {@link JwtParser#parseSignedClaims(CharSequence)} returns.
     *
     * @throws JwtException as that method does, and when the token is revoked: answer 401 {@code invalid_token}
     * @throws RevocationUnknownException when the verdict is unknown and the policy denies: answer 503, not 401
     */
    public Jws<Claims> parseSignedClaims(CharSequence compact) {
        Jws<Claims> jws = parser.parseSignedClaims(compact);
        String token = compact.toString();
        Verdict verdict = revocations.check(new VerifiedClaims(
                jws.getPayload(), jws.getHeader().getKeyId(), token.substring(0, token.lastIndexOf('.'))));
        if (verdict.accepted()) {
            return jws;
        }
        if (verdict instanceof Verdict.Unknown unknown) {
            throw new RevocationUnknownException(unknown.reason());
        }
        throw new JwtException("The token has been revoked");
    }
}
