package io.revocast.consumer.internal;

import io.revocast.consumer.State;
import io.revocast.consumer.Verdict;
import io.revocast.event.Receipt;
import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.event.internal.Origin;
import io.revocast.event.internal.RevocationEvent;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** What a list says of a receipt when the log or the list is not what the publisher saw. */
class AwaitAppliedTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Duration LONG = Duration.ofMinutes(1);

    private final MutableClock clock = new MutableClock(START);
    private final ScriptedKafka kafka = new ScriptedKafka();
    private final KafkaRevocationList list = kafka.list(clock).maxEntries(4).build();

    @AfterEach
    void close() {
        list.close();
    }

    private long revoke(String jti) {
        return kafka.append(new RevocationEvent.Revoked(
                new Revocation(new Target.Token(TestToken.ISSUER, jti), START.plusSeconds(3600), null),
                new Origin(UUID.randomUUID(), START, null, null, null)));
    }

    private boolean isRevoked(String jti) {
        return list.check(TestToken.withJti(jti)) instanceof Verdict.Revoked;
    }

    private void startAndAwaitCurrent() throws InterruptedException {
        list.start();
        assertThat(list.awaitCurrent(LIMIT)).isTrue();
    }

    private static Receipt receipt(long offset) {
        return new Receipt("topic-1", 0, offset);
    }

    private boolean isApplied(Receipt receipt) throws InterruptedException {
        return list.awaitApplied(receipt, Duration.ZERO);
    }

    /** Returns when the wait has begun. */
    private FutureTask<Boolean> waitFor(Receipt receipt) {
        FutureTask<Boolean> wait = new FutureTask<>(() -> list.awaitApplied(receipt, LONG));
        Thread thread = new Thread(wait, "test-wait");
        thread.setDaemon(true);
        thread.start();
        await().atMost(LIMIT).until(() -> thread.getState() == Thread.State.TIMED_WAITING);
        return wait;
    }

    private static boolean answer(FutureTask<Boolean> wait)
            throws InterruptedException, ExecutionException, TimeoutException {
        return wait.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void aWaitThatBeganBeforeTheLogLostItsEndIsNotAnsweredByAnotherEvent() throws Exception {
        revoke("1");
        startAndAwaitCurrent();
        FutureTask<Boolean> lost = waitFor(receipt(2));

        kafka.truncate(0);
        revoke("other 0");
        revoke("other 1");
        revoke("other 2");
        kafka.positionFailure.set(
                new LogTruncationException(Map.of(new TopicPartition(ScriptedKafka.TOPIC, 0), 1L), Map.of()));

        assertThat(answer(lost)).isFalse();
        await().atMost(LIMIT).until(() -> isApplied(receipt(2)));
        assertThat(isRevoked("other 2")).isTrue();
    }

    @Test
    void anEventThatWasReadAndNotKeptIsNotApplied() throws InterruptedException {
        revoke("1");
        revoke("2");
        revoke("3");
        revoke("4");
        startAndAwaitCurrent();
        assertThat(isApplied(receipt(3))).isTrue();

        long beyond = revoke("5");
        await().atMost(LIMIT).until(() -> list.state() == State.REBUILDING);
        revoke("1");
        await().atMost(LIMIT).until(() -> list.status().lagRecords() == 0);

        assertThat(isRevoked("5")).isFalse();
        assertThat(isApplied(receipt(beyond))).isFalse();
    }

    @Test
    void anEventThatAnOperatorLeftOutIsNotApplied() throws InterruptedException {
        revoke("before");
        revoke("lost");
        long after = revoke("after");
        kafka.corruptAt = 1;
        list.start();
        await().atMost(LIMIT).until(() -> isRevoked("before"));
        list.skipTo(0, 2);
        assertThat(list.awaitApplied(receipt(after), LIMIT)).isTrue();

        assertThat(isApplied(receipt(1))).isFalse();
        assertThat(isApplied(receipt(0))).isTrue();

        kafka.corruptAt = -1;
        kafka.positionFailure.set(
                new LogTruncationException(Map.of(new TopicPartition(ScriptedKafka.TOPIC, 0), 3L), Map.of()));
        await().atMost(LIMIT).until(() -> isApplied(receipt(1)));
        assertThat(isRevoked("lost")).isTrue();
    }

    @Test
    void anEventOfATopicThatTheListHasNotFoundYetIsWaitedFor() throws Exception {
        revoke("1");
        startAndAwaitCurrent();
        FutureTask<Boolean> newer = waitFor(new Receipt("topic-2", 0, 0));

        kafka.recreate("topic-2");
        revoke("2");
        kafka.pollFailure.set(() -> new UnknownTopicOrPartitionException("gone"));

        assertThat(answer(newer)).isTrue();
        assertThatThrownBy(() -> isApplied(receipt(0)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "the receipt is of topic id topic-1, this list reads topic-2: the topic was re-created since;"
                                + " publish again");
    }

    @Test
    void nothingIsAppliedByAListThatIsClosed() throws InterruptedException {
        revoke("1");
        startAndAwaitCurrent();
        assertThat(isApplied(receipt(0))).isTrue();

        list.close();

        assertThat(isApplied(receipt(0))).isFalse();
    }
}
