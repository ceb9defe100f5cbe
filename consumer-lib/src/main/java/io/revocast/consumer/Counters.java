package io.revocast.consumer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a list has counted since it was built, by name. Every counter exists from the start, with 0, and only grows.
 * Immutable.
 *
 * @param values one value for each of {@link #names}, sorted by name. The constructor adds 0 for a missing name
 */
public record Counters(Map<String, Long> values) {
    /** Checks that found no matching revocation while the list was current. */
    public static final String CHECKS_NOT_REVOKED = "checks.not_revoked";

    /** Checks that found a matching revocation. */
    public static final String CHECKS_REVOKED = "checks.revoked";

    /** Events that revoke and were applied, repetitions included. */
    public static final String EVENTS_APPLIED_REVOKE = "events.applied.revoke";

    /** Events that reinstate and were applied. */
    public static final String EVENTS_APPLIED_REINSTATE = "events.applied.reinstate";

    /** Unreadable values under a readable key, which count as revocations. */
    public static final String EVENTS_APPLIED_UNREADABLE = "events.applied.unreadable";

    /** Revocations that were left out because the list held {@code maxEntries}. */
    public static final String EVENTS_DROPPED_OVER_LIMIT = "events.dropped.over_limit";

    /** Records whose application threw; their targets count as revoked where the key is readable. */
    public static final String EVENTS_FAILED = "events.failed";

    /** Heartbeats of publishers. */
    public static final String EVENTS_HEARTBEATS = "events.heartbeats";

    /** Revocations that had expired when they were read. */
    public static final String EVENTS_IGNORED_EXPIRED = "events.ignored.expired";

    /** Heartbeats whose time cannot be true. */
    public static final String EVENTS_IGNORED_IMPLAUSIBLE_TIME = "events.ignored.implausible_time";

    /** Keys and heartbeats that are not valid JSON of the contract. */
    public static final String EVENTS_IGNORED_MALFORMED = "events.ignored.malformed";

    /** Reinstatements in a partition to which their key no longer hashes. */
    public static final String EVENTS_IGNORED_MISPLACED = "events.ignored.misplaced";

    /** Keys and heartbeats that are longer than the contract allows. */
    public static final String EVENTS_IGNORED_OVERSIZE = "events.ignored.oversize";

    /** Records that a later or more complete record had replaced already. */
    public static final String EVENTS_IGNORED_SUPERSEDED = "events.ignored.superseded";

    /** Records without a value, which remove nothing. */
    public static final String EVENTS_IGNORED_TOMBSTONE = "events.ignored.tombstone";

    /** Keys and heartbeats with an unknown operation. */
    public static final String EVENTS_IGNORED_UNKNOWN_OP = "events.ignored.unknown_op";

    /** Keys and heartbeats of a kind or version that this release does not know. */
    public static final String EVENTS_IGNORED_UNSUPPORTED = "events.ignored.unsupported";

    /** Records that {@link RevocationList#skipTo} left out. */
    public static final String EVENTS_SKIPPED = "events.skipped";

    /** Replay attempts that ended because the heap was exhausted. */
    public static final String HEAP_EXHAUSTED = "heap.exhausted";

    /** Notifications that were dropped because listeners returned too slowly. */
    public static final String LISTENER_DROPPED = "listener.dropped";

    /** Notifications that a listener answered with an exception. */
    public static final String LISTENER_FAILED = "listener.failed";

    /** Log lines that the logging backend refused with an exception. */
    public static final String LOG_FAILED = "log.failed";

    /** Replay attempts that failed and were repeated. */
    public static final String RECONNECTS = "reconnects";

    /** Failed replay attempts that could not be logged either. */
    public static final String RECONNECTS_UNREPORTED = "reconnects.unreported";

    /** Reports that were not sent; see {@link RevocationList.Builder#reporting}. */
    public static final String REPORTS_FAILED = "reports.failed";

    /** Reports that a broker confirmed. */
    public static final String REPORTS_SENT = "reports.sent";

    private static final List<String> NAMES = allNames();

    /** Throws {@link IllegalArgumentException} for a name that is not in {@link #names}. */
    public Counters {
        Map<String, Long> complete = new TreeMap<>();
        NAMES.forEach(name -> complete.put(name, 0L));
        values.forEach((name, value) -> {
            if (complete.replace(name, value) == null) {
                throw new IllegalArgumentException("name must be one of Counters.names(): " + name);
            }
        });
        values = Collections.unmodifiableMap(complete);
    }

    /**
     * Returns the value of a counter.
     *
     * @throws IllegalArgumentException for a name that is not in {@link #names}
     */
    public long get(String name) {
        Long value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("name must be one of Counters.names(): " + name);
        }
        return value;
    }

    /** Returns the name that counts the refusals of one reason: {@code checks.denied_stale}, for example. */
    public static String checksDenied(Verdict.Reason reason) {
        return "checks.denied_" + reason.wireName();
    }

    /**
     * Returns the name that counts what the policy {@code ALLOW} accepted: {@code checks.allowed_stale}, for example.
     */
    public static String checksAllowed(Verdict.Reason reason) {
        return "checks.allowed_" + reason.wireName();
    }

    /** Returns the names of all counters, sorted. */
    public static List<String> names() {
        return NAMES;
    }

    private static List<String> allNames() {
        List<String> names = new ArrayList<>(List.of(
                CHECKS_NOT_REVOKED,
                CHECKS_REVOKED,
                EVENTS_APPLIED_REVOKE,
                EVENTS_APPLIED_REINSTATE,
                EVENTS_APPLIED_UNREADABLE,
                EVENTS_DROPPED_OVER_LIMIT,
                EVENTS_FAILED,
                EVENTS_HEARTBEATS,
                EVENTS_IGNORED_EXPIRED,
                EVENTS_IGNORED_IMPLAUSIBLE_TIME,
                EVENTS_IGNORED_MALFORMED,
                EVENTS_IGNORED_MISPLACED,
                EVENTS_IGNORED_OVERSIZE,
                EVENTS_IGNORED_SUPERSEDED,
                EVENTS_IGNORED_TOMBSTONE,
                EVENTS_IGNORED_UNKNOWN_OP,
                EVENTS_IGNORED_UNSUPPORTED,
                EVENTS_SKIPPED,
                HEAP_EXHAUSTED,
                LISTENER_DROPPED,
                LISTENER_FAILED,
                LOG_FAILED,
                RECONNECTS,
                RECONNECTS_UNREPORTED,
                REPORTS_FAILED,
                REPORTS_SENT));
        for (Verdict.Reason reason : Verdict.Reason.values()) {
            names.add(checksDenied(reason));
            names.add(checksAllowed(reason));
        }
        Collections.sort(names);
        return List.copyOf(names);
    }
}
