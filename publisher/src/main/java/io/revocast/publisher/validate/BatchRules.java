package io.revocast.publisher.validate;

import io.revocast.event.Target;
import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.request.RejectedException.Kind;
import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The rules for the entries of one batch. */
public final class BatchRules {
    /** The most entries of one batch. */
    public static final int MAX_ENTRIES = 1000;

    private BatchRules() {}

    /** Requires from one to {@link #MAX_ENTRIES} entries. */
    public static void requireEntries(String field, List<?> entries) throws RejectedException {
        if (entries.isEmpty()) {
            throw new RejectedException(Kind.INVALID_FIELD, field, null, "must have at least one entry");
        }
        if (entries.size() > MAX_ENTRIES) {
            throw new RejectedException(
                    Kind.TOO_MANY_ENTRIES,
                    field,
                    Integer.toString(entries.size()),
                    "must have at most " + MAX_ENTRIES + " entries");
        }
    }

    /**
     * Requires that no two entries have the same target.
     *
     * @param targets in the order of the entries; null for an entry whose target is not known
     */
    public static void requireDistinct(List<? extends @Nullable Target> targets) throws RejectedException {
        Map<Target, Integer> seen = new HashMap<>();
        for (int i = 0; i < targets.size(); i++) {
            Target target = targets.get(i);
            Integer first = target == null ? null : seen.putIfAbsent(target, i);
            if (target != null && first != null) {
                throw new RejectedException(
                                Kind.DUPLICATE_TARGET,
                                "target",
                                target.key(),
                                "must not be in one batch twice: entries " + first + " and " + i)
                        .at(i);
            }
        }
    }
}
