package io.revocast.publisher.revoke;

import io.revocast.consumer.LiveRevocation;
import io.revocast.consumer.RevocationCheck;
import io.revocast.consumer.Verdict;
import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.publisher.revoke.TokenExplanation.State;
import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
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

    /**
     * @param check of the same list that is looked up in
     */
    public Explainer(LiveRevocations live, RevocationCheck check) {
        this.live = live;
        this.check = check;
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

    private List<LiveRevocation> matches(DescribedToken token) {
        return candidates(token).stream()
                .map(live::find)
                .flatMap(Optional::stream)
                .filter(found -> matches(found.revocation(), token.issuedAt()))
                .toList();
    }

    private static boolean matches(Revocation revocation, long issuedAt) {
        return revocation.issuedBefore() == null
                || issuedAt <= revocation.issuedBefore().getEpochSecond();
    }

    private static Set<Target> candidates(DescribedToken token) {
        String issuer = token.issuer();
        Set<Target> targets = new LinkedHashSet<>();
        String id = token.id();
        add(targets, id, () -> new Target.Token(issuer, String.valueOf(id)));
        for (String name : new TreeSet<>(token.claimNames())) {
            Object value = token.claim(name);
            Collection<?> values = value instanceof Collection<?> several
                    ? several
                    : Optional.ofNullable(value).stream().toList();
            for (Object each : values) {
                String text = Target.Claim.textOf(each);
                add(targets, text, () -> new Target.Claim(issuer, name, String.valueOf(text)));
            }
        }
        String keyId = token.keyId();
        add(targets, keyId, () -> new Target.Key(issuer, String.valueOf(keyId)));
        add(targets, issuer, () -> new Target.Issuer(issuer));
        return targets;
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
