package io.revocast.config;

import io.revocast.config.ConfigurationValues.Reading;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The rules of settings that several processes have. Each throws {@link IllegalArgumentException} with the rule in words.
 * Thread-safe: no state.
 */
public final class SettingRules {
    private static final Pattern SERVER = Pattern.compile("([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+\\]):\\d{1,5}");
    private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9._-]{1,249}");
    private static final Pattern LOOPBACK = Pattern.compile("127(\\.\\d{1,3}){3}|::1|\\[::1\\]|localhost");

    private SettingRules() {}

    /** Any text that is not empty. */
    public static String text(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("must not be empty");
        }
        return text;
    }

    /** A whole number, both ends included. */
    public static Reading<Integer> between(int least, int most) {
        String rule = "must be a whole number from " + least + " to " + most;
        return text -> {
            try {
                int number = Integer.parseInt(text);
                if (number >= least && number <= most) {
                    return number;
                }
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(rule, e);
            }
            throw new IllegalArgumentException(rule);
        };
    }

    /**
     * A duration as ISO 8601 writes it, both ends included.
     *
     * @param example goes into the message
     */
    public static Reading<Duration> between(Duration least, Duration most, String example) {
        String rule = "must be a duration between " + least + " and " + most + ", such as " + example;
        return text -> {
            try {
                Duration duration = Duration.parse(text);
                if (duration.compareTo(least) >= 0 && duration.compareTo(most) <= 0) {
                    return duration;
                }
            } catch (DateTimeParseException e) {
                throw new IllegalArgumentException(rule, e);
            }
            throw new IllegalArgumentException(rule);
        };
    }

    /** Kafka's bootstrap servers. */
    public static String servers(String text) {
        for (String server : text.split(",", -1)) {
            if (!SERVER.matcher(server.strip()).matches()) {
                throw new IllegalArgumentException("must be host:port, several separated by commas");
            }
        }
        return text;
    }

    /** The name of a Kafka topic. */
    public static String topicName(String text) {
        if (!TOPIC.matcher(text).matches() || text.equals(".") || text.equals("..")) {
            throw new IllegalArgumentException("must be at most 249 letters, digits, dots, underscores and hyphens");
        }
        return text;
    }

    /** Several texts, separated by spaces or commas. */
    public static Set<String> list(String text) {
        return Set.copyOf(List.of(text(text).split("[,\\s]+", -1)));
    }

    /** A word that stands for a value. */
    public static <T> Reading<T> oneOf(Map<String, T> choices) {
        return text -> {
            T choice = choices.get(text);
            if (choice == null) {
                throw new IllegalArgumentException(
                        "must be one of " + String.join(", ", new TreeSet<>(choices.keySet())));
            }
            return choice;
        };
    }

    /** Whether a host is this machine, by its spelling: a name that has to be looked up may point elsewhere tomorrow. */
    public static boolean isLoopback(String host) {
        return LOOPBACK.matcher(host).matches();
    }
}
