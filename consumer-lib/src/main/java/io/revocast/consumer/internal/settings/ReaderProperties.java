package io.revocast.consumer.internal.settings;

import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/**
 * The Kafka properties of a reader: what correctness needs, what serves replay and recovery well, and what the user
 * passes through.
 *
 * <p>Deserializers are not among them. The clients are given instances, because Kafka loads a class that a property
 * names through the context class loader, which need not see Kafka.
 */
public final class ReaderProperties {
    /** What a user may not set, each with the reason that the refusal gives. */
    private static final Map<String, String> REFUSED = Map.ofEntries(
            Map.entry("group.id", "a list reads every partition from positions it keeps itself, never from a group's"),
            Map.entry("group.instance.id", "a list belongs to no group"),
            Map.entry("group.protocol", "a list belongs to no group"),
            Map.entry("enable.auto.commit", "a list commits nothing"),
            Map.entry("auto.offset.reset", "a lost position must be noticed, not skipped over"),
            Map.entry("isolation.level", "read_committed would hide revocations behind any writer's open transaction"),
            Map.entry("allow.auto.create.topics", "a topic that the broker makes up is empty and deletes by age alone"),
            Map.entry("key.deserializer", "events are read from their bytes"),
            Map.entry("value.deserializer", "events are read from their bytes"),
            Map.entry("interceptor.classes", "an interceptor can drop or change records, and revocations with them"),
            Map.entry("check.crcs", "a corrupt batch must be noticed"));

    private static final String REQUEST_TIMEOUT = "request.timeout.ms";
    private static final String API_TIMEOUT = "default.api.timeout.ms";
    private static final int DEFAULT_TIMEOUT_MILLIS = 10_000;

    private static final Map<String, String> DEFAULTS = Map.ofEntries(
            Map.entry("max.partition.fetch.bytes", "8388608"),
            Map.entry("fetch.max.bytes", "33554432"),
            Map.entry("max.poll.records", "5000"),
            Map.entry("receive.buffer.bytes", "-1"),
            Map.entry("metadata.max.age.ms", "30000"),
            Map.entry("metadata.recovery.strategy", "none"),
            Map.entry("reconnect.backoff.ms", "250"),
            Map.entry("reconnect.backoff.max.ms", "4000"),
            Map.entry("retry.backoff.max.ms", "1000"));

    private static final Map<String, String> REQUIRED = Map.of(
            "group.protocol", "classic",
            "enable.auto.commit", "false",
            "auto.offset.reset", "none",
            "isolation.level", "read_uncommitted",
            "allow.auto.create.topics", "false");

    private ReaderProperties() {}

    /** Returns a copy of what the user gave, or throws for a property that correctness does not leave to the user. */
    static Map<String, String> check(Map<String, String> given) {
        given.keySet().forEach(name -> {
            String reason = REFUSED.get(name);
            if (reason != null) {
                throw new IllegalArgumentException(
                        "Kafka property " + name + " must not be set on a revocation list: " + reason);
            }
        });
        if (given.getOrDefault("bootstrap.servers", "").isBlank()) {
            throw new IllegalArgumentException(
                    "bootstrapServers must be given, as host:port, several separated by commas");
        }
        checkTimeouts(given);
        return Map.copyOf(given);
    }

    /**
     * Kafka's admin client wants an answer's limit to be no shorter than one request's; its consumer does not say so.
     */
    private static void checkTimeouts(Map<String, String> given) {
        Integer request = millis(given, REQUEST_TIMEOUT);
        Integer api = millis(given, API_TIMEOUT);
        if (request != null && api != null && api < request) {
            throw new IllegalArgumentException("Kafka property " + API_TIMEOUT + " must be at least " + REQUEST_TIMEOUT
                    + ": " + api + " < " + request + "; raise it, or leave it out");
        }
    }

    /** A time limit that the user gave; null when there is none, or none that Kafka would accept. */
    private static @Nullable Integer millis(Map<String, String> given, String name) {
        String value = given.get(name);
        if (value == null) {
            return null;
        }
        int millis;
        try {
            millis = Integer.parseInt(value.trim());
        } catch (NumberFormatException e) {
            // Kafka names the property and the value when the list starts.
            return null;
        }
        if (millis < 1000) {
            throw new IllegalArgumentException("Kafka property " + name + " must be at least 1000: " + value
                    + "; no broker answers reliably in less");
        }
        return millis;
    }

    /** The properties of the consumer, without deserializers. */
    public static Properties consumer(Map<String, String> given) {
        Map<String, String> ours = new HashMap<>(DEFAULTS);
        addTimeouts(ours, given);
        notBelow(ours, given, "reconnect.backoff.max.ms", "reconnect.backoff.ms");
        notBelow(ours, given, "retry.backoff.max.ms", "retry.backoff.ms");
        Map<String, String> all = new HashMap<>(ours);
        all.putAll(given);
        all.putAll(REQUIRED);
        // Clients of earlier versions know fewer properties, and warn about the others.
        all.keySet()
                .removeIf(name -> !given.containsKey(name)
                        && !ConsumerConfig.configNames().contains(name));
        all.putIfAbsent("client.id", "revocast-reader");
        Properties properties = new Properties();
        properties.putAll(all);
        return properties;
    }

    /** One limit follows the other, when the user gave only one of them. */
    private static void addTimeouts(Map<String, String> ours, Map<String, String> given) {
        Integer request = millis(given, REQUEST_TIMEOUT);
        Integer api = millis(given, API_TIMEOUT);
        int longestRequest = api == null ? DEFAULT_TIMEOUT_MILLIS : Math.min(DEFAULT_TIMEOUT_MILLIS, api);
        int shortestApi = request == null ? DEFAULT_TIMEOUT_MILLIS : Math.max(DEFAULT_TIMEOUT_MILLIS, request);
        ours.put(REQUEST_TIMEOUT, Integer.toString(longestRequest));
        ours.put(API_TIMEOUT, Integer.toString(shortestApi));
    }

    /** Raises a default of ours to what the user gave for its lower end. */
    private static void notBelow(Map<String, String> ours, Map<String, String> given, String name, String lowerEnd) {
        try {
            long floor = Long.parseLong(given.getOrDefault(lowerEnd, "0").trim());
            ours.merge(name, Long.toString(floor), (a, b) -> Long.parseLong(a) < floor ? b : a);
        } catch (NumberFormatException e) {
            // Kafka names the property and the value when the list starts.
        }
    }

    /**
     * The properties of the admin client that asks for the topic's identity: the part that it shares. In an outage it
     * tries to connect, and logs that, although nothing was asked; so its waits grow to most of {@code maxStaleness}.
     */
    public static Properties admin(Map<String, String> given, Duration maxStaleness) {
        long first = Math.max(250, Math.min(5_000, maxStaleness.toMillis() / 6));
        long longest = Math.max(1_000, Math.min(20_000, maxStaleness.toMillis() * 2 / 3));
        Map<String, String> ours = new HashMap<>();
        ours.put("enable.metrics.push", "false");
        ours.put("reconnect.backoff.ms", Long.toString(first));
        ours.put("reconnect.backoff.max.ms", Long.toString(longest));
        notBelow(ours, given, "reconnect.backoff.max.ms", "reconnect.backoff.ms");
        if (!given.containsKey(REQUEST_TIMEOUT) && !given.containsKey(API_TIMEOUT)) {
            // Each question has a limit of its own. The client's own search for a broker logs each time that this one
            // ends.
            ours.put(REQUEST_TIMEOUT, "75000");
            ours.put(API_TIMEOUT, "75000");
        }
        Properties properties = new Properties();
        consumer(given)
                .forEach((name, value) -> properties.put(name, ours.getOrDefault((String) name, (String) value)));
        ours.forEach(properties::putIfAbsent);
        properties.keySet().retainAll(AdminClientConfig.configNames());
        given.forEach((name, value) -> properties.computeIfPresent(name, (same, own) -> value));
        return properties;
    }

    /**
     * Throws {@link org.apache.kafka.common.config.ConfigException} when Kafka would not accept the properties, and
     * {@link IllegalArgumentException} when no probe could succeed with them within {@code maxStaleness}.
     */
    public static void validate(Map<String, String> given, Duration maxStaleness) {
        Properties properties = ClientClassLoader.call(() -> consumer(given));
        properties.put("key.deserializer", ByteArrayDeserializer.class);
        properties.put("value.deserializer", ByteArrayDeserializer.class);
        ConsumerConfig config = ClientClassLoader.call(() -> new CheckedConfig(properties));
        int wait = config.getInt("fetch.max.wait.ms");
        if (wait > 1000) {
            throw new IllegalArgumentException("Kafka property fetch.max.wait.ms must be at most 1000: " + wait
                    + "; the end-offset probe waits behind each fetch");
        }
        if (2L * wait > maxStaleness.toMillis()) {
            throw new IllegalArgumentException("maxStaleness must be at least twice the Kafka property"
                    + " fetch.max.wait.ms: " + maxStaleness + " and " + wait + " ms; the end-offset probe waits behind"
                    + " each fetch. Raise the one or lower the other");
        }
    }

    /** Checks the properties without logging all of them. */
    private static final class CheckedConfig extends ConsumerConfig {
        private CheckedConfig(Properties properties) {
            super(properties, false);
        }
    }
}
