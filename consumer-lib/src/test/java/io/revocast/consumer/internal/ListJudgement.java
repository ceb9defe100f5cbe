package io.revocast.consumer.internal;

import io.revocast.consumer.VerifiedToken;
import io.revocast.consumer.internal.settings.ListSettings;
import io.revocast.consumer.internal.store.ExpiryClock;
import io.revocast.consumer.internal.store.RevocationStore;
import io.revocast.consumer.internal.store.TokenMatcher;
import io.revocast.event.Revocation;
import io.revocast.event.internal.TopicSettings;

import java.time.Clock;

/** A list's own judgement of a token, without a log behind it. Not thread-safe. */
public final class ListJudgement {
    private final RevocationStore store;
    private final TokenMatcher matcher;

    public ListJudgement(Clock clock) {
        store = new RevocationStore(
                new ExpiryClock(new ListSettings.Time(clock, () -> 0)), Long.MAX_VALUE, TopicSettings.DEFAULT_MARGIN);
        matcher = new TokenMatcher(store);
    }

    public void revoke(Revocation revocation) {
        var unused = store.revoke(revocation, null, null);
    }

    /** Whether something that was revoked matches. */
    public boolean refuses(VerifiedToken token) {
        String issuer = token.issuer();
        return issuer != null && matcher.match(token, issuer) != null;
    }
}
