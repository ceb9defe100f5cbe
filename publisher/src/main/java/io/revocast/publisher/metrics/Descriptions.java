package io.revocast.publisher.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;

import java.util.Map;

/** Gives every meter of the publisher the one line that Prometheus shows beside it. */
final class Descriptions implements MeterFilter {
    private static final Map<String, String> LINES = Map.ofEntries(
            Map.entry("revocast.publish", "Requests to revoke or reinstate, until their audited answer"),
            Map.entry("revocast.publish.healed", "Revocations appended again after another writer overwrote them"),
            Map.entry("revocast.repair.left", "Live revocations that are still to be appended again to the log"),
            Map.entry("revocast.publish.throttled", "Requests turned away because they came too soon"),
            Map.entry("revocast.entries", "Live revocations, counted once a minute"),
            Map.entry("revocast.state", "1 for the state of the own list"),
            Map.entry("revocast.stream.age", "Since freshness was last proved"),
            Map.entry("revocast.stream.lag", "Records that are not applied yet"),
            Map.entry("revocast.topic.verified", "1 when the topic has the settings that it must have"),
            Map.entry("revocast.clock.skew", "How far this clock is ahead of the clock of the broker"),
            Map.entry("revocast.events.applied", "Events that took effect"),
            Map.entry("revocast.events.ignored", "Events without effect"),
            Map.entry("revocast.audit", "Entries of the audit"),
            Map.entry("revocast.received", "Messages of identity providers"),
            Map.entry("revocast.authentications", "Attempts to say who asks"),
            Map.entry("http.server.requests", "Answers of the HTTP interface"));

    @Override
    public Meter.Id map(Meter.Id id) {
        String line = LINES.get(id.getName());
        return line == null
                ? id
                : new Meter.Id(id.getName(), Tags.of(id.getTagsAsIterable()), id.getBaseUnit(), line, id.getType());
    }
}
