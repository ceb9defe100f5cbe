package io.revocast.consumer.internal.store;

import io.revocast.consumer.VerifiedToken;
import io.revocast.consumer.internal.settings.ListSettings;
import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.event.internal.TopicSettings;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.util.Collection;
import java.util.Map;

/**
 * Finds a live revocation that matches a token: the one place where look-up keys are built from claims.
 *
 * <p>Any match revokes; a narrow target never hides a broad one. Only kinds and claim names that live revocations of its
 * issuer use are looked at, so the cost does not depend on how many claims a token has. Thread-safe.
 */
public final class TokenMatcher {
    private final RevocationStore store;
    private final CutOffs.Now now;

    public TokenMatcher(RevocationStore store) {
        this.store = store;
        this.now = store.clock();
    }

    /** Returns the matcher of a list that holds one revocation, which never expires. */
    static TokenMatcher of(Revocation revocation, Clock clock) {
        // Without a broker's time the clock by which entries expire stands still.
        ExpiryClock standing = new ExpiryClock(new ListSettings.Time(clock, () -> 0));
        RevocationStore store = new RevocationStore(standing, 1, TopicSettings.DEFAULT_MARGIN);
        RevocationStore.Effect unused = store.revoke(revocation, null, null);
        return new TokenMatcher(store);
    }

    /** Returns what matches, or null. */
    @Nullable
    public Match match(VerifiedToken token, String issuer) {
        IssuerScopes.View scopes = store.scopes(issuer);
        Match match = in(scopes.each(), token);
        Map<String, TargetScope[]> byClaim = scopes.byClaim();
        return match != null || byClaim == null ? match : byClaims(token, byClaim);
    }

    private @Nullable Match in(TargetScope[] scopes, VerifiedToken token) {
        for (TargetScope scope : scopes) {
            Match match = switch (scope.kind()) {
                case TOKEN -> byId(token, scope);
                case CLAIM -> byValue(token, scope, token.claim(scope.claimName()));
                case PATH -> byValue(token, scope, scope.valueIn(token));
                case KEY -> before(token, scope, token.keyId());
                case ISSUER -> before(token, scope, "", store.findEverything(scope));
            };
            if (match != null) {
                return match;
            }
        }
        return null;
    }

    /** Looks at the scopes of the claims that the token has; at all of them when it cannot tell which it has. */
    private @Nullable Match byClaims(VerifiedToken token, Map<String, TargetScope[]> byClaim) {
        Collection<String> names = token.claimNames();
        for (String name : names == null ? byClaim.keySet() : names) {
            TargetScope[] scopes = byClaim.get(name);
            Match match = scopes == null ? null : in(scopes, token);
            if (match != null) {
                return match;
            }
        }
        return null;
    }

    private @Nullable Match byId(VerifiedToken token, TargetScope scope) {
        String jti = token.jti();
        String id = jti != null && Target.Token.nameable(scope.issuer(), jti)
                ? jti
                : Target.Token.fingerprint(token.signingInput());
        Entry entry = store.find(scope, id);
        return entry == null ? null : new Match(entry, scope, id);
    }

    private @Nullable Match byValue(VerifiedToken token, TargetScope scope, @Nullable Object value) {
        // Strings first: the test for a Collection walks all interfaces of the value.
        if (value instanceof String text) {
            Match match = before(token, scope, text);
            return match == null && scope.isListOfMembers() ? byMember(token, scope, text) : match;
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

    /** Looks up each member of a list with spaces between them, and makes no text of one that is not found. */
    private @Nullable Match byMember(VerifiedToken token, TargetScope scope, String list) {
        int from = 0;
        for (int to = list.indexOf(' '); from < list.length(); to = list.indexOf(' ', from)) {
            int end = to < 0 ? list.length() : to;
            Entry entry = end > from ? store.find(scope, list, from, end) : null;
            if (entry != null && entry.matches(token, now)) {
                return new Match(entry, scope, list.substring(from, end));
            }
            from = end + 1;
        }
        return null;
    }

    private @Nullable Match before(VerifiedToken token, TargetScope scope, @Nullable String value) {
        return value == null ? null : before(token, scope, value, store.find(scope, value));
    }

    private @Nullable Match before(VerifiedToken token, TargetScope scope, String value, @Nullable Entry entry) {
        return entry != null && entry.matches(token, now) ? new Match(entry, scope, value) : null;
    }
}
