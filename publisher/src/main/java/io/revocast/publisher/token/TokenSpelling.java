package io.revocast.publisher.token;

import io.revocast.publisher.request.EmbeddedToken;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The spellings of a compact token. A file may end in a line break, a header begins with {@code Bearer}, and base64 has
 * padding and spare bits. All of these stand for the same token, and services accept some of them.
 */
public final class TokenSpelling {
    private static final String BEARER = "bearer ";
    private static final Pattern ESCAPED = Pattern.compile("%([0-9A-Fa-f]{2})");

    private TokenSpelling() {}

    /**
     * Returns a token in the spelling of RFC 7515 section 2: without white space, {@code Bearer}, padding and spare bits.
     * A part that is not base64 stays unchanged.
     */
    public static String canonical(String text) {
        return Arrays.stream(words(text).replace(" ", "").split("\\.", -1))
                .map(TokenSpelling::canonicalPart)
                .collect(Collectors.joining("."));
    }

    /** Whether a text is more than one word, which {@link #canonical} joins: a token in several lines, or one and more. */
    static boolean isJoined(String text) {
        return words(text).contains(" ");
    }

    /** Every kind of space counts, and the mark that some editors put at the beginning of a file. */
    private static String words(String text) {
        String words = text.replaceAll("[\\s\\p{Z}\\uFEFF]+", " ").strip();
        return words.toLowerCase(Locale.ROOT).startsWith(BEARER) ? words.substring(BEARER.length()) : words;
    }

    private static String canonicalPart(String part) {
        String unpadded = part.replaceAll("=+$", "");
        try {
            byte[] bytes =
                    Base64.getUrlDecoder().decode(unpadded.replace('+', '-').replace('/', '_'));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        } catch (IllegalArgumentException e) {
            return part;
        }
    }

    /** Whether a text looks as if a service might read a token out of it. */
    static boolean resemblesToken(String text) {
        int dot = text.indexOf('.');
        boolean lenient = dot >= 0 && isObject(text.substring(0, dot));
        return lenient
                || EmbeddedToken.hasHeader(text)
                || EmbeddedToken.hasEncodedObject(text)
                || EmbeddedToken.hasEncodedObject(percentDecoded(text));
    }

    /** Decodes {@code %2E} and the like; leaves other percent signs alone. */
    private static String percentDecoded(String text) {
        return ESCAPED.matcher(text)
                .replaceAll(escaped ->
                        Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(escaped.group(1), 16))));
    }

    /** Lenient parsers take an object whose names have no quotation marks, or others. */
    private static boolean isObject(String base64) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(base64);
            return new String(bytes, StandardCharsets.ISO_8859_1).stripLeading().startsWith("{");
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
