package io.revocast.publisher.settings;

import io.revocast.config.ConfigurationValues.Reading;
import io.revocast.event.internal.TopicSettings;
import io.revocast.publisher.request.KnownIssuers;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The rules of single settings; each throws {@link IllegalArgumentException} with the rule in words. */
final class SettingParsers {
    /** As long as a caller of the API may wait. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private static final Pattern SERVER = Pattern.compile("([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+\\]):\\d{1,5}");
    private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9._-]{1,249}");
    private static final Pattern LOOPBACK = Pattern.compile("127(\\.\\d{1,3}){3}|::1|\\[::1\\]|localhost");

    private SettingParsers() {}

    static String text(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("must not be empty");
        }
        return text;
    }

    static Reading<Integer> between(int least, int most) {
        return text -> {
            try {
                int number = Integer.parseInt(text);
                if (number >= least && number <= most) {
                    return number;
                }
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("must be a whole number from " + least + " to " + most, e);
            }
            throw new IllegalArgumentException("must be a whole number from " + least + " to " + most);
        };
    }

    static String servers(String text) {
        for (String server : text.split(",", -1)) {
            if (!SERVER.matcher(server.strip()).matches()) {
                throw new IllegalArgumentException("must be host:port, several separated by commas");
            }
        }
        return text;
    }

    static String topicName(String text) {
        if (!TOPIC.matcher(text).matches() || text.equals(".") || text.equals("..")) {
            throw new IllegalArgumentException("must be at most 249 letters, digits, dots, underscores and hyphens");
        }
        return text;
    }

    static Duration lifetime(String text) {
        return duration(text, Duration.ofSeconds(1), Duration.ofDays(3650), "PT8H or P1D");
    }

    static Duration staleness(String text) {
        return duration(text, Duration.ofSeconds(1), Duration.ofHours(1), "PT8H or P1D");
    }

    static Duration logoutAge(String text) {
        return duration(text, Duration.ofSeconds(1), Duration.ofHours(1), "PT2M");
    }

    /** Zero for an answer that does not wait. */
    static Duration logoutWait(String text) {
        return duration(text, Duration.ZERO, LONGEST_WAIT, "PT2S, or PT0S for no wait");
    }

    static Duration forgetAfter(String text) {
        return duration(text, Duration.ofMinutes(1), Duration.ofDays(7), "PT15M");
    }

    /** Zero switches the canary off. */
    static Duration canaryInterval(String text) {
        Duration interval = duration(text, Duration.ZERO, Duration.ofHours(1), "PT1M, or PT0S for no canary");
        if (!interval.isZero() && interval.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("must be PT0S, or from PT1S to PT1H");
        }
        return interval;
    }

    static Duration leeway(String text) {
        return duration(text, Duration.ZERO, Duration.ofMinutes(5), "PT30S");
    }

    static Duration issuedAtOffset(String text) {
        Duration offset = duration(text, Duration.ofHours(-1), KnownIssuers.MAX_ISSUED_AT_OFFSET, "PT5S or -PT5M");
        if (!offset.equals(Duration.ofSeconds(offset.toSeconds()))) {
            throw new IllegalArgumentException("must be in whole seconds, such as PT5S or -PT5M");
        }
        return offset;
    }

    static Duration margin(String text) {
        Duration margin = duration(text, Duration.ZERO, TopicSettings.MAX_MARGIN, "PT2M");
        if (!margin.equals(Duration.ofSeconds(margin.toSeconds()))) {
            throw new IllegalArgumentException("must be in whole seconds, such as PT2M");
        }
        return margin;
    }

    static Duration retention(String text) {
        return duration(text, Duration.ofDays(1), Duration.ofDays(36500), "P400D");
    }

    private static Duration duration(String text, Duration least, Duration most, String example) {
        String rule = "must be a duration between " + least + " and " + most + ", such as " + example;
        try {
            Duration duration = Duration.parse(text);
            if (duration.compareTo(least) >= 0 && duration.compareTo(most) <= 0) {
                return duration;
            }
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(rule, e);
        }
        throw new IllegalArgumentException(rule);
    }

    /** Several texts, separated by spaces or commas. */
    static Set<String> list(String text) {
        return Set.copyOf(List.of(text(text).split("[,\\s]+", -1)));
    }

    static <T> T oneOf(String text, Map<String, T> choices) {
        T choice = choices.get(text);
        if (choice == null) {
            throw new IllegalArgumentException("must be one of " + String.join(", ", new TreeSet<>(choices.keySet())));
        }
        return choice;
    }

    /** Judged by its spelling: a name that has to be looked up may point elsewhere tomorrow. */
    static boolean isLoopback(String host) {
        return LOOPBACK.matcher(host).matches();
    }
}
