package io.revocast.publisher.query;

import io.revocast.consumer.internal.store.LiveRevocation;
import io.revocast.event.Target;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How many revocations of each kind were live at a time. Immutable.
 *
 * @param complete whether every issuer is in {@code byIssuer}
 */
record LiveCounts(
        Instant asOf, Map<Target.Kind, Long> all, Map<String, Map<Target.Kind, Long>> byIssuer, boolean complete) {
    /** How many issuers have counts of their own. */
    static final int MOST_ISSUERS = 10_000;

    LiveCounts {
        all = Map.copyOf(all);
        byIssuer = Map.copyOf(byIssuer);
    }

    static LiveCounts of(Stream<LiveRevocation> live, Instant asOf) {
        Map<Target.Kind, Long> all = new EnumMap<>(Target.Kind.class);
        Map<String, Map<Target.Kind, Long>> byIssuer = new HashMap<>();
        boolean complete = true;
        for (Iterator<LiveRevocation> each = live.iterator(); each.hasNext(); ) {
            Target target = each.next().revocation().target();
            all.merge(target.kind(), 1L, Long::sum);
            Map<Target.Kind, Long> ofIssuer = byIssuer.get(target.issuer());
            if (ofIssuer == null && byIssuer.size() < MOST_ISSUERS) {
                ofIssuer = new EnumMap<>(Target.Kind.class);
                byIssuer.put(target.issuer(), ofIssuer);
            }
            if (ofIssuer == null) {
                complete = false;
            } else {
                ofIssuer.merge(target.kind(), 1L, Long::sum);
            }
        }
        return new LiveCounts(asOf, all, byIssuer, complete);
    }

    /**
     * Returns the counts by kind, without kinds of which there are none; null when they are not known.
     *
     * @param issuers whose revocations count; all when there are none
     */
    @Nullable
    Map<Target.Kind, Long> of(Set<String> issuers) {
        if (issuers.isEmpty()) {
            return all;
        }
        if (!complete && !byIssuer.keySet().containsAll(issuers)) {
            return null;
        }
        Map<Target.Kind, Long> sum = new EnumMap<>(Target.Kind.class);
        for (String issuer : issuers) {
            byIssuer.getOrDefault(issuer, Map.of()).forEach((kind, count) -> sum.merge(kind, count, Long::sum));
        }
        return sum;
    }
}
