package io.revocast.consumer;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/** Decides on a token: what matches it, and what is known when nothing does. Thread-safe. */
final class TokenCheck {
    private final Progress progress;
    private final TokenMatcher matcher;
    private final ExpiryClock clock;
    private final Counters counters;
    private final FailurePolicy failurePolicy;
    private final long marginSeconds;
    private final String[] requiredClaims;

    TokenCheck(ListSettings.Policy policy, Progress progress, RevocationStore store, Counters counters) {
        this.progress = progress;
        this.matcher = new TokenMatcher(store);
        this.clock = store.clock();
        this.counters = counters;
        this.failurePolicy = policy.failurePolicy();
        this.marginSeconds = policy.margin().toSeconds();
        this.requiredClaims = policy.requiredClaims().toArray(String[]::new);
    }

    /** Returns the verdict, as {@link RevocationList#check} says. */
    Verdict check(VerifiedToken token) {
        Objects.requireNonNull(token, "token");
        // The look comes before the look-up, and is judged after it: evidence that arrives in between says nothing of
        // what the look-up saw, and a thread that was frozen in between must not answer from before.
        Progress.View look = progress.view();
        if (look.phase() == Progress.Phase.CLOSED) {
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
            return new Verdict.Revoked(match::revocation);
        }
        if (doubt != null) {
            return unknown(doubt);
        }
        return switch (progress.state(look)) {
            case CURRENT -> {
                counters.notRevoked.increment();
                yield Verdict.NotRevoked.INSTANCE;
            }
            case STARTING -> unknown(Verdict.Reason.STARTING);
            case REPLAYING -> unknown(Verdict.Reason.REPLAYING);
            case STALE -> unknown(Verdict.Reason.STALE);
            case REBUILDING ->
                unknown(look.trouble().incomplete() ? Verdict.Reason.OVER_LIMIT : Verdict.Reason.REBUILDING);
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
        counters.count(
                (failurePolicy == FailurePolicy.ALLOW ? "checks.allowed_" : "checks.denied_") + reason.wireName());
        return new Verdict.Unknown(reason, failurePolicy);
    }
}
