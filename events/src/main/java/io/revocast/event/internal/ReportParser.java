package io.revocast.event.internal;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.revocast.event.internal.InstanceReport.Applied;
import io.revocast.event.internal.InstanceReport.ClockOffset;
import io.revocast.event.internal.InstanceReport.Digest;
import io.revocast.event.internal.InstanceReport.InstanceId;
import io.revocast.event.internal.InstanceReport.ListState;
import io.revocast.event.internal.InstanceReport.Program;
import io.revocast.event.internal.InstanceReport.ReaderSettings;
import io.revocast.event.internal.InstanceReport.Replay;
import io.revocast.event.internal.MalformedEventException.Reason;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Reads the JSON of a report, field by field. Used once, by one thread. */
final class ReportParser {
    /** The last millisecond of the year 9999: sums of two such numbers are still times. */
    private static final long LATEST = 253_402_300_799_999L;

    private final JsonParser json;
    private long version = -1;
    private @Nullable UUID run;
    private long number;
    private @Nullable Instant at;
    private String host = "";
    private String libraryVersion = "";
    private String state = "";
    private long entries = -1;
    private @Nullable Duration timeSinceProof;
    private String policy = "";
    private Duration maxStaleness = Duration.ofMillis(-1);
    private @Nullable String topicId;
    private @Nullable ReaderSettings reader;
    private Map<Integer, Applied> applied = Map.of();
    private Map<Integer, Integer> epochs = Map.of();
    private @Nullable Replay replay;
    private @Nullable Digest digest;
    private @Nullable ClockOffset clockOffset;
    private List<String> decoders = List.of();

    private ReportParser(JsonParser json) {
        this.json = json;
    }

    /** Reads the key of a record. */
    static InstanceId id(byte[] key) throws IOException, MalformedEventException {
        try (JsonParser json = ReportCodec.JSON.createParser(key)) {
            ReportParser reader = new ReportParser(json);
            json.nextToken();
            List<String> elements = reader.texts("the key");
            require(json.nextToken() == null, "the key must end after its array");
            require(elements.size() == 3 && elements.get(0).equals("instance"), "the key must name an instance");
            return new InstanceId(elements.get(1), elements.get(2));
        }
    }

    /** Reads the value of a record. */
    static InstanceReport report(InstanceId id, byte[] value) throws IOException, MalformedEventException {
        try (JsonParser json = ReportCodec.JSON.createParser(value)) {
            ReportParser reader = new ReportParser(json);
            require(json.nextToken() == JsonToken.START_OBJECT, "the value must be a JSON object");
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                json.nextToken();
                reader.field(name);
            }
            require(json.nextToken() == null, "the value must end after its object");
            return reader.report(id);
        }
    }

    private void field(String name) throws IOException, MalformedEventException {
        switch (name) {
            case "v" -> version = number(name);
            case "run" -> {
                String text = text(name);
                require(text.length() == 36, name + " must be a UUID");
                run = UUID.fromString(text);
            }
            case "n" -> number = number(name);
            case "at" -> at = time(name);
            case "host" -> host = text(name);
            case "version" -> libraryVersion = text(name);
            case "state" -> state = text(name);
            case "entries" -> entries = number(name);
            case "proof" -> timeSinceProof = millis(name);
            case "policy" -> policy = text(name);
            case "staleness" -> maxStaleness = millis(name);
            case "topic" -> topicId = text(name);
            case "reader" -> reader = reader(name);
            case "replay" -> replay = replay(name);
            case "applied" -> applied = applied(name);
            case "epochs" -> {
                epochs = new HashMap<>();
                byPartition(name).forEach((partition, epoch) -> epochs.put(partition, Math.toIntExact(epoch)));
            }
            case "digest" -> digest = digest(name);
            case "clock" -> {
                List<Long> pair = numbers(name, 2);
                clockOffset = new ClockOffset(duration(name, pair.get(0)), duration(name, pair.get(1)));
            }
            case "decoders" -> decoders = texts(name);
            default -> json.skipChildren();
        }
    }

    private InstanceReport report(InstanceId id) throws MalformedEventException {
        require(version >= 0, "the value must have a version v");
        if (version != ReportCodec.VERSION) {
            throw new MalformedEventException(Reason.UNSUPPORTED, "this release reads version 1, not " + version);
        }
        if (run == null || at == null) {
            throw new MalformedEventException(Reason.MALFORMED, "the value must have run and at");
        }
        return new InstanceReport(
                id,
                run,
                number,
                at,
                new Program(host, libraryVersion),
                new ListState(state, entries, timeSinceProof, policy, maxStaleness),
                reader,
                topicId,
                applied,
                epochs,
                replay,
                digest,
                clockOffset,
                decoders);
    }

    private Map<Integer, Applied> applied(String name) throws IOException, MalformedEventException {
        require(json.currentToken() == JsonToken.START_OBJECT, name + " must be an object");
        Map<Integer, Applied> found = new HashMap<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            int partition = partition(name);
            json.nextToken();
            List<Long> numbers = numbers(name, 3);
            found.put(partition, new Applied(numbers.get(0), numbers.get(1), instant(name, numbers.get(2))));
        }
        return found;
    }

    private int partition(String name) throws IOException, MalformedEventException {
        int partition = Integer.parseInt(json.currentName());
        require(partition >= 0, name + " must have the numbers of partitions as names");
        return partition;
    }

    private ReaderSettings reader(String name) throws IOException, MalformedEventException {
        require(json.currentToken() == JsonToken.START_OBJECT, name + " must be an object");
        String topic = null;
        Duration period = null;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            json.nextToken();
            switch (field) {
                case "topic" -> topic = text(field);
                case "period" -> period = millis(field);
                default -> json.skipChildren();
            }
        }
        if (topic == null || period == null) {
            throw new MalformedEventException(Reason.MALFORMED, name + " must have topic and period");
        }
        return new ReaderSettings(topic, period);
    }

    private Replay replay(String name) throws IOException, MalformedEventException {
        require(json.currentToken() == JsonToken.START_OBJECT, name + " must be an object");
        long count = 0;
        Map<Integer, Long> ends = null;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            json.nextToken();
            switch (field) {
                case "n" -> count = number(field);
                case "ends" -> ends = byPartition(field);
                default -> json.skipChildren();
            }
        }
        if (ends == null) {
            throw new MalformedEventException(Reason.MALFORMED, name + " must have n and ends");
        }
        return new Replay(Math.toIntExact(count), ends);
    }

    private Map<Integer, Long> byPartition(String name) throws IOException, MalformedEventException {
        require(json.currentToken() == JsonToken.START_OBJECT, name + " must be an object");
        Map<Integer, Long> found = new HashMap<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            int partition = partition(name);
            json.nextToken();
            found.put(partition, number(name));
        }
        return found;
    }

    private Digest digest(String name) throws IOException, MalformedEventException {
        require(json.currentToken() == JsonToken.START_OBJECT, name + " must be an object");
        Instant from = null;
        Long sum = null;
        Long settings = null;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            json.nextToken();
            switch (field) {
                case "from" -> from = time(field);
                case "sum" -> sum = Long.parseUnsignedLong(text(field), 16);
                case "settings" -> settings = Long.parseUnsignedLong(text(field), 16);
                default -> json.skipChildren();
            }
        }
        if (from == null || sum == null || settings == null) {
            throw new MalformedEventException(Reason.MALFORMED, name + " must have from, sum and settings");
        }
        return new Digest(from, sum, settings);
    }

    private List<Long> numbers(String name, int count) throws IOException, MalformedEventException {
        require(json.currentToken() == JsonToken.START_ARRAY, name + " must have " + count + " integers");
        List<Long> found = new ArrayList<>(count);
        while (json.nextToken() != JsonToken.END_ARRAY) {
            require(found.size() < count, name + " must have " + count + " integers");
            found.add(number(name));
        }
        require(found.size() == count, name + " must have " + count + " integers");
        return found;
    }

    private List<String> texts(String name) throws IOException, MalformedEventException {
        require(json.currentToken() == JsonToken.START_ARRAY, name + " must be an array of strings");
        List<String> found = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            found.add(text(name));
        }
        return found;
    }

    private Instant time(String name) throws IOException, MalformedEventException {
        return instant(name, number(name));
    }

    private static Instant instant(String name, long millis) throws MalformedEventException {
        require(millis >= 0 && millis <= LATEST, name + " must have times from 1970 to 9999");
        return Instant.ofEpochMilli(millis);
    }

    private static Duration duration(String name, long millis) throws MalformedEventException {
        require(Math.abs(millis) <= LATEST && millis != Long.MIN_VALUE, name + " must have less than 8,000 years");
        return Duration.ofMillis(millis);
    }

    private Duration millis(String name) throws IOException, MalformedEventException {
        return duration(name, number(name));
    }

    private long number(String name) throws IOException, MalformedEventException {
        require(json.currentToken() == JsonToken.VALUE_NUMBER_INT, name + " must be an integer");
        return json.getLongValue();
    }

    private String text(String name) throws IOException, MalformedEventException {
        require(json.currentToken() == JsonToken.VALUE_STRING, name + " must be a string");
        return json.getText();
    }

    private static void require(boolean condition, String rule) throws MalformedEventException {
        if (!condition) {
            throw new MalformedEventException(Reason.MALFORMED, rule);
        }
    }
}
