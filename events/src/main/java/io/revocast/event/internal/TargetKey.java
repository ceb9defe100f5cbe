package io.revocast.event.internal;

import io.revocast.event.Target;

import java.nio.charset.StandardCharsets;

/**
 * The canonical text of record keys: a JSON array of strings as RFC 8785 spells it, for example
 * {@code ["claim","https://issuer","sub","alice"]}.
 *
 * <p>These functions build text and check nothing: a reader may look up any text at all, and a text that no
 * {@link Target} has is simply not found. Thread-safe: no state.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8785#section-3.2.2.2">RFC 8785, section 3.2.2.2</a>
 */
public final class TargetKey {
    /** The longest record key, in bytes of UTF-8. */
    public static final int MAX_BYTES = 1024;

    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private TargetKey() {}

    /** Returns the key of a token named by its {@code jti} or by its fingerprint. */
    public static String token(String issuer, String id) {
        return array("token", issuer, id);
    }

    /** Returns the key of a claim value. */
    public static String claim(String issuer, String name, String value) {
        return array("claim", issuer, name, value);
    }

    /** Returns the key of a value inside a claim. */
    public static String path(String issuer, String pointer, String value) {
        return array("path", issuer, pointer, value);
    }

    /** Returns the key of a signing key. */
    public static String key(String issuer, String keyId) {
        return array("key", issuer, keyId);
    }

    /** Returns the key of a whole issuer. */
    public static String issuer(String issuer) {
        return array("issuer", issuer);
    }

    /** Returns the key of the heartbeats in a partition, which is no target's. */
    static String heartbeat(int partition) {
        return array("heartbeat", Integer.toString(partition));
    }

    /** Returns whether the text is short enough for a record key. */
    public static boolean fits(String key) {
        return key.length() <= MAX_BYTES && key.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES;
    }

    /** Returns whether a token's key is short enough; builds it only where that is not plain from the lengths. */
    public static boolean fitsToken(String issuer, String id) {
        // No character takes more than six bytes, and twenty are enough for what stands between.
        return 6L * (issuer.length() + id.length()) + 20 <= MAX_BYTES || fits(token(issuer, id));
    }

    private static String array(String... elements) {
        int length = 1;
        for (String element : elements) {
            length += element.length() + 3;
        }
        StringBuilder text = new StringBuilder(length);
        char separator = '[';
        for (String element : elements) {
            text.append(separator);
            appendString(text, element);
            separator = ',';
        }
        return text.append(']').toString();
    }

    /** Appends a text as a JSON string (RFC 8785). */
    static void appendString(StringBuilder text, String value) {
        text.append('"');
        int plain = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < 0x20 || c == '"' || c == '\\') {
                text.append(value, plain, i);
                appendEscaped(text, c);
                plain = i + 1;
            }
        }
        text.append(value, plain, value.length()).append('"');
    }

    private static void appendEscaped(StringBuilder text, char c) {
        switch (c) {
            case '"' -> text.append("\\\"");
            case '\\' -> text.append("\\\\");
            case '\b' -> text.append("\\b");
            case '\t' -> text.append("\\t");
            case '\n' -> text.append("\\n");
            case '\f' -> text.append("\\f");
            case '\r' -> text.append("\\r");
            default -> text.append("\\u00").append(HEX[c >> 4]).append(HEX[c & 0xf]);
        }
    }
}
