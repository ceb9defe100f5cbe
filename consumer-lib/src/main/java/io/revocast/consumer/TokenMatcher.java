package io.revocast.consumer;

import io.revocast.event.Target;
import org.jspecify.annotations.Nullable;

import java.util.Collection;

/**
 * Finds a live revocation that matches a token: the one place where look-up keys are built from claims.
 *
 * <p>Any match revokes; a narrow target never hides a wide one. Only kinds and claim names that live revocations of its
 * issuer use are looked at, so the cost does not depend on how many claims a token has. Thread-safe.
 */
final class TokenMatcher {
    private final RevocationStore store;

    TokenMatcher(RevocationStore store) {
        this.store = store;
    }

    /** Returns what matches, or null. */
    @Nullable
    Match match(VerifiedToken token, String issuer) {
        for (Scope scope : store.scopes(issuer)) {
            Match match = switch (scope.kind()) {
                case TOKEN -> byId(token, scope);
                case CLAIM -> byClaim(token, scope);
                case KEY -> before(token, scope, token.keyId());
                case ISSUER -> before(token, scope, "", store.findEverything(scope));
            };
            if (match != null) {
                return match;
            }
        }
        return null;
    }

    private @Nullable Match byId(VerifiedToken token, Scope scope) {
        String jti = token.jti();
        String id = jti != null && Target.Token.nameable(scope.issuer(), jti)
                ? jti
                : Target.Token.fingerprint(token.signingInput());
        Entry entry = store.find(scope, id);
        return entry == null ? null : new Match(entry, scope, id);
    }

    private @Nullable Match byClaim(VerifiedToken token, Scope scope) {
        Object value = token.claim(scope.claimName());
        // A String, as most are, is told from a Collection only after a look at all that it implements.
        if (value instanceof String text) {
            return before(token, scope, text);
        }
        if (!(value instanceof Collection<?> values)) {
            return before(token, scope, Target.Claim.textOf(value));
        }
        for (Object each : values) {
            Match match = before(token, scope, Target.Claim.textOf(each));
            if (match != null) {
                return match;
            }
        }
        return null;
    }

    private @Nullable Match before(VerifiedToken token, Scope scope, @Nullable String value) {
        return value == null ? null : before(token, scope, value, store.find(scope, value));
    }

    private static @Nullable Match before(VerifiedToken token, Scope scope, String value, @Nullable Entry entry) {
        return entry != null && entry.matches(token.issuedAt()) ? new Match(entry, scope, value) : null;
    }
}
