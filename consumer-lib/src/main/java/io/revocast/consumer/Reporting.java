package io.revocast.consumer;

import io.revocast.event.internal.ReportCodec;
import io.revocast.event.internal.TopicSettings;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Makes a list report which revocations it enforces, so that the publisher can prove propagation. Immutable.
 *
 * <p>A report has offsets, the state and settings of the list, and a digest of its entries. It names no target and no
 * token. A list that reports needs WRITE on the topic of reports.
 *
 * @param service what the instances have in common, such as {@code payments}; 1 to 256 characters
 * @param instance unique within the service; null for the name of the host and a random suffix, which are chosen when
 *     the list is built
 * @param topic the topic of reports
 * @param maxPerSecond the greatest number of reports a second, from 1 to 100
 * @param period the time after which a report is repeated although nothing changed, from 1 s to 10 min
 * @param decoders supplies the names of the token decoders that check this list. The report thread calls it before each
 *     report, which contains the first 32 names, and none when it throws
 */
public record Reporting(
        String service,
        @Nullable String instance,
        String topic,
        int maxPerSecond,
        Duration period,
        Supplier<List<String>> decoders) {
    private static final int DEFAULT_MAX_PER_SECOND = 5;
    private static final int MOST_PER_SECOND = 100;
    private static final int MAX_TEXT = 256;
    private static final Duration DEFAULT_PERIOD = Duration.ofSeconds(10);
    private static final Duration SHORTEST_PERIOD = Duration.ofSeconds(1);
    private static final Duration LONGEST_PERIOD = Duration.ofMinutes(10);

    /** Throws {@link IllegalArgumentException} for a value out of range; the message names the value and the rule. */
    public Reporting {
        requireText("service", service, "name what the instances have in common, such as payments");
        if (instance != null) {
            requireText("instance", instance, "name this instance, or leave the name out");
        }
        TopicSettings.requireName("topic of reports", topic);
        if (maxPerSecond < 1 || maxPerSecond > MOST_PER_SECOND) {
            throw new IllegalArgumentException("maxPerSecond must lie between 1 and " + MOST_PER_SECOND + ": "
                    + maxPerSecond + "; the default is " + DEFAULT_MAX_PER_SECOND);
        }
        if (period.compareTo(SHORTEST_PERIOD) < 0 || period.compareTo(LONGEST_PERIOD) > 0) {
            throw new IllegalArgumentException("period of reports must lie between " + SHORTEST_PERIOD + " and "
                    + LONGEST_PERIOD + ": " + period + "; the default is " + DEFAULT_PERIOD);
        }
        Objects.requireNonNull(decoders, "decoders");
    }

    /** Returns the defaults for an instance of a service: 5 reports a second at most, and one every 10 s. */
    public static Reporting as(String service) {
        return new Reporting(
                service, null, ReportCodec.DEFAULT_TOPIC, DEFAULT_MAX_PER_SECOND, DEFAULT_PERIOD, List::of);
    }

    /** Returns this with a name of the instance, which no other instance of the service may use at the same time. */
    public Reporting withInstance(String name) {
        return new Reporting(service, Objects.requireNonNull(name, "instance"), topic, maxPerSecond, period, decoders);
    }

    /** Returns this with a topic of reports. */
    public Reporting withTopic(String name) {
        return new Reporting(service, instance, name, maxPerSecond, period, decoders);
    }

    /** Returns this with a greatest number of reports a second. */
    public Reporting withMaxPerSecond(int most) {
        return new Reporting(service, instance, topic, most, period, decoders);
    }

    /** Returns this with a period. */
    public Reporting withPeriod(Duration length) {
        return new Reporting(service, instance, topic, maxPerSecond, length, decoders);
    }

    /** Returns this with a supplier of the names of decoders; it must be thread-safe. */
    public Reporting withDecoders(Supplier<List<String>> names) {
        return new Reporting(service, instance, topic, maxPerSecond, period, names);
    }

    private static void requireText(String field, String text, String fix) {
        if (text.isBlank() || text.length() > MAX_TEXT || text.chars().anyMatch(Character::isISOControl)) {
            String value = text.length() > MAX_TEXT
                    ? text.length() + " characters"
                    : "\"" + text.strip().replaceAll("\\p{Cntrl}", "?") + "\"";
            throw new IllegalArgumentException(field + " of reports must have 1 to " + MAX_TEXT
                    + " characters and no control character: " + value + "; " + fix);
        }
    }
}
