package io.revocast.consumer.internal.replay;

import io.revocast.consumer.internal.store.Notes;
import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.event.internal.Origin;
import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;

/**
 * Reads the event that almost every record is, the revocation of a token just as the publisher writes it, straight from
 * the record's bytes.
 *
 * <p>It knows one spelling: the codec's own, in printable ASCII without escapes. Whatever is spelt otherwise it leaves
 * to {@link io.revocast.event.internal.EventCodec}, valid or not; what it does read, the codec reads alike. Holds the
 * event last read. Used by one thread.
 */
final class PlainEvent {
    private static final byte[] KEY = ascii("[\"token\",\"");
    private static final byte[] BETWEEN = ascii("\",\"");
    private static final byte[] KEY_END = ascii("\"]");
    private static final byte[] ID = ascii("{\"v\":1,\"op\":\"revoke\",\"id\":\"");
    private static final byte[] REQUEST = ascii("\",\"req\":\"");
    private static final byte[] EXPIRES_AT = ascii("\",\"exp\":");
    private static final byte[] AT = ascii(",\"at\":");
    private static final byte[] REASON = ascii(",\"reason\":\"");
    private static final byte[] NOTE = ascii(",\"note\":\"");
    private static final byte[] BY = ascii(",\"by\":\"");
    private static final byte[] VALUE_END = ascii("}");
    private static final int MAX_KEY = 1024;
    private static final int UUID_LENGTH = 36;

    /** Eight bytes at a time. */
    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long EACH = 0x0101010101010101L;
    private static final long HIGH_BITS = EACH << 7;
    private static final long ZERO_FOR_DASH = '-' ^ '0';

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

    /** The revocation as listeners hear of it. */
    Revocation revocation() {
        return new Revocation(new Target.Token(issuer, id), Instant.ofEpochSecond(expiresAt), null);
    }

    /** Where the event came from, for lists that keep that. */
    Origin origin() {
        at = ID.length + UUID_LENGTH;
        skipRequest();
        at += EXPIRES_AT.length;
        UUID uuid = UUID.fromString(text(ID.length, ID.length + UUID_LENGTH));
        digits(11);
        at += AT.length;
        long publishedAt = digits(15);
        return new Origin(uuid, Instant.ofEpochMilli(publishedAt), optional(REASON), optional(NOTE), optional(BY));
    }

    /** The note of the event; null when there is none, and when notes are not kept. */
    @Nullable
    String note(Notes notes) {
        return notes.areKept() ? origin().note() : null;
    }

    /** The id of the request that wrote the record; null when there is none. */
    @Nullable
    UUID request() {
        int from = ID.length + UUID_LENGTH;
        int uuid = from + REQUEST.length;
        return Arrays.equals(bytes, from, uuid, REQUEST, 0, REQUEST.length)
                ? UUID.fromString(text(uuid, uuid + UUID_LENGTH))
                : null;
    }

    private @Nullable String optional(byte[] name) {
        int from = at + name.length;
        if (!skip(name) || !skipText(MAX_KEY)) {
            return null;
        }
        int to = at;
        skipQuote();
        return text(from, to);
    }

    private String text(int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
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
        if (!skip(ID) || !skipUuid() || !skipRequest() || !skip(EXPIRES_AT)) {
            return false;
        }
        // At most eleven digits: the largest is before the year 9999.
        expiresAt = digits(11);
        return expiresAt > 0
                && skip(AT)
                && digits(15) > 0
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
        while (at + Long.BYTES <= bytes.length && isPlain((long) WORD.get(bytes, at))) {
            at += Long.BYTES;
        }
        while (at < bytes.length && bytes[at] != '"') {
            byte next = bytes[at];
            if (next < ' ' || next > '~' || next == '\\') {
                return false;
            }
            at++;
        }
        return at > from && at - from <= most;
    }

    /** Whether eight bytes are printable ASCII, and neither quote nor backslash. */
    private static boolean isPlain(long word) {
        long suspect = word | zeros(word ^ EACH * '"') | zeros(word ^ EACH * '\\') | zeros(word ^ EACH * 0x7f);
        return ((suspect | (word - EACH * ' ')) & HIGH_BITS) == 0;
    }

    /** Has the high bit of a byte set when the byte is zero; else, at most, when a lower byte is. */
    private static long zeros(long word) {
        return (word - EACH) & ~word;
    }

    /** Skips the id of the request, which readers do not need. */
    private boolean skipRequest() {
        return !skip(REQUEST) || skipUuid();
    }

    private boolean skipUuid() {
        boolean uuid = at + UUID_LENGTH <= bytes.length
                && bytes[at + 8] == '-'
                && bytes[at + 13] == '-'
                && bytes[at + 18] == '-'
                && bytes[at + 23] == '-'
                && isHex(at, 0)
                && isHex(at + 9, ZERO_FOR_DASH << 32)
                && isHex(at + 16, ZERO_FOR_DASH << 16 | ZERO_FOR_DASH << 56)
                && isHex(at + 24, 0)
                && isHex(at + 28, 0);
        at += UUID_LENGTH;
        return uuid;
    }

    /** Whether eight bytes are digits or lower-case letters of hexadecimal numbers, once dashes are made zeros. */
    private boolean isHex(int from, long dashes) {
        long word = (long) WORD.get(bytes, from) ^ dashes;
        long digits = (word + EACH * (0x80 - '0')) & ~(word + EACH * (0x7f - '9'));
        long letters = (word + EACH * (0x80 - 'a')) & ~(word + EACH * (0x7f - 'f'));
        return ((digits | letters) & ~word & HIGH_BITS) == HIGH_BITS;
    }

    /** Reads a number without a leading zero; 0 when there is none, or one of more digits. */
    private long digits(int most) {
        int from = at;
        long number = 0;
        while (at < bytes.length && at - from <= most && bytes[at] >= '0' && bytes[at] <= '9') {
            number = 10 * number + (bytes[at] - '0');
            at++;
        }
        return at - from <= most && number > 0 && bytes[from] != '0' ? number : 0;
    }
}
