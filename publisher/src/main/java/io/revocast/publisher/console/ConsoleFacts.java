package io.revocast.publisher.console;

import io.revocast.publisher.console.openid.OpenIdClient;

import java.util.List;
import java.util.Set;

/**
 * What the page needs to know of the publisher, and what does not change while it runs. Immutable.
 *
 * @param audit whether there is one
 * @param providers where users can sign in
 */
public record ConsoleFacts(
        String version, String topic, List<Issuer> issuers, boolean audit, List<OpenIdClient> providers) {
    public ConsoleFacts {
        providers = List.copyOf(providers);
        issuers = List.copyOf(issuers);
    }

    /**
     * An issuer whose tokens can be revoked.
     *
     * @param alias in the configuration
     * @param sessionClaims the claims that have the session
     */
    public record Issuer(String alias, String issuer, Set<String> sessionClaims) {
        public Issuer {
            sessionClaims = Set.copyOf(sessionClaims);
        }
    }
}
