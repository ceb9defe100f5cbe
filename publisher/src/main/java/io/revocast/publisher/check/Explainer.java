package io.revocast.publisher.check;

import io.revocast.consumer.RevocationCheck;
import io.revocast.consumer.Verdict;
import io.revocast.consumer.internal.store.LiveRevocation;
import io.revocast.event.Target;
import io.revocast.publisher.append.LiveRevocations;
import io.revocast.publisher.check.TokenExplanation.State;
import io.revocast.publisher.token.DescribedToken;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Explains a token: every live revocation that matches it, where a check stops at the first.
 *
 * <p>Looks up each target that the token could be revoked as, and scans nothing. Thread-safe.
 */
public final class Explainer {
    private final LiveRevocations live;
    private final RevocationCheck check;
    private final Clock clock;

    /**
     * @param check of the same list that is looked up in
     */
    public Explainer(LiveRevocations live, RevocationCheck check, Clock clock) {
        this.clock = clock;
        this.live = live;
        this.check = check;
    }

    /** Why what is explained now may be outdated, in plain words; empty when it is not. */
    public Optional<String> stale() {
        return live.unsettled();
    }

    /** Returns what is known of a token. */
    public TokenExplanation explain(DescribedToken token) {
        List<LiveRevocation> matches = matches(token);
        Verdict verdict = check.check(token);
        if (matches.isEmpty() && verdict instanceof Verdict.Revoked) {
            // It was revoked in between.
            matches = matches(token);
        }
        if (!matches.isEmpty() || verdict instanceof Verdict.Revoked) {
            return new TokenExplanation(State.REVOKED, null, matches);
        }
        return verdict instanceof Verdict.Unknown unknown
                ? new TokenExplanation(State.UNKNOWN, unknown.reason(), matches)
                : new TokenExplanation(State.NOT_REVOKED, null, matches);
    }

    /** Returns the live revocations that name the token and let it pass by its times, each with the reason. */
    public List<RuleExplanation> notMatching(DescribedToken token) {
        boolean current = isCurrent();
        Instant now = clock.instant();
        return candidates(token).stream()
                .map(live::find)
                .flatMap(Optional::stream)
                .filter(found -> !found.matches(token, now))
                .map(found -> RuleExplanation.ofTimes(found, current, RuleMismatch.ofTimes(token, found)))
                .toList();
    }

    /** Returns whether a target names the token, whether it is revoked, and why it does not match. */
    public RuleExplanation explain(DescribedToken token, Target target) {
        boolean current = isCurrent();
        LiveRevocation found = live.find(target).orElse(null);
        if (!candidates(token).contains(target)) {
            return RuleExplanation.ofAnother(target, found, current, RuleMismatch.of(token, target));
        }
        if (found == null) {
            return RuleExplanation.notRevoked(target, current);
        }
        return found.matches(token, clock.instant())
                ? RuleExplanation.matching(found)
                : RuleExplanation.ofTimes(found, current, RuleMismatch.ofTimes(token, found));
    }

    /** Whether an absence is proof, for look-ups that begin after this call. */
    private boolean isCurrent() {
        return stale().isEmpty();
    }

    private List<LiveRevocation> matches(DescribedToken token) {
        Instant now = clock.instant();
        return candidates(token).stream()
                .map(live::find)
                .flatMap(Optional::stream)
                .filter(found -> found.matches(token, now))
                .toList();
    }

    private static Set<Target> candidates(DescribedToken token) {
        String issuer = token.issuer();
        Set<Target> targets = new LinkedHashSet<>();
        String id = token.id();
        add(targets, id, () -> new Target.Token(issuer, String.valueOf(id)));
        for (String name : new TreeSet<>(token.claimNames())) {
            Object value = token.claim(name);
            Target.Claim.textsOf(name, value)
                    .forEach(text -> add(targets, text, () -> new Target.Claim(issuer, name, text)));
            addPaths(targets, issuer, Target.Path.append("", name), value);
        }
        String keyId = token.keyId();
        add(targets, keyId, () -> new Target.Key(issuer, String.valueOf(keyId)));
        add(targets, issuer, () -> new Target.Issuer(issuer));
        return targets;
    }

    /** Adds what lies inside a claim; a whole value of the claim itself is no path's. */
    private static void addPaths(Set<Target> targets, String issuer, String pointer, @Nullable Object value) {
        if (value instanceof Map<?, ?> object) {
            object.forEach((name, inner) ->
                    addPlace(targets, issuer, Target.Path.append(pointer, String.valueOf(name)), inner));
        } else if (value instanceof List<?> array) {
            for (int i = 0; i < array.size(); i++) {
                addPlace(targets, issuer, Target.Path.append(pointer, Integer.toString(i)), array.get(i));
            }
        }
    }

    private static void addPlace(Set<Target> targets, String issuer, String pointer, @Nullable Object value) {
        Target.Claim.textsOf(pointer, value)
                .forEach(text -> add(targets, text, () -> new Target.Path(issuer, pointer, text)));
        addPaths(targets, issuer, pointer, value);
    }

    private static void add(Set<Target> targets, @Nullable String value, Supplier<Target> target) {
        if (value == null) {
            return;
        }
        try {
            targets.add(target.get());
        } catch (IllegalArgumentException e) {
            // Nothing can be revoked under such a name, so nothing is to be found.
            return;
        }
    }
}
