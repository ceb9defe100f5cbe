package io.revocast.publisher.audit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.revocast.event.EventCodec;
import io.revocast.event.MalformedEventException;
import io.revocast.event.Receipt;
import io.revocast.event.RevocationEvent;
import io.revocast.event.Target;
import io.revocast.publisher.audit.AuditEntry.Subject;
import io.revocast.publisher.audit.AuditRecord.Link;
import io.revocast.publisher.audit.AuditRecord.Mark;
import io.revocast.publisher.audit.AuditRecord.Seen;
import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The fields of one JSON object of an audit record as they come, before they are judged together. */
final class RecordFields {
    private final Map<String, String> texts = new HashMap<>();
    private final Map<String, Long> numbers = new HashMap<>();
    private final List<RecordFields> subjects = new ArrayList<>();
    private final List<String> lostTopicIds = new ArrayList<>();
    private @Nullable RecordFields after;
    private byte @Nullable [] event;

    private static final JsonFactory JSON = new JsonFactory();

    private RecordFields() {}

    static RecordFields read(JsonParser json) throws IOException, MalformedRecordException {
        json.nextToken();
        RecordFields fields = object(json);
        require(json.nextToken() == null, "the value must end after its object");
        return fields;
    }

    private static RecordFields object(JsonParser json) throws IOException, MalformedRecordException {
        require(json.currentToken() == JsonToken.START_OBJECT, "the value and what it nests must be JSON objects");
        RecordFields fields = new RecordFields();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            fields.field(name, json);
        }
        return fields;
    }

    private void field(String name, JsonParser json) throws IOException, MalformedRecordException {
        switch (name) {
            case "after" -> after = object(json);
            case "event" -> event = copy(json);
            case "subjects" -> {
                require(json.currentToken() == JsonToken.START_ARRAY, "subjects must be an array");
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    subjects.add(object(json));
                }
            }
            case "lostTopicIds" -> {
                require(json.currentToken() == JsonToken.START_ARRAY, "lostTopicIds must be an array");
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    require(json.currentToken() == JsonToken.VALUE_STRING, "lostTopicIds must be strings");
                    lostTopicIds.add(json.getText());
                }
            }
            default -> {
                // What a later release adds may be of any kind.
                switch (json.currentToken()) {
                    case VALUE_STRING -> texts.put(name, json.getText());
                    case VALUE_NUMBER_INT -> numbers.put(name, json.getLongValue());
                    default -> json.skipChildren();
                }
            }
        }
    }

    private static byte[] copy(JsonParser json) throws IOException, MalformedRecordException {
        require(json.currentToken() == JsonToken.START_OBJECT, "event must be a JSON object");
        ByteArrayOutputStream copy = new ByteArrayOutputStream(256);
        try (JsonGenerator writer = JSON.createGenerator(copy)) {
            writer.copyCurrentStructure(json);
        }
        return copy.toByteArray();
    }

    AuditRecord toRecord() throws MalformedRecordException {
        long version = number("v");
        require(
                version >= 1 && version <= AuditCodec.VERSION,
                "this release reads the versions 1 and " + AuditCodec.VERSION + ", not " + version);
        Link link = new Link(uuid("chain"), number("seq"), texts.get("prev"));
        Instant at = Instant.ofEpochMilli(number("at"));
        return switch (text("op")) {
            case "opened" -> new AuditRecord.Opened(link, at, text("by"), after == null ? null : after.toSeen());
            case "closed" -> new AuditRecord.Closed(link, at);
            case "decided" ->
                new AuditRecord.Entry(
                        link,
                        entry(at),
                        Math.toIntExact(numbers.getOrDefault("part", 1L)),
                        Math.toIntExact(numbers.getOrDefault("parts", 1L)));
            default -> throw new MalformedRecordException("op must be opened, decided or closed");
        };
    }

    private Seen toSeen() throws MalformedRecordException {
        return new Seen(new Mark(uuid("chain"), number("seq"), text("hash")), number("offset"));
    }

    private AuditEntry entry(Instant at) throws MalformedRecordException {
        List<Subject> named = new ArrayList<>(subjects.size());
        for (RecordFields subject : subjects) {
            named.add(subject.toSubject());
        }
        return new AuditEntry(
                at,
                text("request"),
                text("actor"),
                constant(AuditEntry.Action.values(), "action"),
                constant(AuditEntry.Decision.values(), "decision"),
                named,
                texts.get("reason"),
                texts.get("detail"),
                new AuditEntry.Context(
                        texts.containsKey("key") ? uuid("key") : null,
                        texts.get("body"),
                        texts.get("topicId"),
                        lostTopicIds));
    }

    private Subject toSubject() throws MalformedRecordException {
        Receipt receipt = texts.containsKey("topicId")
                ? new Receipt(text("topicId"), Math.toIntExact(number("partition")), number("offset"))
                : null;
        Long expiresAt = numbers.get("exp");
        AuditEntry.Validity validity = expiresAt == null
                ? null
                : new AuditEntry.Validity(seconds(expiresAt), optionalSeconds("before"), optionalSeconds("authBefore"));
        return new Subject(
                text("target"),
                texts.get("id"),
                texts.get("outcome"),
                receipt,
                new AuditEntry.More(toEvent(), validity, texts.get("body")));
    }

    private @Nullable Instant optionalSeconds(String name) throws MalformedRecordException {
        Long epochSecond = numbers.get(name);
        return epochSecond == null ? null : seconds(epochSecond);
    }

    private static Instant seconds(long epochSecond) throws MalformedRecordException {
        require(
                epochSecond >= 0 && epochSecond <= Instant.MAX.getEpochSecond(),
                "exp and before must be seconds since 1970");
        return Instant.ofEpochSecond(epochSecond);
    }

    /** An event of a later version does not make the record one that is none. */
    private @Nullable RevocationEvent toEvent() throws MalformedRecordException {
        if (event == null) {
            return null;
        }
        try {
            Target target = EventCodec.decodeKey(text("target").getBytes(StandardCharsets.UTF_8));
            return EventCodec.decodeValue(target, event);
        } catch (MalformedEventException e) {
            return null;
        }
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

    private String text(String name) throws MalformedRecordException {
        String text = texts.get(name);
        if (text == null) {
            throw new MalformedRecordException("the value must have " + name + ", a string");
        }
        return text;
    }

    private long number(String name) throws MalformedRecordException {
        Long number = numbers.get(name);
        if (number == null) {
            throw new MalformedRecordException("the value must have " + name + ", an integer");
        }
        return number;
    }

    private static void require(boolean condition, String rule) throws MalformedRecordException {
        if (!condition) {
            throw new MalformedRecordException(rule);
        }
    }
}
