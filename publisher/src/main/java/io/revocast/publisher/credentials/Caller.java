package io.revocast.publisher.credentials;

import java.util.Set;

/**
 * Who is asking, and what they may ask for. Immutable.
 *
 * @param name of the credential; it becomes the revocation's {@code by}
 * @param clientId as which OAuth client it acts, whose own tokens it may revoke over RFC 7009
 * @param scopes what it may do
 * @param issuers whose tokens it may name; empty for any issuer's
 */
public record Caller(String name, String clientId, Set<Scope> scopes, Set<String> issuers) {
    public Caller {
        if (name.isEmpty() || clientId.isEmpty()) {
            throw new IllegalArgumentException("name and clientId must not be empty: " + name + ", " + clientId);
        }
        scopes = Set.copyOf(scopes);
        issuers = Set.copyOf(issuers);
    }

    /** Whether it has a scope. */
    public boolean may(Scope scope) {
        return scopes.contains(scope);
    }

    /** Whether it may name tokens of an issuer. */
    public boolean mayName(String issuer) {
        return issuers.isEmpty() || issuers.contains(issuer);
    }
}
