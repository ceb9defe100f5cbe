package io.revocast.consumer.internal.replay;

import io.revocast.consumer.internal.MutableClock;
import io.revocast.consumer.internal.TestToken;
import io.revocast.consumer.internal.store.LiveRevocation;
import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.event.internal.EventCodec;
import io.revocast.event.internal.Origin;
import io.revocast.event.internal.RevocationEvent;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

import static org.assertj.core.api.Assertions.assertThat;

/** Two publishers revoke one token. Both answer the id of the first record, and compaction leaves only the last. */
class FirstIdTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Target TARGET = new Target.Token(TestToken.ISSUER, "jti");
    private static final int PARTITIONS = 3;
    private static final UUID FIRST = new UUID(0x7001, 0x8000L << 48);
    private static final UUID SECOND = new UUID(0x7002, 0x8000L << 48);

    private final MutableClock clock = new MutableClock(START);
    private final ApplyStep publisher = new ApplyStep(clock, clock.nanoTime(), true);
    private long offset;

    @BeforeEach
    void begin() {
        publisher.writer.onTopicReplaced(1);
    }

    private void revoke(UUID id) {
        revoke(0, id);
    }

    private void revoke(int partition, UUID id) {
        Revocation revocation = new Revocation(TARGET, START.plusSeconds(3600), null);
        Origin origin = new Origin(id, START, null, null, null);
        publisher.apply(ApplyStep.record(
                partition,
                offset++,
                START.toEpochMilli(),
                TimestampType.LOG_APPEND_TIME,
                ApplyStep.key(TARGET),
                EventCodec.encodeValue(new RevocationEvent.Revoked(revocation, origin))));
    }

    private LiveRevocation live() {
        return Objects.requireNonNull(publisher.store.find(TARGET)).live();
    }

    @Test
    void lastRecordWithAnotherIdIsAppendedAgainWhenTheLogIsReadAgain() {
        revoke(FIRST);
        revoke(SECOND);

        assertThat(Objects.requireNonNull(live().origin()).id()).isEqualTo(FIRST);
        assertThat(live().overwritten()).isTrue();
        assertThat(live().receipt().offset()).isEqualTo(1);

        revoke(FIRST);
        assertThat(live().overwritten()).as("it was appended again").isFalse();
    }

    /** Seen: in a topic with several partitions, no publisher appended it again. */
    @Test
    void lastRecordWithAnotherIdIsAppendedAgainInATopicWithSeveralPartitions() {
        publisher.writer.onTopicReplaced(PARTITIONS);
        revoke(home(), FIRST);
        revoke(home(), SECOND);

        assertThat(Objects.requireNonNull(live().origin()).id()).isEqualTo(FIRST);
        assertThat(live().overwritten()).isTrue();

        revoke(home(), FIRST);
        assertThat(live().overwritten()).as("it was appended again").isFalse();
    }

    /** Partitions are read in any order, so it is not certain which id is the first. */
    @Test
    void idIsLeftToTheHomePartitionOfATargetThatHasRecordsInTwo() {
        publisher.writer.onTopicReplaced(PARTITIONS);
        int other = (home() + 1) % PARTITIONS;
        revoke(other, FIRST);
        assertThat(live().overwritten()).as("stands outside its home").isTrue();
        revoke(home(), FIRST);
        assertThat(live().overwritten()).isFalse();

        revoke(home(), SECOND);

        assertThat(live().overwritten()).isFalse();
    }

    private int home() {
        return publisher.writer.home(TARGET);
    }

    @Test
    void firstRecordIsKnownUntilTheTopicIsReplaced() {
        revoke(FIRST);
        assertThat(live().first()).isEqualTo(live().receipt());
        revoke(FIRST);
        revoke(FIRST);

        assertThat(live().first().offset()).isZero();
        assertThat(live().receipt().offset()).isEqualTo(2);

        publisher.writer.onTopicReplaced(1);
        offset = 0;
        revoke(FIRST);
        revoke(FIRST);
        assertThat(live().first().offset()).as("read again").isZero();
        assertThat(live().receipt().offset()).isEqualTo(1);
    }

    @Test
    void firstRecordThatTheLogHasLostIsNotTheFirstAnyLonger() {
        offset = 5;
        revoke(FIRST);
        revoke(FIRST);

        publisher.writer.onTopicReplaced(1);
        offset = 7;
        revoke(FIRST);
        assertThat(live().first()).isEqualTo(live().receipt());
        revoke(FIRST);

        assertThat(live().first().offset()).isEqualTo(7);
        assertThat(live().receipt().offset()).isEqualTo(8);
    }

    @Test
    void itsAuthorAppendsItAgainWhileEveryoneIsRunning() {
        publisher.writer.caughtUp();
        revoke(FIRST);
        revoke(SECOND);

        assertThat(live().overwritten()).isFalse();
    }
}
