package io.revocast.client;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The instances that report to a publisher. Immutable.
 *
 * @param at the time of the brokers
 * @param unavailable why the publisher cannot read the reports now; null when it can
 * @param instances by service and instance
 * @param digestMismatches how many instances hold other revocations than one that has applied the same events
 */
public record FleetReply(Instant at, @Nullable String unavailable, List<Instance> instances, int digestMismatches) {
    /** Copies the list. */
    public FleetReply {
        instances = List.copyOf(instances);
    }

    /**
     * One instance.
     *
     * @param state one of applying, behind, stale, other_topic, silent and left
     * @param reportedAt when the broker appended its last report
     * @param age the time since its last freshness proof; null when there was none
     * @param version of the library
     * @param entries live revocations of all issuers; null when the caller is limited to some issuers
     * @param conflict whether several processes report under this name
     */
    public record Instance(
            String service,
            String instance,
            String state,
            Instant reportedAt,
            @Nullable Duration age,
            String host,
            String version,
            @Nullable Long entries,
            boolean conflict) {}
}
