package io.revocast.spring.security;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;

/** A decoder that also refuses revoked tokens. Thread-safe when the wrapped decoder is. */
final class CheckingJwtDecoder implements JwtDecoder, ChecksRevocations {
    private final JwtDecoder decoder;
    private final ObjectProvider<JwtRevocations> revocations;

    CheckingJwtDecoder(JwtDecoder decoder, ObjectProvider<JwtRevocations> revocations) {
        this.decoder = decoder;
        this.revocations = revocations;
    }

    @Override
    public Jwt decode(String token) {
        Jwt jwt = decoder.decode(token);
        JwtRevocations check = revocations.getObject();
        return check.requireNotRevoked(jwt, check.request());
    }
}
