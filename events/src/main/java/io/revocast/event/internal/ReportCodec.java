package io.revocast.event.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.revocast.event.internal.InstanceReport.Applied;
import io.revocast.event.internal.InstanceReport.ClockOffset;
import io.revocast.event.internal.InstanceReport.Digest;
import io.revocast.event.internal.InstanceReport.InstanceId;
import io.revocast.event.internal.InstanceReport.ReaderSettings;
import io.revocast.event.internal.InstanceReport.Replay;
import io.revocast.event.internal.MalformedEventException.Reason;
import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes instance reports as record keys and values, and reads them back.
 *
 * <p>Version 1. The key is the JSON array {@code ["instance","<service>","<instance>"]}, so that compaction keeps the
 * last report of each instance. The value is a JSON object that begins with {@code "v":1}; times are epoch
 * milliseconds, durations milliseconds, sums hexadecimal text. Unknown fields are ignored. For any bytes at all a
 * decoding method returns, or throws {@link MalformedEventException}. Thread-safe: no state that changes.
 */
public final class ReportCodec {
    /** The topic that instances report to unless told otherwise. */
    public static final String DEFAULT_TOPIC = "revocast.status";

    /** The version that this release writes and reads. */
    public static final int VERSION = 1;

    /** The longest record value, in bytes. */
    public static final int MAX_VALUE_BYTES = 64 * 1024;

    /** The longest record key, in bytes. */
    public static final int MAX_KEY_BYTES = 4096;

    static final JsonFactory JSON = RecordJson.factory(MAX_VALUE_BYTES, MAX_KEY_BYTES);

    private ReportCodec() {}

    /** Returns the record key of an instance. */
    public static byte[] encodeKey(InstanceId id) {
        StringBuilder json = new StringBuilder(64).append("[\"instance\",");
        TargetKey.appendString(json, id.service());
        TargetKey.appendString(json.append(','), id.instance());
        return json.append(']').toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Reads a record key. Only the canonical spelling is a key; null is malformed. */
    public static InstanceId decodeKey(byte @Nullable [] key) throws MalformedEventException {
        byte[] json = checked("key", key, MAX_KEY_BYTES);
        try {
            InstanceId id = ReportParser.id(json);
            if (!Arrays.equals(encodeKey(id), json)) {
                throw new MalformedEventException(Reason.MALFORMED, "the key must be canonical JSON (RFC 8785)");
            }
            return id;
        } catch (IOException | IllegalArgumentException e) {
            throw new MalformedEventException(Reason.MALFORMED, "the key must name an instance", e);
        }
    }

    /** Reads the value under a key that was already read. Null is malformed. */
    public static InstanceReport decodeValue(InstanceId id, byte @Nullable [] value) throws MalformedEventException {
        byte[] json = checked("value", value, MAX_VALUE_BYTES);
        try {
            return ReportParser.report(id, json);
        } catch (IOException e) {
            throw new MalformedEventException(Reason.MALFORMED, "the value must be JSON", e);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new MalformedEventException(Reason.MALFORMED, "the value breaks a rule of the contract", e);
        }
    }

    private static byte[] checked(String what, byte @Nullable [] bytes, int limit) throws MalformedEventException {
        if (bytes == null) {
            throw new MalformedEventException(Reason.MALFORMED, "the " + what + " must not be null");
        }
        if (bytes.length > limit) {
            throw new MalformedEventException(
                    Reason.OVERSIZE, "the " + what + " must be at most " + limit + " bytes: " + bytes.length);
        }
        return bytes;
    }

    /** Returns the record value of a report. */
    public static byte[] encodeValue(InstanceReport report) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeNumberField("v", VERSION);
            json.writeStringField("run", report.run().toString());
            json.writeNumberField("n", report.number());
            json.writeNumberField("at", report.at().toEpochMilli());
            json.writeStringField("host", report.program().host());
            json.writeStringField("version", report.program().version());
            list(json, report.list());
            reader(json, report.reader());
            if (report.topicId() != null) {
                json.writeStringField("topic", report.topicId());
            }
            applied(json, report.applied());
            epochs(json, report.epochs());
            replay(json, report.replay());
            digest(json, report.digest());
            clockOffset(json, report.clockOffset());
            if (!report.decoders().isEmpty()) {
                json.writeFieldName("decoders");
                json.writeArray(
                        report.decoders().toArray(String[]::new),
                        0,
                        report.decoders().size());
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a byte array cannot fail", e);
        }
        return bytes.toByteArray();
    }

    private static void list(JsonGenerator json, InstanceReport.ListState list) throws IOException {
        json.writeStringField("state", list.state());
        json.writeNumberField("entries", list.entries());
        Duration timeSinceProof = list.timeSinceProof();
        if (timeSinceProof != null) {
            json.writeNumberField("proof", timeSinceProof.toMillis());
        }
        json.writeStringField("policy", list.failurePolicy());
        json.writeNumberField("staleness", list.maxStaleness().toMillis());
    }

    private static void reader(JsonGenerator json, @Nullable ReaderSettings reader) throws IOException {
        if (reader != null) {
            json.writeObjectFieldStart("reader");
            json.writeStringField("topic", reader.topic());
            json.writeNumberField("period", reader.period().toMillis());
            json.writeEndObject();
        }
    }

    private static void replay(JsonGenerator json, @Nullable Replay replay) throws IOException {
        if (replay != null) {
            json.writeObjectFieldStart("replay");
            json.writeNumberField("n", replay.number());
            json.writeObjectFieldStart("ends");
            for (Map.Entry<Integer, Long> each : new TreeMap<>(replay.ends()).entrySet()) {
                json.writeNumberField(each.getKey().toString(), each.getValue());
            }
            json.writeEndObject();
            json.writeEndObject();
        }
    }

    /** Writes the partitions in ascending order. */
    private static void applied(JsonGenerator json, Map<Integer, Applied> applied) throws IOException {
        json.writeObjectFieldStart("applied");
        for (Map.Entry<Integer, Applied> each : new TreeMap<>(applied).entrySet()) {
            json.writeArrayFieldStart(each.getKey().toString());
            json.writeNumber(each.getValue().next());
            json.writeNumber(each.getValue().last());
            json.writeNumber(each.getValue().at().toEpochMilli());
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    private static void epochs(JsonGenerator json, Map<Integer, Integer> epochs) throws IOException {
        if (!epochs.isEmpty()) {
            json.writeObjectFieldStart("epochs");
            for (Map.Entry<Integer, Integer> each : new TreeMap<>(epochs).entrySet()) {
                json.writeNumberField(each.getKey().toString(), each.getValue());
            }
            json.writeEndObject();
        }
    }

    private static void digest(JsonGenerator json, @Nullable Digest digest) throws IOException {
        if (digest != null) {
            json.writeObjectFieldStart("digest");
            json.writeNumberField("from", digest.from().toEpochMilli());
            json.writeStringField("sum", Long.toHexString(digest.sum()));
            json.writeStringField("settings", Long.toHexString(digest.settings()));
            json.writeEndObject();
        }
    }

    private static void clockOffset(JsonGenerator json, @Nullable ClockOffset offset) throws IOException {
        if (offset != null) {
            json.writeArrayFieldStart("clock");
            json.writeNumber(offset.toBroker().toMillis());
            json.writeNumber(offset.uncertainty().toMillis());
            json.writeEndArray();
        }
    }
}
