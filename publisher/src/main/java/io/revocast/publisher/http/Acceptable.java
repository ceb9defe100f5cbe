package io.revocast.publisher.http;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether a caller takes a media type (RFC 9110 section 12.5.1). What cannot be read as a range takes nothing. */
final class Acceptable {
    private static final Pattern WEIGHT = Pattern.compile("q\\s*=\\s*(\\d(?:\\.\\d*)?)");

    /**
     * How a type fits.
     *
     * @param weight from 0, for a type that the caller does not take, to 1
     * @param place of the range that decides among the others, from 0
     */
    record Fit(double weight, int place) {}

    private Acceptable() {}

    static boolean by(@Nullable String accept, Collection<String> produces) {
        return accept == null
                || accept.isBlank()
                || produces.stream().anyMatch(type -> fit(accept, type).weight() > 0);
    }

    /** The most specific range that fits decides. */
    static Fit fit(String accept, String type) {
        int best = 0;
        Fit found = new Fit(0, Integer.MAX_VALUE);
        String[] ranges = accept.toLowerCase(Locale.ROOT).split(",", -1);
        for (int i = 0; i < ranges.length; i++) {
            String[] parts = ranges[i].split(";", -1);
            int precision = precision(parts[0].strip(), type);
            if (precision > best) {
                best = precision;
                found = new Fit(weight(parts), i);
            }
        }
        return found;
    }

    private static int precision(String range, String type) {
        if (range.equals(type)) {
            return 3;
        }
        if (range.equals(type.substring(0, type.indexOf('/')) + "/*")) {
            return 2;
        }
        return range.equals("*/*") ? 1 : 0;
    }

    private static double weight(String... parameters) {
        for (int i = 1; i < parameters.length; i++) {
            Matcher weight = WEIGHT.matcher(parameters[i].strip());
            if (weight.matches()) {
                return Math.min(1, Double.parseDouble(weight.group(1)));
            }
        }
        return 1;
    }
}
