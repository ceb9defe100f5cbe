package io.revocast.publisher.fleet;

import java.util.Locale;

/** Why a record of the status topic does not count. */
public enum IgnoredReport {
    /** Its key or its value breaks the contract, or is of a version that this release does not read. */
    UNREADABLE,
    /** Its key or its value is longer than the contract allows. */
    OVERSIZE,
    /** It speaks of another topic than the one that this publisher reads. */
    FOREIGN_TOPIC,
    /** It claims an offset that the log does not have, or a leader of which the log has no record. */
    PAST_END,
    /** It was overtaken by a later report of the same run, or was composed long before it was appended. */
    STALE,
    /** It was composed, by its own account, after the broker appended it. */
    FUTURE_DATED,
    /** There are more instances, or more undecided reports, than the publisher keeps. */
    NO_ROOM;

    /** The name in JSON and in metrics. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
