package io.revocast.consumer.internal;

import io.revocast.consumer.RevocationListener;
import io.revocast.consumer.State;
import io.revocast.consumer.internal.status.ListenerDispatcher;
import io.revocast.event.Receipt;
import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.event.internal.Origin;
import io.revocast.event.internal.RevocationEvent;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class ListenerDispatcherTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final MutableClock clock = new MutableClock(START);
    private final ScriptedKafka kafka = new ScriptedKafka();

    private KafkaRevocationList list(RevocationListener... listeners) {
        ListOptions builder = new ListOptions()
                .bootstrapServers("broker:9092")
                .clock(clock)
                .nanoTime(clock.nanoTime())
                .connections(kafka.connections());
        List.of(listeners).forEach(builder::listener);
        return builder.build();
    }

    private static RevocationEvent.Revoked revoked(String jti) {
        Target target = new Target.Token(TestToken.ISSUER, jti);
        return new RevocationEvent.Revoked(
                new Revocation(target, START.plusSeconds(900), null),
                new Origin(UUID.randomUUID(), START, null, null, null));
    }

    private static final class Recorder implements RevocationListener {
        final List<Object> heard = new CopyOnWriteArrayList<>();

        @Override
        public void onRevoked(Revocation revocation) {
            heard.add(revocation);
        }

        @Override
        public void onReinstated(Target target) {
            heard.add(target);
        }

        @Override
        public void onStateChanged(State from, State to) {
            heard.add(to);
        }
    }

    @Test
    void listenersHearWhatChangesAfterTheFirstReplayInOrder() throws InterruptedException {
        Recorder recorder = new Recorder();
        kafka.append(revoked("replayed"));
        RevocationEvent.Revoked event = revoked("1");
        try (KafkaRevocationList list = list(recorder)) {
            list.start();
            assertThat(list.awaitCurrent(LIMIT)).isTrue();
            await().atMost(LIMIT).until(() -> recorder.heard.contains(State.CURRENT));

            kafka.append(event);
            kafka.append(event);
            kafka.append(new RevocationEvent.Reinstated(event.target(), event.origin(), null));

            await().atMost(LIMIT).until(() -> recorder.heard.contains(event.target()));
            assertThat(recorder.heard).endsWith(State.CURRENT, event.revocation(), event.target());
        }
        assertThat(recorder.heard).endsWith(State.CLOSED);
    }

    @Test
    void listenersCanBeAddedAndRemovedWhileTheListRuns() throws InterruptedException {
        Recorder first = new Recorder();
        Recorder second = new Recorder();
        RevocationEvent.Revoked event = revoked("1");
        RevocationEvent.Revoked later = revoked("2");
        try (KafkaRevocationList list = list()) {
            list.start();
            assertThat(list.awaitCurrent(LIMIT)).isTrue();
            list.addListener(first);
            list.addListener(second);

            kafka.append(event);
            await().atMost(LIMIT).until(() -> first.heard.contains(event.revocation()));
            await().atMost(LIMIT).until(() -> second.heard.contains(event.revocation()));

            assertThat(list.removeListener(first)).isTrue();
            assertThat(list.removeListener(first)).isFalse();
            kafka.append(later);
            await().atMost(LIMIT).until(() -> second.heard.contains(later.revocation()));
            assertThat(first.heard).doesNotContain(later.revocation());
        }
    }

    @Test
    void staleIsToldAlthoughTheReplayThreadSaysNothing() throws InterruptedException {
        Recorder recorder = new Recorder();
        try (KafkaRevocationList list = list(recorder)) {
            list.start();
            assertThat(list.awaitCurrent(LIMIT)).isTrue();
            kafka.answersProbes = false;

            clock.pass(Duration.ofSeconds(31));

            await().atMost(LIMIT).until(() -> recorder.heard.contains(State.STALE));
        }
    }

    @Test
    void aListenerThatThrowsOrHangsHarmsNeitherTheOthersNorTheReplay() throws InterruptedException {
        Recorder recorder = new Recorder();
        CountDownLatch release = new CountDownLatch(1);
        RevocationListener thrower = new RevocationListener() {
            @Override
            public void onRevoked(Revocation revocation) {
                throw new IllegalStateException("on purpose");
            }
        };
        RevocationListener hanger = new RevocationListener() {
            @Override
            public void onRevoked(Revocation revocation) {
                try {
                    release.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        };
        try (KafkaRevocationList list = list(thrower, recorder, hanger)) {
            list.start();
            assertThat(list.awaitCurrent(LIMIT)).isTrue();

            long last = 0;
            for (int i = 0; i < ListenerDispatcher.CAPACITY + 10; i++) {
                last = kafka.append(revoked("token " + i));
            }
            assertThat(list.awaitApplied(new Receipt("topic-1", 0, last), LIMIT))
                    .isTrue();

            assertThat(list.status().counters().values())
                    .containsEntry("listener.failed", 1L)
                    .hasEntrySatisfying(
                            "listener.dropped", dropped -> assertThat(dropped).isBetween(1L, 10L));
            assertThat(recorder.heard).hasAtLeastOneElementOfType(Revocation.class);
        } finally {
            release.countDown();
        }
    }
}
