package io.revocast.publisher.audit;

import com.fasterxml.jackson.databind.JsonNode;
import io.revocast.event.Receipt;
import io.revocast.event.Target;
import io.revocast.event.internal.EventCodec;
import io.revocast.event.internal.MalformedEventException;
import io.revocast.event.internal.RevocationEvent;
import io.revocast.publisher.audit.AuditEntry.Subject;
import io.revocast.publisher.audit.AuditRecord.Link;
import io.revocast.publisher.audit.AuditRecord.Mark;
import io.revocast.publisher.audit.AuditRecord.Seen;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Turns one JSON object of an audit record into its values. Ignores unknown fields, and optional fields of another kind,
 * because a later release may write them.
 */
final class RecordFields {
    private static final Pattern PARTITION = Pattern.compile("[0-9]{1,9}");

    private final JsonNode json;

    private RecordFields(JsonNode json) throws MalformedRecordException {
        require(json.isObject(), "the value and what it nests must be JSON objects");
        this.json = json;
    }

    /** Reads the object of a record value. */
    static RecordFields of(JsonNode json) throws MalformedRecordException {
        return new RecordFields(json);
    }

    AuditRecord toRecord() throws MalformedRecordException {
        long version = number("v");
        require(
                version >= 1 && version <= AuditCodec.VERSION,
                "this release reads the versions 1 and " + AuditCodec.VERSION + ", not " + version);
        Link link = new Link(uuid("chain"), number("seq"), optionalText("prev"));
        Instant at = Instant.ofEpochMilli(number("at"));
        return switch (text("op")) {
            case "opened" ->
                new AuditRecord.Opened(
                        link, at, text("by"), json.has("after") ? new RecordFields(json.get("after")).toSeen() : null);
            case "closed" -> new AuditRecord.Closed(link, at);
            case "decided" -> new AuditRecord.Entry(link, entry(at), integer("part", 1), integer("parts", 1));
            default -> throw new MalformedRecordException("op must be opened, decided or closed");
        };
    }

    private Seen toSeen() throws MalformedRecordException {
        return new Seen(new Mark(uuid("chain"), number("seq"), text("hash")), number("offset"));
    }

    private AuditEntry entry(Instant at) throws MalformedRecordException {
        List<Subject> subjects = new ArrayList<>();
        for (JsonNode subject : array("subjects")) {
            subjects.add(new RecordFields(subject).toSubject());
        }
        List<String> lostTopicIds = new ArrayList<>();
        for (JsonNode topicId : array("lostTopicIds")) {
            require(topicId.isTextual(), "lostTopicIds must be strings");
            lostTopicIds.add(topicId.textValue());
        }
        return new AuditEntry(
                at,
                text("request"),
                text("actor"),
                constant(AuditEntry.Action.values(), "action"),
                constant(AuditEntry.Decision.values(), "decision"),
                subjects,
                optionalText("reason"),
                optionalText("detail"),
                new AuditEntry.Context(
                        optionalText("key") != null ? uuid("key") : null,
                        optionalText("body"),
                        optionalText("topicId"),
                        lostTopicIds,
                        byPartition("from")));
    }

    private Map<Integer, Long> byPartition(String name) throws MalformedRecordException {
        JsonNode given = json.path(name);
        Map<Integer, Long> offsets = new HashMap<>();
        for (Iterator<String> names = given.fieldNames(); names.hasNext(); ) {
            String partition = names.next();
            JsonNode offset = given.path(partition);
            require(
                    PARTITION.matcher(partition).matches() && offset.isIntegralNumber() && offset.canConvertToLong(),
                    name + " must have an offset for each partition");
            offsets.put(Integer.valueOf(partition), offset.longValue());
        }
        return offsets;
    }

    private Subject toSubject() throws MalformedRecordException {
        Receipt receipt = optionalText("topicId") != null
                ? new Receipt(text("topicId"), integer("partition", -1), number("offset"))
                : null;
        Long expiresAt = optionalNumber("exp");
        AuditEntry.Validity validity = expiresAt == null
                ? null
                : new AuditEntry.Validity(seconds(expiresAt), optionalSeconds("before"), optionalSeconds("authBefore"));
        return new Subject(
                text("target"),
                optionalText("id"),
                optionalText("outcome"),
                receipt,
                new AuditEntry.More(toEvent(), validity, optionalText("body")));
    }

    private @Nullable Instant optionalSeconds(String name) throws MalformedRecordException {
        Long epochSecond = optionalNumber(name);
        return epochSecond == null ? null : seconds(epochSecond);
    }

    private static Instant seconds(long epochSecond) throws MalformedRecordException {
        require(
                epochSecond >= 0 && epochSecond <= Instant.MAX.getEpochSecond(),
                "exp and before must be seconds since 1970");
        return Instant.ofEpochSecond(epochSecond);
    }

    /** Returns null also for an event of a later version, because the rest of its record can be read. */
    private @Nullable RevocationEvent toEvent() throws MalformedRecordException {
        JsonNode event = json.get("event");
        if (event == null) {
            return null;
        }
        require(event.isObject(), "event must be a JSON object");
        try {
            Target target = EventCodec.decodeKey(text("target").getBytes(StandardCharsets.UTF_8));
            return EventCodec.decodeValue(target, event.toString().getBytes(StandardCharsets.UTF_8));
        } catch (MalformedEventException e) {
            return null;
        }
    }

    private Iterable<JsonNode> array(String name) throws MalformedRecordException {
        JsonNode array = json.get(name);
        if (array == null) {
            return List.of();
        }
        require(array.isArray(), name + " must be an array");
        return array;
    }

    private <T extends Enum<T>> T constant(T[] choices, String name) throws MalformedRecordException {
        String word = text(name);
        for (T choice : choices) {
            if (AuditCodec.word(choice).equals(word)) {
                return choice;
            }
        }
        throw new MalformedRecordException(name + " is none that this release knows");
    }

    private UUID uuid(String name) throws MalformedRecordException {
        String text = text(name);
        require(text.length() == 36, name + " must be a UUID");
        return UUID.fromString(text);
    }

    private @Nullable String optionalText(String name) {
        return json.path(name).textValue();
    }

    private String text(String name) throws MalformedRecordException {
        String text = optionalText(name);
        if (text == null) {
            throw new MalformedRecordException("the value must have " + name + ", a string");
        }
        return text;
    }

    private long number(String name) throws MalformedRecordException {
        Long number = optionalNumber(name);
        if (number == null) {
            throw new MalformedRecordException("the value must have " + name + ", an integer");
        }
        return number;
    }

    private @Nullable Long optionalNumber(String name) throws MalformedRecordException {
        JsonNode number = json.path(name);
        if (!number.isIntegralNumber()) {
            return null;
        }
        require(number.canConvertToLong(), name + " must be an integer of 64 bits");
        return number.longValue();
    }

    private int integer(String name, int otherwise) throws MalformedRecordException {
        Long given = optionalNumber(name);
        long number = given == null ? otherwise : given;
        require(number >= 0 && number <= Integer.MAX_VALUE, name + " must be a non-negative integer of 32 bits");
        return (int) number;
    }

    private static void require(boolean condition, String rule) throws MalformedRecordException {
        if (!condition) {
            throw new MalformedRecordException(rule);
        }
    }
}
