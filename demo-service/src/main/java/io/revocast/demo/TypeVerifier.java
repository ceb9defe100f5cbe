package io.revocast.demo;

import com.auth0.jwt.exceptions.IncorrectClaimException;
import com.auth0.jwt.exceptions.JWTVerificationException;
import com.auth0.jwt.interfaces.DecodedJWT;
import com.auth0.jwt.interfaces.JWTVerifier;

/** A verifier that also wants one type: a refresh token opens nothing, and an access token buys nothing. */
final class TypeVerifier implements JWTVerifier {
    private final JWTVerifier verifier;
    private final TokenType type;

    TypeVerifier(JWTVerifier verifier, TokenType type) {
        this.verifier = verifier;
        this.type = type;
    }

    @Override
    public DecodedJWT verify(String token) throws JWTVerificationException {
        return typed(verifier.verify(token));
    }

    @Override
    public DecodedJWT verify(DecodedJWT token) throws JWTVerificationException {
        return typed(verifier.verify(token));
    }

    private DecodedJWT typed(DecodedJWT token) {
        if (!type.header().equals(token.getType())) {
            throw new IncorrectClaimException("typ must be " + type.header(), "typ", token.getHeaderClaim("typ"));
        }
        return token;
    }
}
