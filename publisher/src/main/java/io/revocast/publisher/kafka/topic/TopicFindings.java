package io.revocast.publisher.kafka.topic;

import io.revocast.event.internal.TopicSettings.Difference;
import io.revocast.publisher.topic.TopicFinding;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Compares an existing topic with what the operator wants of it. Immutable.
 *
 * @param effective the settings that count, inherited ones included; null when the publisher may not see them
 */
record TopicFindings(
        WantedTopic plan,
        String bootstrapServers,
        int partitions,
        int replicas,
        @Nullable Map<String, String> effective) {

    /** All that matters. */
    List<TopicFinding> all() {
        List<TopicFinding> findings = new ArrayList<>(settings());
        findings.addAll(counts());
        return findings;
    }

    private List<TopicFinding> settings() {
        if (effective == null) {
            return List.of();
        }
        Map<String, Difference> unfit = plan.differences(effective, partitions, replicas).stream()
                .collect(Collectors.toMap(Difference::setting, each -> each));
        // Compared with nothing at all, every rule says what it wants.
        return plan.differences(Map.of(), partitions, replicas).stream()
                .map(rule -> setting(rule, unfit.get(rule.setting()), effective))
                .toList();
    }

    private List<TopicFinding> counts() {
        List<TopicFinding> counts = new ArrayList<>();
        Integer wantedPartitions = plan.partitions();
        if (wantedPartitions != null) {
            counts.add(count(
                    "partitions", wantedPartitions, partitions, plan.whyPartitions(), plan.mendPartitions(partitions)));
        }
        Integer wantedReplicas = plan.replicationFactor();
        if (wantedReplicas != null) {
            counts.add(count(
                    "replication.factor",
                    wantedReplicas,
                    replicas,
                    "topic.replication.factor asks for it",
                    "move it with kafka-reassign-partitions.sh, or leave topic.replication.factor out"));
        }
        return counts;
    }

    private TopicFinding setting(Difference rule, @Nullable Difference unfit, Map<String, String> actual) {
        return new TopicFinding(
                rule.setting(),
                rule.wanted(),
                actual.getOrDefault(rule.setting(), "not set"),
                unfit == null,
                unfit == null ? rule.why() : unfit.why(),
                unfit == null ? null : alterCommand(List.of(rule.setting())));
    }

    private static TopicFinding count(String name, int wanted, int actual, String why, String fix) {
        boolean ok = wanted == actual;
        return new TopicFinding(name, Integer.toString(wanted), Integer.toString(actual), ok, why, ok ? null : fix);
    }

    /** Those that are not as they must be. */
    List<TopicFinding> unfit() {
        return all().stream().filter(each -> !each.ok()).toList();
    }

    /** Returns what repairs everything: first the one command that repairs all settings. */
    List<String> fixes() {
        List<String> fixes = new ArrayList<>();
        List<String> settings = settings().stream()
                .filter(each -> !each.ok())
                .map(TopicFinding::name)
                .toList();
        if (!settings.isEmpty()) {
            fixes.add(alterCommand(settings));
        }
        counts().stream().map(TopicFinding::fix).filter(Objects::nonNull).forEach(fixes::add);
        return fixes;
    }

    private String alterCommand(List<String> settings) {
        Map<String, String> wanted = plan.configs(partitions, replicas);
        String configs = settings.stream()
                .map(each -> argument(each, wanted.getOrDefault(each, "")))
                .collect(Collectors.joining(","));
        return "kafka-configs.sh --bootstrap-server " + bootstrapServers
                + " --alter --entity-type topics --entity-name " + plan.name() + " --add-config '" + configs + "'";
    }

    private static String argument(String setting, String value) {
        return setting + "=" + (value.contains(",") ? "[" + value + "]" : value);
    }
}
