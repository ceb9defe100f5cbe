package io.revocast.sidecar;

import io.revocast.config.ConfigurationValues.Reading;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The rules of single settings. Each throws {@link IllegalArgumentException} with the rule in words. */
final class SidecarSettingParsers {
    private static final Pattern SERVER = Pattern.compile("([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+\\]):\\d{1,5}");
    private static final Pattern LOOPBACK = Pattern.compile("127(\\.\\d{1,3}){3}|\\[::1\\]|localhost");

    private SidecarSettingParsers() {}

    static String text(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("must not be empty");
        }
        return text;
    }

    static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("must be a whole number from 0 to 65535", e);
        }
        throw new IllegalArgumentException("must be a whole number from 0 to 65535");
    }

    static String servers(String text) {
        for (String server : text.split(",", -1)) {
            if (!SERVER.matcher(server.strip()).matches()) {
                throw new IllegalArgumentException("must be host:port, several separated by commas");
            }
        }
        return text;
    }

    static Reading<Duration> between(Duration least, Duration most) {
        String rule = "must be a duration from " + least + " to " + most;
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

    /** Several texts, separated by spaces or commas. */
    static Set<String> list(String text) {
        return Set.of(text(text).split("[,\\s]+", -1));
    }

    static <T> Reading<T> oneOf(Map<String, T> choices) {
        return text -> {
            T choice = choices.get(text);
            if (choice == null) {
                throw new IllegalArgumentException(
                        "must be one of " + String.join(", ", new TreeSet<>(choices.keySet())));
            }
            return choice;
        };
    }

    /** The URL of a JWK set. Over plain HTTP, an attacker on the network could name keys. */
    static Reading<URI> url(boolean plainHttp) {
        return text -> {
            URI uri = URI.create(text);
            boolean plain = "http".equalsIgnoreCase(uri.getScheme());
            if (uri.getHost() == null
                    || uri.getUserInfo() != null
                    || (!plain && !"https".equalsIgnoreCase(uri.getScheme()))) {
                throw new IllegalArgumentException("must be an https or http URL without user name");
            }
            if (plain && !plainHttp && !LOOPBACK.matcher(uri.getHost()).matches()) {
                throw new IllegalArgumentException(
                        "must be an https URL: an attacker on the network could insert keys. Set jwks.plain-http=allow "
                                + "where the network is trusted");
            }
            return uri;
        };
    }

    static URI file(String text) {
        Path file = Path.of(text);
        if (!Files.isReadable(file)) {
            throw new IllegalArgumentException("must be a file that can be read");
        }
        return file.toUri();
    }
}
