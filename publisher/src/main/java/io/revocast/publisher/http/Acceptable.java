package io.revocast.publisher.http;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.Locale;
import java.util.regex.Pattern;

/** Whether a caller takes a media type (RFC 9110 section 12.5.1). What cannot be read as a range takes nothing. */
final class Acceptable {
    private static final Pattern ZERO = Pattern.compile("q\\s*=\\s*0(\\.0*)?");

    private Acceptable() {}

    static boolean by(@Nullable String accept, Collection<String> produces) {
        return accept == null
                || accept.isBlank()
                || produces.stream().anyMatch(type -> takes(accept.toLowerCase(Locale.ROOT), type));
    }

    /** The most specific range that fits decides. */
    private static boolean takes(String accept, String type) {
        int best = 0;
        boolean taken = false;
        for (String range : accept.split(",", -1)) {
            String[] parts = range.split(";", -1);
            int fit = fit(parts[0].strip(), type);
            if (fit > best) {
                best = fit;
                taken = !isZero(parts);
            }
        }
        return taken;
    }

    private static int fit(String range, String type) {
        if (range.equals(type)) {
            return 3;
        }
        if (range.equals(type.substring(0, type.indexOf('/')) + "/*")) {
            return 2;
        }
        return range.equals("*/*") ? 1 : 0;
    }

    private static boolean isZero(String... parameters) {
        for (int i = 1; i < parameters.length; i++) {
            if (ZERO.matcher(parameters[i].strip()).matches()) {
                return true;
            }
        }
        return false;
    }
}
