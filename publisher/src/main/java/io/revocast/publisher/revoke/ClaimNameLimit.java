package io.revocast.publisher.revoke;

import io.revocast.event.Target;
import io.revocast.publisher.revoke.RejectedException.Kind;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Limits how many claims and paths the live revocations of one issuer name, because services look at each of them.
 *
 * <p>Names of requests that were judged a moment ago count too, so that neither a batch nor callers at the same time
 * exceed the limit. Thread-safe.
 */
final class ClaimNameLimit {
    /** How long a name counts that is not live yet, and may never be. */
    private static final Duration PENDING = Duration.ofMinutes(1);

    private final LiveRevocations live;
    private final int most;
    private final Clock clock;
    private final Map<String, Map<String, Instant>> pending = new HashMap<>();

    ClaimNameLimit(LiveRevocations live, int most, Clock clock) {
        this.live = live;
        this.most = most;
        this.clock = clock;
    }

    /** Throws when a target has a new name, and its issuer has as many as are allowed. */
    void require(Target target) throws RejectedException {
        if (target instanceof Target.Claim claim) {
            require("target.name", claim.issuer(), claim.name());
        } else if (target instanceof Target.Path path) {
            require("target.pointer", path.issuer(), path.pointer());
        }
    }

    private synchronized void require(String field, String issuer, String name) throws RejectedException {
        Set<String> names = new TreeSet<>(live.ruleNames(issuer));
        if (names.contains(name)) {
            return;
        }
        Instant now = clock.instant();
        pending.values().forEach(each -> each.values().removeIf(until -> until.isBefore(now)));
        pending.values().removeIf(Map::isEmpty);
        names.addAll(pending.getOrDefault(issuer, Map.of()).keySet());
        if (!names.contains(name) && names.size() >= most) {
            throw new RejectedException(
                    Kind.INVALID_FIELD,
                    field,
                    name,
                    "must be one of the " + names.size() + " names that revocations of this issuer use already: "
                            + "limits.claim-names is " + most
                            + ", because every service looks at each name. Revoke by a "
                            + "name in use, wait until revocations of others end, or raise limits.claim-names");
        }
        pending.computeIfAbsent(issuer, unused -> new HashMap<>()).put(name, now.plus(PENDING));
    }
}
