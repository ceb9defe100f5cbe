package io.revocast.consumer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads the event that almost every record is, the revocation of a token just as the publisher writes it, straight from
 * the record's bytes.
 *
 * <p>It knows one spelling: the codec's own, in printable ASCII without escapes. Whatever is spelt otherwise it leaves to
 * {@link io.revocast.event.EventCodec}, valid or not; what it does read, the codec reads alike. Holds the event last
 * read. Used by one thread.
 */
final class PlainEvent {
    private static final byte[] KEY = ascii("[\"token\",\"");
    private static final byte[] BETWEEN = ascii("\",\"");
    private static final byte[] KEY_END = ascii("\"]");
    private static final byte[] ID = ascii("{\"v\":1,\"op\":\"revoke\",\"id\":\"");
    private static final byte[] EXPIRES_AT = ascii("\",\"exp\":");
    private static final byte[] AT = ascii(",\"at\":");
    private static final byte[] REASON = ascii(",\"reason\":\"");
    private static final byte[] NOTE = ascii(",\"note\":\"");
    private static final byte[] BY = ascii(",\"by\":\"");
    private static final byte[] VALUE_END = ascii("}");
    private static final int MAX_KEY = 1024;

    private byte[] bytes = {};
    private int at;
    private byte[] issuerBytes = {};
    private String issuer = "";
    private String id = "";
    private long expiresAt;

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Whether a record is such an event; then the other methods tell what it holds. */
    boolean read(byte[] key, byte[] value) {
        return readKey(key) && readValue(value);
    }

    String issuer() {
        return issuer;
    }

    String id() {
        return id;
    }

    /** In seconds since 1970. */
    long expiresAt() {
        return expiresAt;
    }

    private boolean readKey(byte[] key) {
        bytes = key;
        at = 0;
        if (key.length > MAX_KEY || !skip(KEY)) {
            return false;
        }
        int issuerFrom = at;
        if (!skipText(MAX_KEY)) {
            return false;
        }
        int issuerTo = at;
        if (!skip(BETWEEN)) {
            return false;
        }
        int idFrom = at;
        if (!skipText(MAX_KEY)) {
            return false;
        }
        int idTo = at;
        if (!skip(KEY_END) || at != key.length) {
            return false;
        }
        if (!Arrays.equals(key, issuerFrom, issuerTo, issuerBytes, 0, issuerBytes.length)) {
            issuerBytes = Arrays.copyOfRange(key, issuerFrom, issuerTo);
            issuer = new String(issuerBytes, StandardCharsets.ISO_8859_1);
        }
        id = new String(key, idFrom, idTo - idFrom, StandardCharsets.ISO_8859_1);
        return true;
    }

    private boolean readValue(byte[] value) {
        bytes = value;
        at = 0;
        if (!skip(ID) || !skipUuid() || !skip(EXPIRES_AT)) {
            return false;
        }
        int from = at;
        // At most eleven digits: the largest is before the year 9999.
        if (!skipDigits(11)) {
            return false;
        }
        expiresAt = 0;
        for (int i = from; i < at; i++) {
            expiresAt = 10 * expiresAt + (bytes[i] - '0');
        }
        return skip(AT)
                && skipDigits(15)
                && skipOptional(REASON, 64)
                && skipOptional(NOTE, 1024)
                && skipOptional(BY, 256)
                && skip(VALUE_END)
                && at == value.length;
    }

    private boolean skipOptional(byte[] name, int most) {
        return !skip(name) || (skipText(most) && skipQuote());
    }

    private boolean skipQuote() {
        at++;
        return at <= bytes.length && bytes[at - 1] == '"';
    }

    private boolean skip(byte[] expected) {
        int end = at + expected.length;
        if (end > bytes.length || !Arrays.equals(bytes, at, end, expected, 0, expected.length)) {
            return false;
        }
        at = end;
        return true;
    }

    /** Skips text up to a quote, at least one character. */
    private boolean skipText(int most) {
        int from = at;
        while (at < bytes.length && bytes[at] != '"') {
            byte next = bytes[at];
            if (next < ' ' || next > '~' || next == '\\') {
                return false;
            }
            at++;
        }
        return at > from && at - from <= most;
    }

    private boolean skipUuid() {
        int from = at;
        while (at < bytes.length && at - from < 36) {
            int place = at - from;
            boolean dash = place == 8 || place == 13 || place == 18 || place == 23;
            byte next = bytes[at];
            boolean hex = (next >= '0' && next <= '9') || (next >= 'a' && next <= 'f');
            if (dash ? next != '-' : !hex) {
                return false;
            }
            at++;
        }
        return at - from == 36;
    }

    /** Skips a number without a leading zero. */
    private boolean skipDigits(int most) {
        int from = at;
        while (at < bytes.length && bytes[at] >= '0' && bytes[at] <= '9') {
            at++;
        }
        return at > from && at - from <= most && bytes[from] != '0';
    }
}
