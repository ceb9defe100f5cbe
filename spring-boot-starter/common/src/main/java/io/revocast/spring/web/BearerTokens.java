package io.revocast.spring.web;

import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.AbstractOAuth2TokenAuthenticationToken;

/** Finds the token that authenticated a request. It needs no servlet API, which WebFlux applications do not have. */
final class BearerTokens {
    private BearerTokens() {}

    /** Returns the JWT of an authentication; null when another credential authenticated. */
    static @Nullable Jwt of(@Nullable Authentication authentication) {
        return authentication instanceof AbstractOAuth2TokenAuthenticationToken<?> bearer
                        && bearer.getToken() instanceof Jwt jwt
                ? jwt
                : null;
    }
}
