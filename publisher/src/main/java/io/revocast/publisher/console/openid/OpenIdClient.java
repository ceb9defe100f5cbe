package io.revocast.publisher.console.openid;

import org.jspecify.annotations.Nullable;

import java.util.Set;

/**
 * The publisher as a client of one OpenID Provider. Its {@code toString} shows no secret.
 *
 * @param alias of the provider in the configuration
 * @param issuer the {@code iss} of its tokens
 * @param secret null for a public client
 * @param scope what the publisher asks for
 */
public record OpenIdClient(
        String alias,
        String issuer,
        String clientId,
        @Nullable String secret,
        Set<String> scope) {
    public OpenIdClient {
        scope = Set.copyOf(scope);
    }

    @Override
    public String toString() {
        return "OpenIdClient[" + alias + ", " + issuer + ", " + clientId + ", " + scope + "]";
    }
}
