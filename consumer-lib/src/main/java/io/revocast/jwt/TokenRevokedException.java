package io.revocast.jwt;

import com.auth0.jwt.exceptions.JWTVerificationException;

/**
 * The token is revoked: answer 401 {@code invalid_token} (RFC 6750 section 3.1). The exception carries no reason, so
 * that none can leak to the bearer.
 */
public final class TokenRevokedException extends JWTVerificationException {
    private static final long serialVersionUID = 1L;

    TokenRevokedException() {
        super("The token has been revoked");
    }
}
