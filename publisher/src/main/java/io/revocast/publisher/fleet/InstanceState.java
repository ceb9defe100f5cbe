package io.revocast.publisher.fleet;

import java.util.Locale;

/** What the publisher can say of an instance. */
public enum InstanceState {
    /** It is current and has applied what is older than about two seconds. */
    APPLYING,
    /** It reports, and lacks events that are older, or has not finished its replay. */
    BEHIND,
    /** It reports that it cannot prove to be current. Its failure policy decides about tokens. */
    STALE,
    /** It reads another topic than the publisher, and enforces nothing that the publisher revokes. */
    OTHER_TOPIC,
    /** It has reported nothing for 30 seconds. What it enforces is not known. */
    SILENT,
    /** It was closed, and said so. */
    LEFT;

    /** Whether an instance in this state may report that it has applied something. */
    public boolean mayApply() {
        return this != OTHER_TOPIC && this != SILENT && this != LEFT;
    }

    /** The name in JSON and in metrics. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
