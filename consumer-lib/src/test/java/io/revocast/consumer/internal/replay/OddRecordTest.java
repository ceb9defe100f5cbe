package io.revocast.consumer.internal.replay;

import io.revocast.consumer.State;
import io.revocast.consumer.Verdict;
import io.revocast.consumer.internal.KafkaRevocationList;
import io.revocast.consumer.internal.MutableClock;
import io.revocast.consumer.internal.ScriptedKafka;
import io.revocast.consumer.internal.TestToken;
import io.revocast.consumer.internal.status.FreshnessProof;
import io.revocast.embedded.CapturedLog;
import io.revocast.event.Receipt;
import io.revocast.event.Target;
import io.revocast.event.internal.EventCodec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Records that no publisher writes: each is counted, named and passed, and a readable target is refused. */
class OddRecordTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Target TOKEN = new Target.Token(TestToken.ISSUER, "1");
    private static final Target SUBJECT = new Target.Claim(TestToken.ISSUER, "sub", "alice");
    private static final long YEAR_10000 = 253_402_300_800_000L;

    private final MutableClock clock = new MutableClock(START);
    private final ScriptedKafka kafka = new ScriptedKafka();
    private final CapturedLog log = new CapturedLog();

    @AfterEach
    void releaseLog() {
        log.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] heartbeat(String at) {
        return bytes("{\"v\":1,\"at\":" + at + "}");
    }

    /** R7. */
    @ParameterizedTest
    @ValueSource(
            strings = {"-10000000000000000", "-9223372036854775808", "-1", "253402300800000", "9223372036854775807"})
    void aHeartbeatOfAnImpossibleTimeIsCountedAndNamedAndPassed(String at) throws InterruptedException {
        kafka.append(bytes("[\"heartbeat\",\"0\"]"), heartbeat(at));
        try (KafkaRevocationList list = kafka.list(clock).build()) {
            list.start();

            assertThat(list.awaitCurrent(LIMIT)).as(list.status().toString()).isTrue();
            assertThat(list.status().counters().values()).containsEntry("events.ignored.implausible_time", 1L);
            assertThat(list.status().heartbeatAge()).isNull();
            assertThat(log.text())
                    .contains("WARN topic revocast.revocations, replaying: partition 0 offset 0 (implausible_time):"
                            + " record ignored: the heartbeat's at must lie between 1970 and 9999");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "946684800000", "253402300799999"})
    void aHeartbeatOfAFarTimeIsNoYoungerThanItsReceiptAndOverflowsNothing(String at) throws InterruptedException {
        kafka.append(bytes("[\"heartbeat\",\"0\"]"), heartbeat(at));
        try (KafkaRevocationList list = kafka.list(clock).build()) {
            list.start();

            assertThat(list.awaitCurrent(LIMIT)).as(list.status().toString()).isTrue();
            Instant sent = Instant.ofEpochMilli(Long.parseLong(at));
            Duration expected = sent.isAfter(START) ? Duration.ZERO : Duration.between(sent, START);
            assertThat(list.status().heartbeatAge()).isEqualTo(expected);
        }
    }

    @Test
    void aHeartbeatIsNoEvidenceBecauseTheDistanceToItsTimeOverflows() {
        FreshnessProof now = new FreshnessProof(0, START.toEpochMilli());

        FreshnessProof earlier = now.before(Duration.ofSeconds(Long.MAX_VALUE));

        assertThat(earlier.younger(now)).isSameAs(now);
        assertThat(earlier.older(now)).isSameAs(earlier);
    }

    /** R8. */
    @ParameterizedTest
    @ValueSource(longs = {YEAR_10000, YEAR_10000 - 1, Long.MAX_VALUE, -1, -2, Long.MIN_VALUE, 4_102_444_800_000L})
    void anUnreadableValueOfAnImpossibleTimeIsARevocationForTheLongestLifetimeFromNow(long timestamp)
            throws InterruptedException {
        ApplyStep step = new ApplyStep(clock, clock.nanoTime(), false);
        kafka.append(timestamp, ApplyStep.key(TOKEN), bytes("x"));
        kafka.append(timestamp, ApplyStep.key(SUBJECT), bytes("x"));
        try (KafkaRevocationList list = kafka.list(clock).build()) {
            list.start();

            assertThat(list.awaitCurrent(LIMIT)).as(list.status().toString()).isTrue();
            assertThat(list.check(TestToken.withJti("1"))).isInstanceOf(Verdict.Revoked.class);
            assertThat(log.text())
                    .contains("partition 0 offset 0 (malformed): unreadable value under a readable key, which is"
                            + " revoked until 2026-01-02T00:00:01Z: the value must be JSON");
        }
        step.apply(ApplyStep.record(0, 0, timestamp, TimestampType.LOG_APPEND_TIME, ApplyStep.key(TOKEN), bytes("x")));
        assertThat(step.revokedUntil(TOKEN))
                .isEqualTo(START.plus(Duration.ofHours(24)).plusSeconds(1).getEpochSecond());
    }

    @Test
    void aProducersTimeDoesNotEndARevocationThatAnUnreadableValueStandsFor() {
        ApplyStep step = new ApplyStep(clock, clock.nanoTime(), false);

        step.apply(ApplyStep.record(0, 0, 1, TimestampType.CREATE_TIME, ApplyStep.key(TOKEN), bytes("x")));

        assertThat(step.revokedUntil(TOKEN))
                .isEqualTo(START.plus(Duration.ofHours(24)).plusSeconds(1).getEpochSecond());
    }

    /** The wall clock was two hours ahead when the process started: only the broker's time keeps the entry. */
    @ParameterizedTest
    @EnumSource(
            value = TimestampType.class,
            names = {"CREATE_TIME", "LOG_APPEND_TIME"})
    void oneRecordOfTheFarFutureDoesNotLiftTheBrokersBoundOfTheExpiryClock(TimestampType type) {
        MutableClock ahead = new MutableClock(START.plus(Duration.ofHours(2)));
        ApplyStep step = new ApplyStep(ahead, ahead.nanoTime(), false);

        step.apply(ApplyStep.record(0, 0, START.toEpochMilli(), type, null, null));
        step.apply(ApplyStep.record(0, 1, YEAR_10000 - 1, type, null, null));
        ahead.pass(Duration.ofSeconds(10));
        step.writer.advanceExpiry();

        assertThat(step.expirySecond()).isEqualTo(START.plusSeconds(10).getEpochSecond());
    }

    /** A clock that throws what a test tells it to, once each, and then goes on. */
    private final class FaultyClock extends Clock {
        private final Deque<Throwable> faults = new ArrayDeque<>();

        @Override
        public Instant instant() {
            Throwable fault = faults.poll();
            if (fault instanceof Error error) {
                throw error;
            }
            if (fault instanceof RuntimeException exception) {
                throw exception;
            }
            return clock.instant();
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @Test
    void aRecordWhoseApplicationThrowsIsCountedAndNamedAndItsTargetRefused() {
        FaultyClock faulty = new FaultyClock();
        ApplyStep step = new ApplyStep(faulty, clock.nanoTime(), false);

        faulty.faults.add(new ArithmeticException("a secret of the record"));
        step.writer.apply(noTime(5, ApplyStep.key(TOKEN)), ApplyStep.TOPIC_ID, true);
        faulty.faults.add(new StackOverflowError());
        step.writer.apply(noTime(6, ApplyStep.key(SUBJECT)), ApplyStep.TOPIC_ID, true);

        assertThat(step.counters.snapshot().values())
                .containsEntry("events.failed", 2L)
                .containsEntry("events.applied.unreadable", 2L);
        assertThat(step.revokedUntil(TOKEN)).isPositive();
        assertThat(step.revokedUntil(SUBJECT)).isPositive();
        assertThat(step.writer.quarantine().positions()).isEmpty();
        assertThat(log.text())
                .contains("WARN topic t, starting: partition 0 offset 5 (failed): the record could not be applied:"
                        + " java.lang.ArithmeticException");
    }

    @Test
    void aRecordThatCannotBeAppliedAtAllIsQuarantined() {
        FaultyClock faulty = new FaultyClock();
        ApplyStep step = new ApplyStep(faulty, clock.nanoTime(), false);

        faulty.faults.add(new ArithmeticException("first"));
        faulty.faults.add(new ArithmeticException("second"));
        step.writer.apply(noTime(7, ApplyStep.key(TOKEN)), ApplyStep.TOPIC_ID, true);

        assertThat(step.counters.snapshot().values()).containsEntry("events.failed", 1L);
        assertThat(step.writer.quarantine().positions()).containsExactly(new Receipt(ApplyStep.TOPIC_ID, 0, 7));
    }

    private static ConsumerRecord<byte[], byte[]> noTime(long offset, byte[] key) {
        return ApplyStep.record(
                0, offset, ConsumerRecord.NO_TIMESTAMP, TimestampType.NO_TIMESTAMP_TYPE, key, bytes("x"));
    }

    @Test
    void aFloodOfOneKindOfOddRecordHidesNoWarningOfAnother() {
        for (int i = 0; i < 100; i++) {
            kafka.append(bytes("noise"), null);
        }
        kafka.append(EventCodec.encodeKey(TOKEN), null);
        try (KafkaRevocationList list = kafka.list(clock).build()) {
            list.start();

            await().atMost(LIMIT).until(() -> list.state() == State.CURRENT);
            assertThat(log.text().lines().filter(line -> line.startsWith("WARN") && line.contains("(malformed)")))
                    .hasSize(1);
            assertThat(log.text())
                    .contains("WARN topic revocast.revocations, replaying: partition 0 offset 100 (tombstone):"
                            + " record ignored: the value is null, which removes nothing");
        }
    }

    @Test
    void anOddHeartbeatDoesNotCountAsASignOfLife() {
        ApplyStep step = new ApplyStep(clock, clock.nanoTime(), false);

        step.apply(ApplyStep.record(
                0,
                0,
                START.toEpochMilli(),
                TimestampType.LOG_APPEND_TIME,
                bytes("[\"heartbeat\",\"0\"]"),
                heartbeat("-9223372036854775808")));

        assertThat(step.writer.heartbeats().oldest(List.of(0))).isNull();
    }
}
