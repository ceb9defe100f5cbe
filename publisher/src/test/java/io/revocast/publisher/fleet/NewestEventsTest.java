package io.revocast.publisher.fleet;

import io.revocast.consumer.internal.TopicPosition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

class NewestEventsTest {
    private static final String TOPIC = "topic-1";
    private static final Instant START = Instant.parse("2026-11-29T12:00:00Z");
    private static final Duration UNDER_WAY = Duration.ofSeconds(2);
    private static final Duration SETTLED = Duration.ofMillis(2_100);

    private final NewestEvents events = new NewestEvents();

    NewestEventsTest() {
        follow(TOPIC, 1, 0);
    }

    private void follow(String topicId, int replay, long next) {
        events.follow(new TopicPosition(topicId, Map.of(0, next), Map.of(), replay), true);
    }

    private static Instant at(long millis) {
        return START.plusMillis(millis);
    }

    private void learn(long offset, long millis) {
        events.learn(TOPIC, 0, offset, at(millis));
    }

    private boolean areIn(long next, long millis) {
        return events.areIn(Map.of(0, next), at(millis));
    }

    @Test
    void eventIsUnderWayForTwoSeconds() {
        learn(10, 0);

        assertThat(areIn(10, 0)).isTrue();
        assertThat(areIn(10, 2_000)).isTrue();
        assertThat(areIn(10, 2_100)).isFalse();
        assertThat(areIn(11, 2_100)).isTrue();
    }

    @Test
    void eventsAfterAQuietPeriodDoNotHideAMissedOne() {
        learn(9, -60_000);
        learn(10, 0);
        assertThat(areIn(10, 2_200)).isFalse();

        for (int millis = 5_300; millis < 12_000; millis += 100) {
            learn(11 + millis / 1_000, millis);
            assertThat(areIn(10, millis)).as("after %d ms", millis).isFalse();
        }
    }

    @Test
    void steadyEventsDoNotHideAMissedOne() {
        learn(9, -60_000);
        for (int millis = 0; millis < 12_000; millis += 100) {
            if (millis % 1_500 == 0) {
                learn(10 + millis / 1_500, millis);
            }
            assertThat(areIn(10, millis)).as("after %d ms", millis).isEqualTo(millis <= 2_000);
        }
    }

    @Test
    void clockThatStepsBackTakesNothingBack() {
        learn(10, 0);
        assertThat(areIn(10, 3_000)).isFalse();

        assertThat(areIn(10, 1_000)).isFalse();
    }

    @Test
    void earlierTimeOfAnEventCounts() {
        learn(12, 5_000);
        learn(10, 0);
        learn(11, 6_000);

        assertThat(areIn(10, 2_100)).isFalse();
        assertThat(areIn(11, 7_000)).isTrue();
        assertThat(areIn(12, 7_100)).isFalse();
    }

    @Test
    void anotherTopicBeginsAgain() {
        learn(10, 0);
        assertThat(areIn(10, 3_000)).isFalse();

        follow("topic-2", 2, 2);
        events.learn("topic-2", 0, 3, at(3_000));

        assertThat(areIn(4, 6_000)).isTrue();
        assertThat(areIn(3, 6_000)).isFalse();
    }

    @Test
    void eventOfAnotherTopicIsIgnored() {
        events.learn("topic-2", 0, 3, at(0));

        assertThat(areIn(0, 6_000)).isTrue();
    }

    @Test
    void eventsThatTheLogHasLostAreNotExpected() {
        learn(99, 0);
        assertThat(areIn(60, 3_000)).isFalse();

        follow(TOPIC, 2, 60);
        learn(61, 4_000);

        assertThat(areIn(59, 4_000)).as("the publisher has read more").isFalse();
        assertThat(areIn(60, 4_000)).isTrue();
        assertThat(areIn(60, 7_000)).isFalse();
        assertThat(areIn(62, 7_000)).isTrue();
    }

    @Test
    void nothingIsKnownOfALogThatIsBeingReadAgain() {
        events.follow(new TopicPosition(TOPIC, Map.of(0, 20L), Map.of(), 2), false);
        assertThat(areIn(100, 0)).isFalse();

        follow(TOPIC, 2, 60);

        assertThat(areIn(60, 0)).isTrue();
    }

    @Test
    void eachPartitionCounts() {
        events.learn(TOPIC, 0, 10, at(0));
        events.learn(TOPIC, 1, 20, at(1_000));

        assertThat(events.areIn(Map.of(0, 11L, 1, 20L), at(3_000))).isTrue();
        assertThat(events.areIn(Map.of(0, 11L, 1, 20L), at(3_100))).isFalse();
        assertThat(events.areIn(Map.of(0, 11L), at(3_100))).isFalse();
        assertThat(events.areIn(Map.of(0, 11L, 1, 21L), at(3_100))).isTrue();
    }

    /** The expected answer comes from the append times of all events. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void oldEventsCountAndNewOnesDoNot(long seed) {
        Random random = new Random(seed);
        List<Instant> appended = new ArrayList<>();
        Instant now = START;
        for (int step = 0; step < 2_000; step++) {
            // Bursts, steady traffic and pauses; long spans without a question.
            now = now.plusMillis(random.nextInt(10) == 0 ? random.nextInt(6_000) : random.nextInt(200));
            if (random.nextInt(3) > 0) {
                events.learn(TOPIC, 0, appended.size(), now);
                appended.add(now);
            }
            if (random.nextInt(1 + (step / 200) * 20) == 0) {
                assertModel(appended, now);
            }
        }
        assertModel(appended, now);
    }

    private void assertModel(List<Instant> appended, Instant now) {
        for (int offset = Math.max(0, appended.size() - 400); offset < appended.size(); offset++) {
            Duration age = Duration.between(appended.get(offset), now);
            boolean lacksNone = events.areIn(Map.of(0, (long) offset), now);
            if (age.compareTo(SETTLED) > 0) {
                assertThat(lacksNone).as("event %d, old by %s", offset, age).isFalse();
            } else if (age.compareTo(UNDER_WAY) < 0) {
                assertThat(lacksNone).as("event %d, old by %s", offset, age).isTrue();
            }
        }
    }
}
