package io.revocast.spring.security;

import io.revocast.spring.TokenRevocationUnknownException;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.Jwt;

/**
 * Refuses revoked tokens, in a decoder that you create outside the application context. Decoders that are beans need no
 * validator, because the starter wraps them.
 *
 * <pre>{@code
 * decoder.setJwtValidator(new RevocationTokenValidator(revocations, JwtValidators.createDefault()));
 * }</pre>
 *
 * <p>It checks only tokens that the other validators accept: an invalid token is invalid, whatever the list knows.
 * Thread-safe when the other validators are.
 */
public final class RevocationTokenValidator implements OAuth2TokenValidator<Jwt> {
    private final JwtRevocations revocations;
    private final OAuth2TokenValidator<Jwt> others;

    /**
     * A validator that asks a list.
     *
     * @param revocations the bean of the starter
     * @param others the validators that a token must pass first
     */
    public RevocationTokenValidator(JwtRevocations revocations, OAuth2TokenValidator<Jwt> others) {
        this.revocations = revocations;
        this.others = others;
    }

    /**
     * Returns the failures of the other validators, or a failure with {@code invalid_token} for a token that is
     * revoked or that no list can check.
     *
     * @throws TokenRevocationUnknownException when the verdict is unknown at the moment and the policy denies
     */
    @Override
    public OAuth2TokenValidatorResult validate(Jwt token) {
        OAuth2TokenValidatorResult result = others.validate(token);
        if (result.hasErrors()) {
            return result;
        }
        InvalidTokenAnswer answer = revocations.refusal(token);
        return answer == null
                ? OAuth2TokenValidatorResult.success()
                : OAuth2TokenValidatorResult.failure(answer.error());
    }
}
