package io.revocast.event.internal;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The {@code traceparent} of W3C Trace Context: which trace and which span a request belongs to. A publisher copies it
 * from the request to the record header of this name. A reader takes it from there.
 */
public final class TraceParent {
    /** The name of the HTTP header and of the record header. */
    public static final String NAME = "traceparent";

    private static final int LENGTH = 55;

    /** Far longer than any version needs. */
    private static final int MAX_LENGTH = 512;

    private static final Pattern FORMAT =
            Pattern.compile("([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");

    private TraceParent() {}

    /**
     * Returns a header's value in version 00, which has 55 characters of ASCII. Returns null for null and for a value that
     * the specification calls invalid. Of a version after 00, only the parts that version 00 knows are kept.
     */
    public static @Nullable String valid(@Nullable String value) {
        if (value == null || value.length() < LENGTH || value.length() > MAX_LENGTH) {
            return null;
        }
        Matcher parts = FORMAT.matcher(value);
        if (!parts.matches() || isZero(parts.group(2)) || isZero(parts.group(3))) {
            return null;
        }
        return switch (parts.group(1)) {
            case "00" -> value.length() == LENGTH ? value : null;
            case "ff" -> null;
            default -> "00-" + parts.group(2) + "-" + parts.group(3) + (isSampled(parts.group(4)) ? "-01" : "-00");
        };
    }

    /** Returns the value of a record header in version 00; null for null and for an invalid one. */
    public static @Nullable String valid(byte @Nullable [] value) {
        return value == null || value.length > MAX_LENGTH
                ? null
                : valid(new String(value, StandardCharsets.ISO_8859_1));
    }

    private static boolean isZero(String digits) {
        return digits.chars().allMatch(digit -> digit == '0');
    }

    private static boolean isSampled(String flags) {
        return (Character.digit(flags.charAt(1), 16) & 1) == 1;
    }
}
