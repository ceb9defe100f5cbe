package io.revocast.consumer.internal.replay;

import io.revocast.consumer.internal.MutableClock;
import io.revocast.consumer.internal.TestToken;
import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.event.internal.EventCodec;
import io.revocast.event.internal.Origin;
import io.revocast.event.internal.RevocationEvent;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

import static org.assertj.core.api.Assertions.assertThat;

/** A reader that holds entries reads another log, or its own log again. */
class HeldEntriesTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Target TARGET = new Target.Token(TestToken.ISSUER, "jti-1");

    private final MutableClock clock = new MutableClock(START);

    private ApplyStep reader(boolean keepOrigins) {
        ApplyStep reader = new ApplyStep(clock, clock.nanoTime(), keepOrigins);
        reader.writer.onTopicReplaced(1);
        return reader;
    }

    private static Origin origin() {
        return new Origin(new UUID(0x7000, 0x8000L << 48), START, null, null, null);
    }

    private static void revoke(ApplyStep reader, long offset) {
        Revocation revocation = new Revocation(TARGET, START.plusSeconds(3600), null);
        apply(reader, offset, new RevocationEvent.Revoked(revocation, origin()));
    }

    private static void reinstate(ApplyStep reader, long offset) {
        apply(reader, offset, new RevocationEvent.Reinstated(TARGET, origin(), null, Map.of(), null));
    }

    private static void apply(ApplyStep reader, long offset, RevocationEvent event) {
        reader.apply(ApplyStep.record(
                0,
                offset,
                START.toEpochMilli(),
                TimestampType.LOG_APPEND_TIME,
                ApplyStep.key(event.target()),
                EventCodec.encodeValue(event)));
    }

    private static boolean isRevoked(ApplyStep reader) {
        return reader.revokedUntil(TARGET) > 0;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anOldReinstatementOfAnotherClusterRemovesNothingThatWasRevokedElsewhere(boolean keepOrigins) {
        ApplyStep reader = reader(keepOrigins);
        reader.writer.caughtUp();
        revoke(reader, 7);

        reader.writer.onTopicReplaced(1);
        revoke(reader, 0);
        reinstate(reader, 1);
        reader.writer.caughtUp();

        assertThat(isRevoked(reader)).isTrue();
        assertThat(reader.counters.snapshot().values()).containsEntry("events.ignored.superseded", 1L);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aReinstatementThatFollowsTheChangeRemovesAsUsual(boolean keepOrigins) {
        ApplyStep reader = reader(keepOrigins);
        reader.writer.caughtUp();
        revoke(reader, 7);

        reader.writer.onTopicReplaced(1);
        revoke(reader, 0);
        reader.writer.caughtUp();
        reinstate(reader, 1);

        assertThat(isRevoked(reader)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatTheLogItselfRevokesAndTakesBackIsNotRevoked(boolean keepOrigins) {
        ApplyStep reader = reader(keepOrigins);
        apply(
                reader,
                0,
                new RevocationEvent.Revoked(
                        new Revocation(new Target.Token(TestToken.ISSUER, "other"), START.plusSeconds(3600), null),
                        origin()));
        reader.writer.caughtUp();

        reader.writer.onTopicReplaced(1);
        revoke(reader, 0);
        reinstate(reader, 1);

        assertThat(isRevoked(reader)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whenItsOwnLogIsReadAgainTheLastRevocationIsEnforcedThroughout(boolean keepOrigins) {
        ApplyStep reader = reader(keepOrigins);
        revoke(reader, 0);
        reinstate(reader, 1);
        revoke(reader, 2);
        reader.writer.caughtUp();

        reader.writer.onTopicReplaced(1);
        revoke(reader, 0);
        reinstate(reader, 1);

        assertThat(isRevoked(reader)).isTrue();
    }
}
