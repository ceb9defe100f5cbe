package io.revocast.consumer.internal;

import io.revocast.consumer.AppliedEvent;
import io.revocast.consumer.RevocationListener;
import io.revocast.event.Receipt;
import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.event.internal.Origin;
import io.revocast.event.internal.RevocationEvent;
import io.revocast.event.internal.TraceParent;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class PropagationTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final MutableClock clock = new MutableClock(START);
    private final ScriptedKafka kafka = new ScriptedKafka();
    private final List<AppliedEvent> applied = new CopyOnWriteArrayList<>();
    private final KafkaRevocationList list = kafka.list(clock)
            .listener(new RevocationListener() {
                @Override
                public void onRevoked(Revocation revocation, AppliedEvent event) {
                    applied.add(event);
                }
            })
            .build();

    @AfterEach
    void close() {
        list.close();
    }

    private void start() throws InterruptedException {
        list.start();
        assertThat(list.awaitCurrent(LIMIT)).isTrue();
    }

    private long append(String jti, Instant at) {
        return kafka.appendAt(
                at,
                new RevocationEvent.Revoked(
                        new Revocation(new Target.Token(TestToken.ISSUER, jti), START.plusSeconds(3600), null),
                        new Origin(UUID.randomUUID(), START, null, null, null)));
    }

    private AppliedEvent appended(String jti, Instant at) {
        int before = applied.size();
        long unused = append(jti, at);
        await().atMost(LIMIT).until(() -> applied.size() > before);
        return applied.get(before);
    }

    @Test
    void timesWhatIsAppendedToACurrentList() throws InterruptedException {
        start();
        clock.pass(Duration.ofMillis(500));

        AppliedEvent event = appended("1", clock.instant().minusMillis(7));

        assertThat(event)
                .isEqualTo(new AppliedEvent(new Receipt("topic-1", 0, 0), START.plusMillis(500), Duration.ofMillis(7)));
    }

    @Test
    void doesNotTimeWhatWasAppendedBeforeTheReplayEnded() throws InterruptedException {
        start();
        clock.pass(Duration.ofMillis(500));

        assertThat(appended("1", START.minusMillis(1)).propagation()).isNull();
        assertThat(appended("2", START).propagation()).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void timesWhatWasAppendedDuringAnOutage() throws InterruptedException {
        start();
        kafka.deliversRecords = false;
        long unused = append("1", START.plusSeconds(1));
        clock.pass(Duration.ofMinutes(5));
        kafka.deliversRecords = true;

        await().atMost(LIMIT).until(() -> !applied.isEmpty());
        assertThat(applied.get(0).propagation()).isEqualTo(Duration.ofSeconds(299));
    }

    @Test
    void doesNotTimeTheReplayOfARecreatedTopic() throws InterruptedException {
        start();
        assertThat(appended("1", START).propagation()).isNotNull();
        clock.pass(Duration.ofSeconds(10));
        kafka.recreate("topic-2");
        long unused = append("2", START.plusSeconds(9));

        await().atMost(LIMIT).until(() -> applied.size() > 1);
        assertThat(applied.get(1).receipt()).isEqualTo(new Receipt("topic-2", 0, 0));
        assertThat(applied.get(1).propagation()).isNull();
    }

    @Test
    void doesNotTrustATimeThatAProducerWrote() throws InterruptedException {
        start();
        kafka.timestampType = TimestampType.CREATE_TIME;

        assertThat(appended("1", START).propagation()).isNull();
    }

    @Test
    void namesTheTraceOfTheRequest() throws InterruptedException {
        String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        start();

        assertThat(appended("1", START).traceParent()).isNull();
        kafka.headers = List.of(header(trace));
        assertThat(appended("2", START).traceParent()).isEqualTo(trace);
        kafka.headers = List.of(header(trace), header("00-no-trace\r\n"));
        assertThat(appended("3", START).traceParent()).isNull();
        kafka.headers = List.of(new RecordHeader(TraceParent.NAME, (byte[]) null));
        assertThat(appended("4", START).traceParent()).isNull();
    }

    private static Header header(String value) {
        return new RecordHeader(TraceParent.NAME, value.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void isZeroWhenTheBrokersClockIsAhead() throws InterruptedException {
        start();

        assertThat(appended("1", START.plusSeconds(5)).propagation()).isZero();
    }

    @Test
    void aClockThatIsAheadDoesNotHideWhatIsAppended() throws InterruptedException {
        start();
        clock.setWallForward(Duration.ofMinutes(-2));
        kafka.beat(clock.instant().minusSeconds(60), clock.instant().minusSeconds(60));
        await().atMost(LIMIT).until(() -> list.status().clockSkew() != null);
        clock.setWallForward(Duration.ofMinutes(2));
        kafka.beat(START.minusSeconds(60), START.minusSeconds(60));
        await().atMost(LIMIT)
                .until(() -> Duration.ofSeconds(60).equals(list.status().clockSkew()));

        assertThat(appended("1", START.minusSeconds(60).plusMillis(1)).propagation())
                .isNotNull();
    }

    @Test
    void theStatusShowsHowLongTheReplayTook() throws InterruptedException {
        assertThat(list.status().replayDuration()).isNull();
        assertThat(list.status().topicVerified()).isFalse();
        kafka.deliversRecords = false;
        long unused = append("1", START.minusSeconds(1));
        list.start();
        await().atMost(LIMIT).until(() -> list.status().lagRecords() == 1);
        clock.pass(Duration.ofMillis(1234));
        kafka.deliversRecords = true;
        assertThat(list.awaitCurrent(LIMIT)).isTrue();

        assertThat(list.status().replayDuration()).isEqualTo(Duration.ofMillis(1234));
        assertThat(list.status().topicVerified()).isTrue();
        kafka.recreate("topic-2");
        clock.pass(Duration.ofSeconds(10));
        await().atMost(LIMIT).until(() -> Duration.ZERO.equals(list.status().replayDuration()));
    }
}
