package io.revocast.consumer.internal.replay;

import io.revocast.consumer.Counters;
import io.revocast.consumer.internal.MutableClock;
import io.revocast.event.Target;
import io.revocast.event.internal.EventCodec;
import io.revocast.event.internal.Heartbeat;
import io.revocast.event.internal.MalformedEventException;
import io.revocast.event.internal.RandomEvents;
import io.revocast.event.internal.RevocationEvent;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

import static org.assertj.core.api.Assertions.assertThat;

/** Whole records at random: keys, values, headers, times, heartbeats and partitions. */
class ApplyFuzzTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final int RECORDS = 60_000;
    private static final int PARTITIONS = 4;
    private static final long[] TIMES = {
        -1, 0, 1, 253_402_300_799_999L, 253_402_300_800_000L, Long.MAX_VALUE, Long.MAX_VALUE - 1, Long.MIN_VALUE, -2
    };
    private static final String[] NUMBERS = {
        "0",
        "-1",
        "-0",
        "1e3",
        "1.5",
        "9223372036854775807",
        "-9223372036854775808",
        "9223372036854775808",
        "null",
        "\"1\"",
        "253402300800",
        "253402300799999",
        "-10000000000000000",
        "[1]",
        "99999999999999999999999999999999999999"
    };

    private final MutableClock clock = new MutableClock(START);
    private final RandomEvents events = RandomEvents.seeded();
    private final RandomGenerator random = events.random();
    /** Targets with a reinstatement whose author, by its own word, had read records that are still to come. */
    private final Set<Target> takenBackAhead = new HashSet<>();

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whateverARecordHoldsItIsAppliedAndCountedOnceAndNothingReadableIsLost(boolean keepOrigins) {
        ApplyStep step = new ApplyStep(clock, clock.nanoTime(), keepOrigins);
        for (int offset = 0; offset < RECORDS; offset++) {
            ConsumerRecord<byte[], byte[]> record = record(offset);

            step.apply(record);

            assertThat(eventsCounted(step)).as("events counted, %s", events).isEqualTo(offset + 1L);
            Target unreadable = targetOfUnreadableValue(record);
            if (unreadable != null && !takenBackAhead.contains(unreadable)) {
                assertThat(step.revokedUntil(unreadable))
                        .as("unreadable value at offset %d, %s", offset, events)
                        .isGreaterThan(clock.instant().getEpochSecond());
            }
            if (random.nextInt(10) == 0) {
                clock.pass(Duration.ofMillis(random.nextInt(5_000)));
            }
            assertThat(step.expirySecond())
                    .as("expiry, %s", events)
                    .isLessThanOrEqualTo(clock.instant().getEpochSecond());
        }
        Counters counters = step.counters.snapshot();
        assertThat(counters.get(Counters.EVENTS_FAILED))
                .as("records that needed the last resort, %s", events)
                .isZero();
        assertThat(List.of(
                        counters.get(Counters.EVENTS_APPLIED_UNREADABLE),
                        counters.get(Counters.EVENTS_HEARTBEATS),
                        counters.get(Counters.EVENTS_IGNORED_IMPLAUSIBLE_TIME)))
                .as("kinds of record, %s", events)
                .allMatch(count -> count > 0);
    }

    private static long eventsCounted(ApplyStep step) {
        return step.counters.snapshot().values().entrySet().stream()
                .filter(counter -> counter.getKey().startsWith("events."))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private @Nullable Target targetOfUnreadableValue(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            return null;
        }
        Target target;
        try {
            target = EventCodec.decodeKey(record.key());
        } catch (MalformedEventException e) {
            return null;
        }
        try {
            if (EventCodec.decodeValue(target, record.value()) instanceof RevocationEvent.Reinstated event
                    && event.seen().keySet().stream().anyMatch(partition -> partition < PARTITIONS)) {
                takenBackAhead.add(target);
            }
            return null;
        } catch (MalformedEventException e) {
            // A record of long ago may stand for tokens that have all ended.
            boolean recent = record.timestampType() == TimestampType.CREATE_TIME
                    || record.timestamp() < 0
                    || record.timestamp() >= START.toEpochMilli();
            return recent ? target : null;
        }
    }

    private ConsumerRecord<byte[], byte[]> record(long offset) {
        int partition = random.nextInt(PARTITIONS);
        Target target = events.target();
        TimestampType[] types = TimestampType.values();
        RecordHeaders headers = new RecordHeaders();
        for (int i = random.nextInt(3); i > 0; i--) {
            headers.add(events.text(), random.nextBoolean() ? null : noise(2000));
        }
        return new ConsumerRecord<>(
                "t",
                partition,
                offset,
                time(),
                types[random.nextInt(types.length)],
                random.nextInt(),
                random.nextInt(),
                key(target, partition),
                value(target),
                headers,
                random.nextBoolean() ? Optional.empty() : Optional.of(random.nextInt()));
    }

    private long time() {
        return switch (random.nextInt(4)) {
            case 0 -> TIMES[random.nextInt(TIMES.length)];
            case 1 -> random.nextLong();
            default -> clock.millis() + random.nextLong(-100_000_000, 100_000_000);
        };
    }

    private byte @Nullable [] key(Target target, int partition) {
        return switch (random.nextInt(10)) {
            case 0 -> null;
            case 1 -> noise(64);
            case 2 -> noise(3000);
            case 3 -> damaged(ApplyStep.key(target));
            case 4, 5 -> text("[\"heartbeat\",\"" + (random.nextBoolean() ? partition : random.nextInt(6)) + "\"]");
            case 6 -> text("[\"" + events.text() + "\",\"" + events.text() + "\",\"" + events.text() + "\"]");
            default -> ApplyStep.key(target);
        };
    }

    private byte @Nullable [] value(Target target) {
        return switch (random.nextInt(11)) {
            case 0 -> null;
            case 1 -> noise(64);
            case 2 -> noise(10_000);
            case 3 -> damaged(encoded(events.event(target)));
            case 4 -> encoded(events.event(target));
            case 5 -> EventCodec.encodeValue(new Heartbeat(0, Instant.ofEpochMilli(random.nextLong()), events.text()));
            case 6, 7 -> text("{\"v\":1,\"at\":" + number() + "}");
            case 8 -> text("[".repeat(random.nextInt(4_000)));
            case 9 -> text("{\"a\":".repeat(random.nextInt(900)));
            default ->
                text("{\"v\":" + number() + ",\"op\":\"" + (random.nextBoolean() ? "revoke" : "reinstate")
                        + "\",\"id\":\"00000000-0000-0000-0000-00000000000" + random.nextInt(10) + "\",\"exp\":"
                        + number() + ",\"before\":" + number() + ",\"upto\":" + number() + ",\"at\":" + number()
                        + "}");
        };
    }

    private static byte[] encoded(RevocationEvent event) {
        return EventCodec.encodeValue(event);
    }

    private String number() {
        return random.nextInt(3) == 0 ? NUMBERS[random.nextInt(NUMBERS.length)] : "1";
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private byte[] noise(int most) {
        byte[] bytes = new byte[random.nextInt(most)];
        random.nextBytes(bytes);
        return bytes;
    }

    private byte[] damaged(byte[] bytes) {
        byte[] copy = bytes.clone();
        copy[random.nextInt(copy.length)] = (byte) random.nextInt();
        return copy;
    }

    @Test
    void aWarningIsPermittedOncePerReasonAndSecondHoweverManyReasonsThereAre() {
        WarningLimit limit = new WarningLimit(clock.nanoTime());
        List<String> reasons =
                random.ints(1_000).mapToObj(Integer::toString).distinct().toList();

        long first = reasons.stream().filter(limit::permits).count();
        long again = reasons.stream().filter(limit::permits).count();
        clock.pass(Duration.ofSeconds(1));
        long later = reasons.stream().filter(limit::permits).count();

        assertThat(first).isBetween(2L, 100L);
        assertThat(again).isZero();
        assertThat(later).isEqualTo(first);
    }
}
