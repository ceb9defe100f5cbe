package io.revocast.consumer.internal;

import io.revocast.consumer.Counters;
import io.revocast.consumer.FailurePolicy;
import io.revocast.consumer.RevocationList;
import io.revocast.consumer.Verdict;
import io.revocast.consumer.VerifiedToken;
import io.revocast.consumer.internal.settings.ListSettings;
import io.revocast.consumer.internal.status.CounterSet;
import io.revocast.consumer.internal.status.ReplayProgress;
import io.revocast.consumer.internal.store.ExpiryClock;
import io.revocast.consumer.internal.store.Match;
import io.revocast.consumer.internal.store.Notes;
import io.revocast.consumer.internal.store.RevocationStore;
import io.revocast.consumer.internal.store.TokenMatcher;
import org.jspecify.annotations.Nullable;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** Decides on a token: what matches it, and what is known when nothing does. Thread-safe. */
final class TokenCheck {
    private static final Verdict NOT_REVOKED = new Verdict.NotRevoked();

    private final ReplayProgress progress;
    private final TokenMatcher matcher;
    private final ExpiryClock clock;
    private final Notes notes;
    private final CounterSet counters;
    private final FailurePolicy failurePolicy;
    private final long marginSeconds;
    private final String[] requiredClaims;
    /** The counter of each reason for an unknown verdict. */
    private final Map<Verdict.Reason, LongAdder> unknown = new EnumMap<>(Verdict.Reason.class);

    TokenCheck(ListSettings.Policy policy, ReplayProgress progress, RevocationStore store, CounterSet counters) {
        this.progress = progress;
        this.matcher = new TokenMatcher(store);
        this.clock = store.clock();
        this.notes = store.notes();
        this.counters = counters;
        this.failurePolicy = policy.failurePolicy();
        this.marginSeconds = policy.margin().toSeconds();
        this.requiredClaims = policy.requiredClaims().toArray(String[]::new);
        boolean allow = failurePolicy == FailurePolicy.ALLOW;
        for (Verdict.Reason reason : Verdict.Reason.values()) {
            unknown.put(reason, counters.named(allow ? Counters.checksAllowed(reason) : Counters.checksDenied(reason)));
        }
    }

    /** Returns the verdict, as {@link RevocationList#check} says. */
    Verdict check(VerifiedToken token) {
        Objects.requireNonNull(token, "token");
        // The view is read before the look-up: a proof that arrives during the look-up says nothing of what it saw.
        // Its age is judged after the look-up, because the thread may have been frozen in between.
        ReplayProgress.View look = progress.view();
        if (look.phase() == ReplayProgress.Phase.CLOSED) {
            return unknown(Verdict.Reason.CLOSED);
        }
        Match match;
        Verdict.@Nullable Reason doubt;
        try {
            String issuer = token.issuer();
            if (issuer == null || issuer.isEmpty()) {
                return unknown(Verdict.Reason.NO_ISSUER);
            }
            match = matcher.match(token, issuer);
            doubt = match == null ? doubt(token) : null;
        } catch (RuntimeException e) {
            return unknown(Verdict.Reason.UNREADABLE_TOKEN);
        }
        if (match != null) {
            counters.revoked.increment();
            return notes.areKept()
                    ? new Verdict.Revoked(match::revocation, () -> notes.of(match.entry()))
                    : new Verdict.Revoked(match::revocation);
        }
        if (doubt != null) {
            return unknown(doubt);
        }
        return switch (progress.state(look)) {
            case CURRENT -> {
                counters.notRevoked.increment();
                yield NOT_REVOKED;
            }
            case STARTING -> unknown(Verdict.Reason.STARTING);
            case REPLAYING -> unknown(Verdict.Reason.REPLAYING);
            case STALE -> unknown(Verdict.Reason.STALE);
            case REBUILDING ->
                unknown(look.causes().incomplete() ? Verdict.Reason.OVER_LIMIT : Verdict.Reason.REBUILDING);
            case CLOSED -> unknown(Verdict.Reason.CLOSED);
        };
    }

    /** Why a token without a match may be revoked nevertheless; null when it cannot. Read after the look-up. */
    private Verdict.@Nullable Reason doubt(VerifiedToken token) {
        if (clock.hasPassed(token.expiresAt(), marginSeconds)) {
            return Verdict.Reason.PAST_MARGIN;
        }
        for (String name : requiredClaims) {
            if (token.claim(name) == null) {
                return Verdict.Reason.MISSING_CLAIM;
            }
        }
        return null;
    }

    private Verdict unknown(Verdict.Reason reason) {
        Objects.requireNonNull(unknown.get(reason)).increment();
        return new Verdict.Unknown(reason, failurePolicy);
    }
}
