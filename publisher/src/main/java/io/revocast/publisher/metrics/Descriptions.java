package io.revocast.publisher.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;

import java.util.Map;

/** Gives every meter of the publisher the one line that Prometheus shows beside it. */
final class Descriptions implements MeterFilter {
    private static final Map<String, String> LINES = Map.ofEntries(
            Map.entry("revocast.publish", "Requests to revoke or reinstate, from arrival to the audited answer"),
            Map.entry("revocast.publish.healed", "Revocations re-appended because the log no longer had them"),
            Map.entry("revocast.repair.left", "Live revocations that are still to be re-appended"),
            Map.entry("revocast.publish.throttled", "Requests refused by a rate limit"),
            Map.entry("revocast.entries", "Live revocations, counted once a minute"),
            Map.entry("revocast.state", "1 for the current state of the list of the publisher, 0 for the others"),
            Map.entry("revocast.stream.age", "Time since the last proof of freshness"),
            Map.entry("revocast.stream.lag", "Records that the list of the publisher has not applied yet"),
            Map.entry("revocast.topic.verified", "1 when the topic has the required settings"),
            Map.entry(
                    "revocast.clock.skew",
                    "Difference of the local clock to the clock of the broker, positive when ahead"),
            Map.entry("revocast.events.applied", "Events that took effect"),
            Map.entry("revocast.events.ignored", "Events without effect"),
            Map.entry("revocast.audit", "Audit entries"),
            Map.entry("revocast.received", "Messages of identity providers"),
            Map.entry("revocast.fleet.instances", "Instances that report what they have applied, by state"),
            Map.entry("revocast.fleet.max.age", "Greatest time since a proof of freshness among the instances"),
            Map.entry("revocast.fleet.available", "1 when the reports of instances can be read, 0 otherwise"),
            Map.entry("revocast.fleet.reports.ignored", "Reports of instances that do not count, by reason"),
            Map.entry("revocast.fleet.digest.mismatches", "Reports whose digest differs at equal positions"),
            Map.entry("revocast.fleet.canary", "Time from the append of a canary until the last instance applied it"),
            Map.entry("revocast.fleet.canary.failures", "Canaries that did not arrive at every instance in time"),
            Map.entry("revocast.authentications", "Authentication attempts"),
            Map.entry("http.server.requests", "HTTP requests"));

    @Override
    public Meter.Id map(Meter.Id id) {
        String line = LINES.get(id.getName());
        return line == null
                ? id
                : new Meter.Id(id.getName(), Tags.of(id.getTagsAsIterable()), id.getBaseUnit(), line, id.getType());
    }
}
