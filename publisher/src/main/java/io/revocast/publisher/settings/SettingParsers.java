package io.revocast.publisher.settings;

import io.revocast.config.SettingRules;
import io.revocast.event.internal.TopicSettings;
import io.revocast.publisher.request.KnownIssuers;

import java.time.Duration;

/** The rules of the publisher's own settings; each throws {@link IllegalArgumentException} with the rule in words. */
final class SettingParsers {
    /** As long as a caller of the API may wait. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private SettingParsers() {}

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
        return SettingRules.between(least, most, example).read(text);
    }
}
