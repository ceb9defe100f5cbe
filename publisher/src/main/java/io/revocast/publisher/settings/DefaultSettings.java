package io.revocast.publisher.settings;

import io.revocast.event.internal.ReportCodec;
import io.revocast.event.internal.TopicSettings;
import io.revocast.publisher.credentials.FailedLoginLimiter;
import io.revocast.publisher.http.ConnectionLimits;
import io.revocast.publisher.validate.TargetRules;

import java.util.Map;

/** What holds for settings that are not set, as {@code config print} shows it. */
public final class DefaultSettings {
    /** By key. A key without a default is not in it: without that setting there is nothing. */
    public static final Map<String, String> VALUES = Map.ofEntries(
            Map.entry("audit.retention", AuditSettings.DEFAULT_RETENTION.toString()),
            Map.entry("audit.topic", AuditSettings.DEFAULT_TOPIC),
            Map.entry("fleet.canary-interval", FleetSettings.DEFAULT_CANARY_INTERVAL.toString()),
            Map.entry("fleet.forget-after", FleetSettings.DEFAULT_FORGET_AFTER.toString()),
            Map.entry("fleet.topic", ReportCodec.DEFAULT_TOPIC),
            Map.entry("http.console", "on"),
            Map.entry("http.host", "127.0.0.1"),
            Map.entry("http.management-host", "127.0.0.1"),
            Map.entry("http.max-connections", Integer.toString(ConnectionLimits.DEFAULT.total())),
            Map.entry("http.max-connections-per-address", Integer.toString(ConnectionLimits.DEFAULT.perAddress())),
            Map.entry("http.port", "8080"),
            Map.entry("http.ssf-lenient-content-type", "false"),
            Map.entry("introspection.leeway", "PT0S"),
            Map.entry("jwks.plain-http", "refuse"),
            Map.entry("limits.claim-names", Integer.toString(TargetRules.MAX_CLAIM_NAMES)),
            Map.entry("limits.failures-per-minute", Integer.toString(FailedLoginLimiter.DEFAULT_PER_MINUTE)),
            Map.entry("limits.requests-per-second", "2000"),
            Map.entry("limits.total-requests-per-second", "10000"),
            Map.entry("tokens.longest-lifetime", TopicSettings.DEFAULT_LONGEST_TOKEN_LIFETIME.toString()),
            Map.entry("tokens.margin", TopicSettings.DEFAULT_MARGIN.toString()),
            Map.entry("tokens.max-staleness", "PT30S"),
            Map.entry("tokens.unknown-issuers", "refuse"),
            Map.entry("topic.name", TopicSettings.DEFAULT_TOPIC),
            Map.entry("topic.provision", "create"));

    private DefaultSettings() {}
}
