package io.revocast.demo;

import com.auth0.jwt.exceptions.JWTVerificationException;
import com.auth0.jwt.interfaces.DecodedJWT;
import com.auth0.jwt.interfaces.JWTVerifier;
import io.javalin.http.Context;
import io.revocast.consumer.RevocationCheck;
import io.revocast.jwt.RevocationUnknownException;
import io.revocast.jwt.RevocationVerifier;

import java.time.Clock;

/** Verifies the access token of a request, and checks it for revocation. Thread-safe. */
final class BearerAuthentication {
    private final JWTVerifier accessTokens;

    BearerAuthentication(DemoSettings settings, Tokens tokens, RevocationCheck revocations, Clock clock) {
        // All that a service has to do: wrap the verifier that it has.
        this.accessTokens = new RevocationVerifier(
                new DemoTokens(tokens.verifier(TokenType.ACCESS), settings.trusted(), clock), revocations);
    }

    /**
     * Returns the token of a request.
     *
     * @throws NoCredentialsException when the request has none
     * @throws JWTVerificationException when the token is invalid, expired or revoked
     * @throws RevocationUnknownException when the verdict is unknown
     */
    DecodedJWT verified(Context context) {
        String header = context.header("Authorization");
        if (header == null || !header.regionMatches(true, 0, "Bearer ", 0, 7)) {
            throw new NoCredentialsException("send an access token: Authorization: Bearer ...");
        }
        return accessTokens.verify(header.substring(7).strip());
    }
}
