package io.revocast.event.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.event.internal.MalformedEventException.Reason;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Writes events as record keys and values, and reads them back.
 *
 * <p>Version 1. The key is the target's canonical JSON; the value is compact JSON that begins with {@code "v":1}, with
 * times as numbers: {@code exp} and {@code before} in seconds, {@code at} in milliseconds. Unknown fields are ignored.
 * For any bytes at all a decoding method returns, or throws {@link MalformedEventException}; input is bounded in
 * size, depth and length of text before it is parsed. Thread-safe: no state that changes.
 */
public final class EventCodec {
    /** The version that this release writes and reads. */
    public static final int VERSION = 1;

    /** The longest record value, in bytes. */
    public static final int MAX_VALUE_BYTES = 4096;

    private static final JsonFactory JSON = RecordJson.factory(MAX_VALUE_BYTES, MAX_VALUE_BYTES);

    private static final Pattern PARTITION = Pattern.compile("0|[1-9][0-9]{0,8}");

    private EventCodec() {}

    /** Returns the record key of a target. */
    public static byte[] encodeKey(Target target) {
        return target.key().getBytes(StandardCharsets.UTF_8);
    }

    /** Returns the record value of an event, at most {@link #MAX_VALUE_BYTES} long. */
    public static byte[] encodeValue(RevocationEvent event) {
        StringBuilder json = begin();
        if (event instanceof RevocationEvent.Revoked revoked) {
            text(json, "op", "revoke");
            ids(json, event);
            number(json, "exp", revoked.revocation().expiresAt().getEpochSecond());
            Instant issuedBefore = revoked.revocation().issuedBefore();
            if (issuedBefore != null) {
                number(json, "before", issuedBefore.getEpochSecond());
            }
            Instant authenticatedBefore = revoked.revocation().authenticatedBefore();
            if (authenticatedBefore != null) {
                number(json, "authBefore", authenticatedBefore.getEpochSecond());
            }
        } else if (event instanceof RevocationEvent.Reinstated reinstated) {
            text(json, "op", "reinstate");
            ids(json, event);
            Long upTo = reinstated.upTo();
            if (upTo != null) {
                number(json, "upto", upTo);
            }
            seen(json, reinstated.seen());
        }
        number(json, "at", event.origin().at().toEpochMilli());
        text(json, "reason", event.origin().reason());
        text(json, "note", event.origin().note());
        text(json, "by", event.origin().by());
        byte[] bytes = end(json);
        if (bytes.length > MAX_VALUE_BYTES) {
            throw new IllegalArgumentException("the event's value must be at most " + MAX_VALUE_BYTES + " bytes: "
                    + bytes.length + "; control characters take six bytes each, shorten the note");
        }
        return bytes;
    }

    private static StringBuilder begin() {
        return new StringBuilder(256).append("{\"v\":").append(VERSION);
    }

    private static void ids(StringBuilder json, RevocationEvent event) {
        text(json, "id", event.origin().id().toString());
        UUID request = event.request();
        text(json, "req", request == null ? null : request.toString());
    }

    /** Appends the partitions in ascending order. */
    private static void seen(StringBuilder json, Map<Integer, Long> seen) {
        if (!seen.isEmpty()) {
            json.append(",\"seen\":");
            char separator = '{';
            for (Map.Entry<Integer, Long> each : new TreeMap<>(seen).entrySet()) {
                json.append(separator)
                        .append('"')
                        .append(each.getKey())
                        .append("\":")
                        .append(each.getValue());
                separator = ',';
            }
            json.append('}');
        }
    }

    private static void number(StringBuilder json, String name, long value) {
        json.append(",\"").append(name).append("\":").append(value);
    }

    private static void text(StringBuilder json, String name, @Nullable String value) {
        if (value != null) {
            json.append(",\"").append(name).append("\":");
            TargetKey.appendString(json, value);
        }
    }

    private static byte[] end(StringBuilder json) {
        return json.append('}').toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Returns the record key of a heartbeat: one per partition, so that compaction keeps the last. */
    public static byte[] encodeKey(Heartbeat heartbeat) {
        return TargetKey.heartbeat(heartbeat.partition()).getBytes(StandardCharsets.UTF_8);
    }

    /** Returns the record value of a heartbeat. */
    public static byte[] encodeValue(Heartbeat heartbeat) {
        StringBuilder json = begin();
        number(json, "at", heartbeat.at().toEpochMilli());
        text(json, "by", heartbeat.by());
        return end(json);
    }

    /** Returns whether a record is a heartbeat in the given partition, by its key. */
    public static boolean isHeartbeat(byte @Nullable [] key, int partition) {
        return key != null
                && key.length < 32
                && Arrays.equals(key, TargetKey.heartbeat(partition).getBytes(StandardCharsets.UTF_8));
    }

    /** Reads the value of a heartbeat. Null is malformed. */
    public static Heartbeat decodeHeartbeat(int partition, byte @Nullable [] value) throws MalformedEventException {
        return fields(value).toHeartbeat(partition);
    }

    /** Reads a record key. Only the canonical spelling is a key; null is malformed. */
    public static Target decodeKey(byte @Nullable [] key) throws MalformedEventException {
        if (key == null) {
            throw new MalformedEventException(Reason.MALFORMED, "the key must not be null");
        }
        if (key.length > TargetKey.MAX_BYTES) {
            throw new MalformedEventException(
                    Reason.OVERSIZE, "the key must be at most " + TargetKey.MAX_BYTES + " bytes: " + key.length);
        }
        Target target = target(keyElements(key));
        if (!Arrays.equals(encodeKey(target), key)) {
            throw new MalformedEventException(Reason.MALFORMED, "the key must be canonical JSON (RFC 8785)");
        }
        return target;
    }

    private static List<String> keyElements(byte[] key) throws MalformedEventException {
        List<String> elements = new ArrayList<>(4);
        try (JsonParser json = JSON.createParser(key)) {
            require(json.nextToken() == JsonToken.START_ARRAY, "the key must be a JSON array of strings");
            while (json.nextToken() == JsonToken.VALUE_STRING) {
                elements.add(json.getText());
            }
            require(json.currentToken() == JsonToken.END_ARRAY, "the key must be a JSON array of strings");
        } catch (IOException e) {
            throw new MalformedEventException(Reason.MALFORMED, "the key must be JSON", e);
        }
        return elements;
    }

    private static Target target(List<String> elements) throws MalformedEventException {
        String shape = elements.isEmpty() ? "" : elements.get(0) + "/" + elements.size();
        try {
            return switch (shape) {
                case "token/3" -> new Target.Token(elements.get(1), elements.get(2));
                case "claim/4" -> new Target.Claim(elements.get(1), elements.get(2), elements.get(3));
                case "path/4" -> new Target.Path(elements.get(1), elements.get(2), elements.get(3));
                case "key/3" -> new Target.Key(elements.get(1), elements.get(2));
                case "issuer/2" -> new Target.Issuer(elements.get(1));
                default ->
                    throw new MalformedEventException(
                            Reason.UNSUPPORTED, "the key names no kind of target that this release knows");
            };
        } catch (IllegalArgumentException e) {
            throw new MalformedEventException(Reason.MALFORMED, "the key's target is not valid", e);
        }
    }

    /** Reads a record value under a key that was already read. Null is malformed: it means nothing here. */
    public static RevocationEvent decodeValue(Target target, byte @Nullable [] value) throws MalformedEventException {
        ValueFields fields = fields(value);
        try {
            return fields.toEvent(target);
        } catch (IllegalArgumentException e) {
            throw new MalformedEventException(Reason.MALFORMED, "the value breaks a rule of the contract", e);
        }
    }

    private static ValueFields fields(byte @Nullable [] value) throws MalformedEventException {
        if (value == null) {
            throw new MalformedEventException(Reason.MALFORMED, "the value must not be null");
        }
        if (value.length > MAX_VALUE_BYTES) {
            throw new MalformedEventException(
                    Reason.OVERSIZE, "the value must be at most " + MAX_VALUE_BYTES + " bytes: " + value.length);
        }
        try (JsonParser json = JSON.createParser(value)) {
            return ValueFields.read(json);
        } catch (IOException e) {
            throw new MalformedEventException(Reason.MALFORMED, "the value must be JSON", e);
        } catch (IllegalArgumentException e) {
            throw new MalformedEventException(Reason.MALFORMED, "the value breaks a rule of the contract", e);
        }
    }

    private static void require(boolean condition, String rule) throws MalformedEventException {
        if (!condition) {
            throw new MalformedEventException(Reason.MALFORMED, rule);
        }
    }

    /** The fields of a value as they come, before they are judged together. */
    private static final class ValueFields {
        private long version = -1;
        private @Nullable String op;
        private @Nullable UUID id;
        private @Nullable Instant expiresAt;
        private @Nullable UUID request;
        private @Nullable Instant issuedBefore;
        private @Nullable Instant authenticatedBefore;
        private Map<Integer, Long> seen = Map.of();
        private @Nullable Long upTo;
        private @Nullable Instant at;
        private @Nullable String reason;
        private @Nullable String note;
        private @Nullable String by;

        static ValueFields read(JsonParser json) throws IOException, MalformedEventException {
            require(json.nextToken() == JsonToken.START_OBJECT, "the value must be a JSON object");
            ValueFields fields = new ValueFields();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                json.nextToken();
                fields.field(name, json);
            }
            require(json.nextToken() == null, "the value must end after its object");
            return fields;
        }

        private void field(String name, JsonParser json) throws IOException, MalformedEventException {
            switch (name) {
                case "v" -> version = number(name, json);
                case "op" -> op = text(name, json);
                case "id" -> id = uuid(name, text(name, json));
                case "req" -> request = uuid(name, text(name, json));
                case "exp" -> expiresAt = seconds(name, json);
                case "before" -> issuedBefore = seconds(name, json);
                case "authBefore" -> authenticatedBefore = seconds(name, json);
                case "seen" -> seen = offsets(name, json);
                case "upto" -> upTo = number(name, json);
                case "at" -> at = Instant.ofEpochMilli(number(name, json));
                case "reason" -> reason = text(name, json);
                case "note" -> note = text(name, json);
                case "by" -> by = text(name, json);
                default -> json.skipChildren();
            }
        }

        private static Instant seconds(String name, JsonParser json) throws IOException, MalformedEventException {
            long seconds = number(name, json);
            require(seconds >= 0 && seconds <= Instant.MAX.getEpochSecond(), name + " is out of range");
            return Instant.ofEpochSecond(seconds);
        }

        private static Map<Integer, Long> offsets(String name, JsonParser json)
                throws IOException, MalformedEventException {
            require(json.currentToken() == JsonToken.START_OBJECT, name + " must be an object");
            Map<Integer, Long> offsets = new HashMap<>();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String partition = json.currentName();
                require(PARTITION.matcher(partition).matches(), name + " must have the numbers of partitions as names");
                json.nextToken();
                offsets.put(Integer.valueOf(partition), number(name, json));
            }
            return offsets;
        }

        private static UUID uuid(String name, String text) throws MalformedEventException {
            require(text.length() == 36, name + " must be a UUID");
            return UUID.fromString(text);
        }

        private static long number(String name, JsonParser json) throws IOException, MalformedEventException {
            require(json.currentToken() == JsonToken.VALUE_NUMBER_INT, name + " must be an integer");
            return json.getLongValue();
        }

        private static String text(String name, JsonParser json) throws IOException, MalformedEventException {
            require(json.currentToken() == JsonToken.VALUE_STRING, name + " must be a string");
            return json.getText();
        }

        private void requireVersion() throws MalformedEventException {
            require(version >= 0, "the value must have a version v");
            if (version != VERSION) {
                throw new MalformedEventException(Reason.UNSUPPORTED, "this release reads version 1, not " + version);
            }
        }

        Heartbeat toHeartbeat(int partition) throws MalformedEventException {
            requireVersion();
            if (at == null) {
                throw new MalformedEventException(Reason.MALFORMED, "a heartbeat must have at");
            }
            return new Heartbeat(partition, at, by);
        }

        RevocationEvent toEvent(Target target) throws MalformedEventException {
            requireVersion();
            if (op == null || id == null || at == null) {
                throw new MalformedEventException(Reason.MALFORMED, "the value must have op, id and at");
            }
            Origin origin = new Origin(id, at, reason, note, by);
            switch (op) {
                case "revoke" -> {
                    if (expiresAt == null) {
                        throw new MalformedEventException(Reason.MALFORMED, "a revocation must have exp");
                    }
                    Revocation revocation = new Revocation(target, expiresAt, issuedBefore, authenticatedBefore);
                    return new RevocationEvent.Revoked(revocation, origin, request);
                }
                case "reinstate" -> {
                    return new RevocationEvent.Reinstated(target, origin, upTo, seen, request);
                }
                default ->
                    throw new MalformedEventException(Reason.UNKNOWN_OP, "op must be revoke or reinstate in version 1");
            }
        }
    }
}
