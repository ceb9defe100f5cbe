package io.revocast.spring.security;

import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;

import java.util.function.Supplier;

/** A decoder that also refuses revoked tokens. Thread-safe when the wrapped decoder is. */
public final class CheckingJwtDecoder implements JwtDecoder, ChecksRevocations {
    private final JwtDecoder decoder;
    private final Supplier<JwtRevocations> revocations;

    /**
     * A decoder that checks what another accepts.
     *
     * @param revocations the check, which is asked for when the first token is decoded
     */
    public CheckingJwtDecoder(JwtDecoder decoder, Supplier<JwtRevocations> revocations) {
        this.decoder = decoder;
        this.revocations = revocations;
    }

    @Override
    public Jwt decode(String token) {
        Jwt jwt = decoder.decode(token);
        JwtRevocations check = revocations.get();
        return check.requireNotRevoked(jwt, check.request());
    }
}
