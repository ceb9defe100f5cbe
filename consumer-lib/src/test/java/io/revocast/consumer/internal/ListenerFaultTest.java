package io.revocast.consumer.internal;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import io.revocast.consumer.Counters;
import io.revocast.consumer.RevocationList;
import io.revocast.consumer.RevocationListener;
import io.revocast.consumer.State;
import io.revocast.consumer.internal.status.ListenerDispatcher;
import io.revocast.embedded.CapturedLog;
import io.revocast.event.Receipt;
import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.event.internal.Origin;
import io.revocast.event.internal.RevocationEvent;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** R11: a listener, or the logging backend, that fails in any way ends no thread. */
class ListenerFaultTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final MutableClock clock = new MutableClock(START);
    private final ScriptedKafka kafka = new ScriptedKafka();
    private final CapturedLog log = new CapturedLog();
    private final LoggerContext logback = (LoggerContext) LoggerFactory.getILoggerFactory();

    @AfterEach
    void releaseLog() {
        logback.resetTurboFilterList();
        log.close();
    }

    private static RevocationEvent revoked(String jti) {
        return new RevocationEvent.Revoked(
                new Revocation(new Target.Token(TestToken.ISSUER, jti), START.plusSeconds(900), null),
                new Origin(UUID.randomUUID(), START, null, null, null));
    }

    private static final class Recorder implements RevocationListener {
        final List<String> heard = new CopyOnWriteArrayList<>();

        @Override
        public void onRevoked(Revocation revocation) {
            heard.add(((Target.Token) revocation.target()).id());
        }

        @Override
        public void onStateChanged(State from, State to) {
            heard.add(to.wireName());
        }
    }

    /** What a listener may do to the thread that notifies it. */
    enum Fault {
        STACK_OVERFLOW,
        OUT_OF_MEMORY,
        CHECKED,
        INTERRUPTED,
        RUNTIME,
        FLAG;

        @Nullable
        Throwable thrown() {
            return switch (this) {
                case STACK_OVERFLOW -> new StackOverflowError();
                case OUT_OF_MEMORY -> new OutOfMemoryError("on purpose");
                case CHECKED -> new IOException("on purpose");
                case INTERRUPTED -> new InterruptedException("on purpose");
                case RUNTIME -> new IllegalStateException("on purpose");
                case FLAG -> null;
            };
        }

        void happen() {
            Throwable thrown = thrown();
            if (thrown == null) {
                Thread.currentThread().interrupt();
            } else {
                sneak(thrown);
            }
        }

        @SuppressWarnings("unchecked")
        private static <T extends Throwable> void sneak(Throwable any) throws T {
            throw (T) any;
        }
    }

    @ParameterizedTest
    @EnumSource
    void whateverAListenerThrowsIsLoggedAndCountedAndTheNextNotificationDelivered(Fault fault)
            throws InterruptedException {
        Recorder recorder = new Recorder();
        RevocationListener faulty = new RevocationListener() {
            @Override
            public void onRevoked(Revocation revocation) {
                fault.happen();
            }
        };
        try (KafkaRevocationList list =
                kafka.list(clock).listener(faulty).listener(recorder).build()) {
            assertThat(list.status().listenerThreadAlive()).isFalse();
            list.start();
            assertThat(list.awaitCurrent(LIMIT)).isTrue();
            await().atMost(LIMIT).until(() -> recorder.heard.contains("current"));

            kafka.append(revoked("1"));
            kafka.append(revoked("2"));
            await().atMost(LIMIT).until(() -> recorder.heard.contains("2"));
            kafka.answersProbes = false;
            clock.pass(Duration.ofSeconds(31));
            await().atMost(LIMIT).until(() -> recorder.heard.contains("stale"));

            assertThat(recorder.heard).containsSubsequence("1", "2", "stale");
            assertThat(list.status().listenerThreadAlive()).isTrue();
            Throwable thrown = fault.thrown();
            if (thrown != null) {
                assertThat(list.status().counters().values()).containsEntry("listener.failed", 2L);
                assertThat(log.text())
                        .contains("WARN topic revocast.revocations, current: listener "
                                + faulty.getClass().getName() + " threw "
                                + thrown.getClass().getName());
            }
        }
        assertThat(recorder.heard).endsWith("closed");
    }

    @Test
    void anInterruptFromOutsideDoesNotEndTheListenerThread() throws InterruptedException {
        Recorder recorder = new Recorder();
        try (KafkaRevocationList list = kafka.list(clock).listener(recorder).build()) {
            list.start();
            assertThat(list.awaitCurrent(LIMIT)).isTrue();

            Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().equals("revocast-listeners-" + ScriptedKafka.TOPIC))
                    .forEach(Thread::interrupt);
            kafka.append(revoked("1"));

            await().atMost(LIMIT).until(() -> recorder.heard.contains("1"));
        }
    }

    @Test
    void anErrorOfTheLoggingBackendEndsNoThread() throws InterruptedException {
        logback.addTurboFilter(new TurboFilter() {
            @Override
            public FilterReply decide(
                    @Nullable Marker marker,
                    Logger logger,
                    Level level,
                    @Nullable String format,
                    Object @Nullable [] params,
                    @Nullable Throwable t) {
                if (logger.getName().equals(RevocationList.class.getName())) {
                    throw new NoSuchMethodError("logging is broken");
                }
                return FilterReply.NEUTRAL;
            }
        });
        Recorder recorder = new Recorder();
        byte[] noise = "noise".getBytes(StandardCharsets.UTF_8);
        kafka.append(noise, noise);
        try (KafkaRevocationList list = kafka.list(clock).listener(recorder).build()) {
            list.start();
            assertThat(list.awaitCurrent(LIMIT)).as(list.status().toString()).isTrue();
            await().atMost(LIMIT).until(() -> recorder.heard.contains("current"));
            kafka.append(noise, noise);
            kafka.append(revoked("1"));

            await().atMost(LIMIT).until(() -> recorder.heard.contains("1"));
            assertThat(list.status().listenerThreadAlive()).isTrue();
            assertThat(list.status().counters().values())
                    .containsEntry("events.ignored.malformed", 2L)
                    .hasEntrySatisfying(
                            "log.failed", failed -> assertThat(failed).isPositive());
        }
    }

    @Test
    void listenersLearnHowManyNotificationsWereDroppedAfterTheDrop() throws InterruptedException {
        CountDownLatch release = new CountDownLatch(1);
        AtomicLong dropped = new AtomicLong();
        RevocationListener slow = new RevocationListener() {
            @Override
            public void onRevoked(Revocation revocation) {
                try {
                    release.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }

            @Override
            public void onNotificationsDropped(long count) {
                dropped.addAndGet(count);
            }
        };
        try (KafkaRevocationList list = kafka.list(clock).listener(slow).build()) {
            list.start();
            assertThat(list.awaitCurrent(LIMIT)).isTrue();
            long last = 0;
            for (int i = 0; i < ListenerDispatcher.CAPACITY + 3; i++) {
                last = kafka.append(revoked("token " + i));
            }
            assertThat(list.awaitApplied(new Receipt("topic-1", 0, last), LIMIT))
                    .isTrue();
            long counted = list.status().counters().get(Counters.LISTENER_DROPPED);
            assertThat(counted).isPositive();

            release.countDown();

            await().atMost(LIMIT).until(() -> dropped.get() == counted);
        } finally {
            release.countDown();
        }
    }

    @Test
    void theStatusSaysForAWhileThatNotificationsWereDropped() throws InterruptedException {
        CountDownLatch release = new CountDownLatch(1);
        RevocationListener slow = new RevocationListener() {
            @Override
            public void onRevoked(Revocation revocation) {
                try {
                    release.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        };
        try (KafkaRevocationList list = kafka.list(clock).listener(slow).build()) {
            list.start();
            assertThat(list.awaitCurrent(LIMIT)).isTrue();
            long last = 0;
            for (int i = 0; i < ListenerDispatcher.CAPACITY + 2; i++) {
                last = kafka.append(revoked("token " + i));
            }
            assertThat(list.awaitApplied(new Receipt("topic-1", 0, last), LIMIT))
                    .isTrue();

            assertThat(list.status().cause())
                    .isEqualTo("a listener is too slow: notifications were dropped within the last 5 minutes"
                            + " (counter listener.dropped); return from listeners sooner");
            assertThat(list.state()).isEqualTo(State.CURRENT);

            clock.pass(Duration.ofMinutes(6));
            await().atMost(LIMIT).until(() -> list.status().cause() == null);
        } finally {
            release.countDown();
        }
    }

    @Test
    void statusSaysThatTheTopicWasDeletedAndNotThatNoBrokerAnswers() throws InterruptedException {
        try (KafkaRevocationList list = kafka.list(clock).build()) {
            list.start();
            assertThat(list.awaitCurrent(LIMIT)).isTrue();
            // The consumer asks the leaders of a deleted topic until its time is over.
            kafka.answersProbes = false;
            kafka.inspectFailure.set(new UnknownTopicOrPartitionException("gone"));
            clock.pass(Duration.ofSeconds(20));

            await().atMost(LIMIT)
                    .until(() -> String.valueOf(list.status().cause())
                            .startsWith("topic revocast.revocations does not exist"));

            kafka.answersProbes = true;
            kafka.inspectFailure.set(null);
            await().atMost(LIMIT).until(() -> list.status().cause() == null);
        }
    }

    @Test
    void aStateChangeIsOneLineWithTopicStatesAndCause() throws InterruptedException {
        try (KafkaRevocationList list = kafka.list(clock).build()) {
            list.start();
            assertThat(list.awaitCurrent(LIMIT)).isTrue();
            await().atMost(LIMIT).until(() -> log.text().contains("INFO topic revocast.revocations: "));
            kafka.answersProbes = false;
            clock.pass(Duration.ofSeconds(31));

            await().atMost(LIMIT)
                    .until(() -> log.text().contains("WARN topic revocast.revocations: current -> stale: "));
            assertThat(log.text().lines().filter(line -> line.contains(" -> "))).hasSizeLessThanOrEqualTo(3);
        }
    }
}
