package io.revocast.publisher.validate;

import io.revocast.event.Target;
import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.request.RejectedException.Kind;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Limits how many claims and paths the live revocations of one issuer name, because services look at each of them.
 *
 * <p>Names of requests that were validated a moment ago count too, so that neither a batch nor callers at the same time
 * exceed the limit. Thread-safe.
 */
final class ClaimNameLimit {
    /** How long a name counts that is not live yet, and may never be. */
    private static final Duration PENDING = Duration.ofMinutes(1);

    private final Function<String, Set<String>> namesInUse;
    private final int most;
    private final Clock clock;
    private final Map<String, Map<String, Instant>> pending = new HashMap<>();

    /**
     * @param namesInUse returns the claims and pointers that the live revocations of an issuer name
     */
    ClaimNameLimit(Function<String, Set<String>> namesInUse, int most, Clock clock) {
        this.namesInUse = namesInUse;
        this.most = most;
        this.clock = clock;
    }

    /** Throws when a target has a new name, and its issuer has as many as are allowed. */
    void require(Target target) throws RejectedException {
        if (!target.name().isEmpty()) {
            require(
                    target.kind() == Target.Kind.PATH ? "target.pointer" : "target.name",
                    target.issuer(),
                    target.name());
        }
    }

    private synchronized void require(String field, String issuer, String name) throws RejectedException {
        Set<String> names = new TreeSet<>(namesInUse.apply(issuer));
        if (names.contains(name)) {
            return;
        }
        Instant now = clock.instant();
        pending.values().forEach(each -> each.values().removeIf(until -> until.isBefore(now)));
        pending.values().removeIf(Map::isEmpty);
        names.addAll(pending.getOrDefault(issuer, Map.of()).keySet());
        if (!names.contains(name) && names.size() >= most) {
            throw new RejectedException(
                    Kind.TOO_MANY_CLAIM_NAMES,
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
