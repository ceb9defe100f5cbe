package io.revocast.publisher.request;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Finds compact tokens (RFC 7515 section 7.1) in any text around them, by their header: a JSON object in base64, before a
 * dot.
 *
 * <p>A header need not begin with {@code eyJ}. JSON allows white space before the object and in it, and some parsers skip a
 * byte order mark or read UTF-16. The search takes time in proportion to the text.
 */
public final class EmbeddedToken {
    /** The most bytes to skip before a name. A text with more of them counts as a header. */
    private static final int MOST_SKIPPED = 32;

    /** The characters of a name that distinguish an object from random bytes. */
    private static final int NAME_CHARACTERS = 4;

    private static final int SHORTEST_PAYLOAD = 8;

    private EmbeddedToken() {}

    /** Whether a parser may find a token's header in a text. */
    public static boolean hasHeader(String text) {
        return find(text, 0);
    }

    /**
     * Whether any base64 in a text holds the beginning of a JSON object. That is so for a token whose dots are escaped, and
     * for the JSON serialization (RFC 7515 section 7.2). Such base64 may stand in base64 once more.
     */
    public static boolean hasEncodedObject(String text) {
        return hasEncodedObject(text, true);
    }

    private static boolean hasEncodedObject(String text, boolean twice) {
        int end = 0;
        for (int from = 0; from < text.length(); from = end + 1) {
            end = from;
            while (end < text.length() && sextet(text.charAt(end)) >= 0) {
                end++;
            }
            if (end > from && (hasHeaderBefore(text, from, end) || (twice && holdsEncodedObject(text, from, end)))) {
                return true;
            }
        }
        return false;
    }

    private static boolean holdsEncodedObject(String text, int from, int end) {
        int spare = (end - from) % 4 == 1 ? 1 : 0;
        String base64 = text.substring(from, end - spare).replace('+', '-').replace('/', '_');
        byte[] bytes = Base64.getUrlDecoder().decode(base64);
        return hasEncodedObject(new String(bytes, StandardCharsets.ISO_8859_1), false);
    }

    /** Whether a text has a token's header, and after it a payload and another dot. */
    public static boolean isWhole(String text) {
        return find(text, SHORTEST_PAYLOAD);
    }

    private static boolean find(String text, int shortestPayload) {
        int dot = text.indexOf('.');
        for (int from = 0; dot >= 0; dot = text.indexOf('.', from)) {
            boolean payload = shortestPayload == 0 || hasPayload(text, dot + 1, shortestPayload);
            if (payload && hasHeaderBefore(text, from, dot)) {
                return true;
            }
            from = dot + 1;
        }
        return false;
    }

    private static boolean hasPayload(String text, int from, int shortest) {
        int end = from;
        while (end < text.length() && sextet(text.charAt(end)) >= 0) {
            end++;
        }
        int padded = skipPadding(text, end);
        return end - from >= shortest && padded < text.length() && text.charAt(padded) == '.';
    }

    private static int skipPadding(String text, int from) {
        int end = from;
        while (end < text.length() && text.charAt(end) == '=') {
            end++;
        }
        return end;
    }

    private static boolean hasHeaderBefore(String text, int from, int dot) {
        int end = dot;
        while (end > from && text.charAt(end - 1) == '=') {
            end--;
        }
        // Text in front of the header may consist of the same characters, so it may begin anywhere.
        for (int start = end - 1; start >= from && sextet(text.charAt(start)) >= 0; start--) {
            if (isObject(text, start, end)) {
                return true;
            }
        }
        return false;
    }

    /** Whether base64 holds the beginning of a JSON object: a brace, a quotation mark, and a name. */
    private static boolean isObject(String text, int start, int end) {
        int skipped = 0;
        int seen = 0;
        int buffer = 0;
        int bits = 0;
        for (int i = start; i < end && seen < 2 + NAME_CHARACTERS; i++) {
            buffer = ((buffer << 6) | sextet(text.charAt(i))) & 0x3fff;
            bits += 6;
            if (bits < 8) {
                continue;
            }
            bits -= 8;
            int each = (buffer >> bits) & 0xff;
            if (seen < 2 ? isSkipped(each) : each == 0) {
                skipped++;
                if (skipped > MOST_SKIPPED) {
                    return true;
                }
            } else if (isExpected(each, seen)) {
                seen++;
            } else {
                return false;
            }
        }
        return seen >= 2;
    }

    private static boolean isExpected(int each, int seen) {
        return seen == 0 ? each == '{' : seen == 1 ? each == '"' : each >= ' ' && each < 0x7f;
    }

    /** White space of JSON, the byte order mark, and the zeros of UTF-16. */
    private static boolean isSkipped(int each) {
        return switch (each) {
            case ' ', '\t', '\n', '\r', 0, 0xef, 0xbb, 0xbf, 0xfe, 0xff -> true;
            default -> false;
        };
    }

    /** The six bits that a character of either base64 alphabet stands for; -1 for any other. */
    private static int sextet(char character) {
        if (character >= 'A' && character <= 'Z') {
            return character - 'A';
        }
        if (character >= 'a' && character <= 'z') {
            return character - 'a' + 26;
        }
        if (character >= '0' && character <= '9') {
            return character - '0' + 52;
        }
        return switch (character) {
            case '-', '+' -> 62;
            case '_', '/' -> 63;
            default -> -1;
        };
    }
}
