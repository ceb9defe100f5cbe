package io.revocast.spring.security;

import io.revocast.spring.TokenRevocationUnknownException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import reactor.core.publisher.Mono;

import java.util.function.Supplier;

/** A reactive decoder that also refuses revoked tokens. Thread-safe when the wrapped decoder is. */
public final class CheckingReactiveJwtDecoder implements ReactiveJwtDecoder, ChecksRevocations {
    private final ReactiveJwtDecoder decoder;
    private final Supplier<JwtRevocations> revocations;

    /**
     * A decoder that checks what another accepts.
     *
     * @param revocations the check, which is asked for when the first token is decoded
     */
    public CheckingReactiveJwtDecoder(ReactiveJwtDecoder decoder, Supplier<JwtRevocations> revocations) {
        this.decoder = decoder;
        this.revocations = revocations;
    }

    @Override
    public Mono<Jwt> decode(String token) {
        return Mono.deferContextual(context -> {
            CheckedRequest request = CheckedRequestContext.request(context);
            JwtRevocations check = revocations.get();
            return decoder.decode(token)
                    .map(jwt -> check.requireNotRevoked(jwt, request))
                    .onErrorMap(CheckingReactiveJwtDecoder::toJwtException);
        });
    }

    /**
     * Keys that cannot be fetched are an {@code IllegalStateException} in Spring's reactive decoder and a
     * {@link JwtException} in the other. One exception gives one answer. An unknown verdict stays what it is.
     */
    private static Throwable toJwtException(Throwable thrown) {
        TokenRevocationUnknownException unknown = TokenRevocationUnknownException.findIn(thrown);
        if (unknown != null) {
            return unknown;
        }
        return thrown instanceof RuntimeException && !(thrown instanceof JwtException)
                ? new JwtException(
                        "An error occurred while attempting to decode the Jwt: " + thrown.getMessage(), thrown)
                : thrown;
    }
}
