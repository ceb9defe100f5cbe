package io.revocast.consumer.internal;

import io.revocast.consumer.State;
import io.revocast.event.Receipt;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** R20 and R23: options, start, close and waiting, with the arguments that a caller may come up with. */
class ListLifecycleTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE, 999_999_999);

    private final MutableClock clock = new MutableClock(START);
    private final ScriptedKafka kafka = new ScriptedKafka();

    @FunctionalInterface
    private interface Waiting {
        boolean await() throws InterruptedException;
    }

    private static CompletableFuture<Boolean> inBackground(Waiting waiting) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return waiting.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @Test
    void aTimeoutWithoutEndWaits() throws Exception {
        kafka.inspectFailure.set(new TimeoutException("not yet"));
        try (KafkaRevocationList list = kafka.list(clock).build()) {
            list.start();
            CompletableFuture<Boolean> current = inBackground(() -> list.awaitCurrent(FOREVER));
            CompletableFuture<Boolean> applied =
                    inBackground(() -> list.awaitApplied(new Receipt("topic-1", 0, 0), FOREVER));

            kafka.inspectFailure.set(null);
            assertThat(current.get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(applied).isNotDone();
            kafka.append(null, null);
            assertThat(applied.get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void aTimeoutThatIsOverOnlyLooks(long seconds) throws InterruptedException {
        Duration over = Duration.ofSeconds(seconds);
        try (KafkaRevocationList list = kafka.list(clock).build()) {
            assertThat(list.awaitCurrent(over)).isFalse();
            assertThat(list.awaitApplied(new Receipt("topic-1", 0, 0), over)).isFalse();
            kafka.append(null, null);
            list.start();
            assertThat(list.awaitCurrent(LIMIT)).isTrue();

            assertThat(list.awaitCurrent(over)).isTrue();
            assertThat(list.awaitApplied(new Receipt("topic-1", 0, 0), over)).isTrue();
        }
    }

    @Test
    @SuppressWarnings("NullAway")
    void aNullArgumentIsNamed() {
        try (KafkaRevocationList list = kafka.list(clock).build()) {
            assertThatThrownBy(() -> list.awaitCurrent(null))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessage("timeout");
            assertThatThrownBy(() -> list.awaitApplied(null, LIMIT))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessage("receipt");
            assertThatThrownBy(() -> list.awaitApplied(new Receipt("topic-1", 0, 0), null))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessage("timeout");
        }
    }

    @Test
    void startThatRacesCloseThrowsNothingAndLeavesNoThread() throws Exception {
        List<@Nullable Throwable> thrown = new ArrayList<>();
        for (int round = 0; round < 100; round++) {
            KafkaRevocationList list = kafka.list(clock).topic("race").build();
            CompletableFuture<Void> started = CompletableFuture.runAsync(list::start);
            while (!list.status().listenerThreadAlive() && !started.isDone()) {
                Thread.onSpinWait();
            }
            list.close();
            thrown.add(started.handle((unused, failure) -> failure).get(LIMIT.toSeconds(), TimeUnit.SECONDS));
            assertThat(list.state()).isEqualTo(State.CLOSED);
        }

        assertThat(thrown).containsOnlyNulls();
        await().atMost(LIMIT)
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().matches("revocast-.*-race")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", ".", "..", "naïve", "a/b", "a:b", "a\nb"})
    void aTopicNameThatKafkaDoesNotAllowIsRefusedByNameValueAndRule(String topic) {
        ListOptions builder = kafka.list(clock).topic(topic);

        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("topic must be a name that Kafka allows, 1 to 249 characters of a-z, A-Z, 0-9, '.', '_'"
                        + " and '-', and neither \".\" nor \"..\": \"" + topic + "\"");
    }

    @Test
    void aTopicNameIsAtMostAsLongAsKafkaAllows() {
        kafka.list(clock).topic("a".repeat(249)).build().close();

        assertThatThrownBy(() -> kafka.list(clock).topic("a".repeat(250)).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith(": 250 characters");
    }

    @Test
    void aLifetimeThatNoTopicIsSetUpForIsRefusedWhenTheListIsBuilt() {
        assertThatThrownBy(() ->
                        kafka.list(clock).longestTokenLifetime(Duration.ZERO).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("longestTokenLifetime must lie between PT1S and 3650 days: PT0S");
    }
}
