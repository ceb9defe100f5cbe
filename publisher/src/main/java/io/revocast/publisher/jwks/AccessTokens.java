package io.revocast.publisher.jwks;

import java.time.Duration;
import java.util.List;

/**
 * What an issuer's access tokens look like (RFC 9068). Immutable.
 *
 * @param audience the publisher's own name, which their {@code aud} must have
 * @param scopeClaims the claims that may hold the scopes, as one text or a list; the first that is there does
 * @param clientClaim the claim that names the OAuth client
 * @param leeway how far the issuer's clock may differ when times are compared
 */
public record AccessTokens(String audience, List<String> scopeClaims, String clientClaim, Duration leeway) {
    public AccessTokens {
        scopeClaims = List.copyOf(scopeClaims);
    }
}
