package io.revocast.publisher.jwks;

import java.util.Set;

/**
 * An issuer whose access tokens say who is asking. Immutable.
 *
 * @param alias what its callers' names begin with
 * @param issuers whose tokens its callers may name; empty for any issuer's
 */
public record CallerIssuer(String alias, TrustedIssuer issuer, AccessTokens tokens, Set<String> issuers) {
    public CallerIssuer {
        issuers = Set.copyOf(issuers);
    }
}
