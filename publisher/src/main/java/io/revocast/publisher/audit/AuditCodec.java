package io.revocast.publisher.audit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.revocast.event.Receipt;
import io.revocast.event.internal.EventCodec;
import io.revocast.event.internal.RecordJson;
import io.revocast.event.internal.RevocationEvent;
import io.revocast.event.internal.Sha256;
import io.revocast.publisher.audit.AuditEntry.Subject;
import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes audit records as record values, and reads them back.
 *
 * <p>Version 2: compact JSON that begins with {@code "v":2}. Times of records are numbers of milliseconds. Unknown fields
 * are ignored, and yet covered by the chain, whose hashes are over the bytes. Version 1 is read as well: it has neither
 * confirmed entries, nor idempotency keys, nor events. Thread-safe: no state that changes.
 */
public final class AuditCodec {
    /** The version that this release writes. It reads this one and all before it. */
    public static final int VERSION = 2;

    /** The longest record value that is read, in bytes. */
    public static final int MAX_VALUE_BYTES = 1024 * 1024;

    private static final int USUALLY_AROUND_SUBJECTS = 768;
    private static final int USUALLY_A_SUBJECT = 512;

    private static final JsonFactory JSON = RecordJson.factory(MAX_VALUE_BYTES, MAX_VALUE_BYTES);

    private static final ObjectReader TREES = JsonMapper.builder(JSON)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .readerFor(JsonNode.class);

    private AuditCodec() {}

    /** The SHA-256 of a record value, in base64url without padding. */
    public static String hash(byte[] value) {
        return new Sha256().add(value).base64Url();
    }

    /** Returns the record value. Text that is not well-formed is written with replacement characters. */
    public static byte[] write(AuditRecord written) {
        int subjects = written instanceof AuditRecord.Entry entry
                ? entry.entry().subjects().size()
                : 0;
        return bytes(USUALLY_AROUND_SUBJECTS + subjects * USUALLY_A_SUBJECT, json -> {
            json.writeStartObject();
            json.writeNumberField("v", VERSION);
            json.writeStringField("chain", written.link().chain().toString());
            json.writeNumberField("seq", written.link().seq());
            text(json, "prev", written.link().prev());
            if (written instanceof AuditRecord.Opened opened) {
                write(json, opened);
            } else if (written instanceof AuditRecord.Entry entry) {
                write(json, entry);
            } else if (written instanceof AuditRecord.Closed closed) {
                text(json, "op", "closed");
                json.writeNumberField("at", closed.at().toEpochMilli());
            }
            json.writeEndObject();
        });
    }

    /** Returns how many bytes a subject takes in a record value, with the comma after it. */
    static int bytesOf(Subject subject) {
        return bytes(USUALLY_A_SUBJECT, json -> write(json, subject)).length + 1;
    }

    private static void write(JsonGenerator json, AuditRecord.Opened opened) throws IOException {
        text(json, "op", "opened");
        json.writeNumberField("at", opened.at().toEpochMilli());
        text(json, "by", opened.by());
        AuditRecord.Seen after = opened.after();
        if (after != null) {
            json.writeObjectFieldStart("after");
            json.writeStringField("chain", after.mark().chain().toString());
            json.writeNumberField("seq", after.mark().seq());
            json.writeStringField("hash", after.mark().hash());
            json.writeNumberField("offset", after.offset());
            json.writeEndObject();
        }
    }

    private static void write(JsonGenerator json, AuditRecord.Entry record) throws IOException {
        AuditEntry entry = record.entry();
        text(json, "op", "decided");
        json.writeNumberField("at", entry.at().toEpochMilli());
        text(json, "request", entry.requestId());
        text(json, "actor", entry.actor());
        text(json, "action", word(entry.action()));
        text(json, "decision", word(entry.decision()));
        AuditEntry.Context context = entry.context();
        text(json, "key", context.key() == null ? null : context.key().toString());
        text(json, "body", context.bodyHash());
        text(json, "topicId", context.topicId());
        if (!context.lostTopicIds().isEmpty()) {
            json.writeArrayFieldStart("lostTopicIds");
            for (String topicId : context.lostTopicIds()) {
                json.writeString(topicId);
            }
            json.writeEndArray();
        }
        if (!context.from().isEmpty()) {
            json.writeObjectFieldStart("from");
            for (Map.Entry<Integer, Long> each : new TreeMap<>(context.from()).entrySet()) {
                json.writeNumberField(each.getKey().toString(), each.getValue());
            }
            json.writeEndObject();
        }
        if (record.parts() > 1) {
            json.writeNumberField("part", record.part());
            json.writeNumberField("parts", record.parts());
        }
        if (!entry.subjects().isEmpty()) {
            json.writeArrayFieldStart("subjects");
            for (Subject subject : entry.subjects()) {
                write(json, subject);
            }
            json.writeEndArray();
        }
        text(json, "reason", entry.reason());
        text(json, "detail", entry.detail());
    }

    private static void write(JsonGenerator json, Subject subject) throws IOException {
        json.writeStartObject();
        text(json, "target", subject.target());
        text(json, "id", subject.id());
        text(json, "outcome", subject.outcome());
        Receipt receipt = subject.receipt();
        if (receipt != null) {
            text(json, "topicId", receipt.topicId());
            json.writeNumberField("partition", receipt.partition());
            json.writeNumberField("offset", receipt.offset());
        }
        write(json, subject.more());
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, AuditEntry.More more) throws IOException {
        AuditEntry.Validity validity = more.validity();
        if (validity != null) {
            json.writeNumberField("exp", validity.expiresAt().getEpochSecond());
            seconds(json, "before", validity.issuedBefore());
            seconds(json, "authBefore", validity.authenticatedBefore());
        }
        text(json, "body", more.bodyHash());
        RevocationEvent event = more.event();
        if (event != null) {
            json.writeFieldName("event");
            json.writeRawValue(new String(EventCodec.encodeValue(event), StandardCharsets.UTF_8));
        }
    }

    private static void seconds(JsonGenerator json, String name, @Nullable Instant instant) throws IOException {
        if (instant != null) {
            json.writeNumberField(name, instant.getEpochSecond());
        }
    }

    /** The name of a constant as records and answers have it. */
    public static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** Half a surrogate pair, which a request may well contain, would otherwise end the writing. */
    private static void text(JsonGenerator json, String name, @Nullable String value) throws IOException {
        if (value != null) {
            json.writeStringField(
                    name,
                    hasSurrogates(value)
                            ? new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8)
                            : value);
        }
    }

    private static boolean hasSurrogates(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    private interface Writing {
        void to(JsonGenerator json) throws IOException;
    }

    private static byte[] bytes(int expected, Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(expected);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            writing.to(json);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
        return bytes.toByteArray();
    }

    /** Reads a record value. Null is malformed. */
    public static AuditRecord read(byte @Nullable [] value) throws MalformedRecordException {
        if (value == null) {
            throw new MalformedRecordException("the value must not be null");
        }
        if (value.length > MAX_VALUE_BYTES) {
            throw new MalformedRecordException(
                    "the value must be at most " + MAX_VALUE_BYTES + " bytes: " + value.length);
        }
        try {
            return RecordFields.of(TREES.readTree(value)).toRecord();
        } catch (IOException e) {
            throw new MalformedRecordException("the value must be JSON", e);
        } catch (IllegalArgumentException e) {
            throw new MalformedRecordException("the value breaks a rule of the contract", e);
        }
    }
}
