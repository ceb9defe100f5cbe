package io.revocast.consumer.internal;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.revocast.embedded.TestKafka;
import io.revocast.metrics.KafkaReaderMetrics;
import io.revocast.metrics.RevocationMetrics;
import io.revocast.testing.FakeRevocations;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The metrics of a list that reads a real broker. */
class ReaderMetricsIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final MeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void aRevocationIsTimedFromTheBrokerToTheList() throws InterruptedException {
        TestTopic topic = TestTopic.create(TestKafka.shared(), 1);
        topic.revoke("before");
        try (KafkaRevocationList list = topic.list().build();
                RevocationMetrics metrics = new RevocationMetrics(list)) {
            metrics.bindTo(registry);
            list.start();
            assertThat(list.awaitCurrent(LIMIT)).isTrue();

            topic.revoke("after");

            Timer propagation = registry.get("revocast.propagation").timer();
            await().atMost(LIMIT).until(() -> propagation.count() > 0);
            assertThat(propagation.count())
                    .as("what the replay read is not timed")
                    .isEqualTo(1);
            assertThat(propagation.totalTime(TimeUnit.SECONDS)).isBetween(0.0, LIMIT.toSeconds() * 1.0);
            await().atMost(LIMIT)
                    .until(() -> registry.get("revocast.entries").gauge().value() == 2);
            assertThat(registry.get("revocast.replay.duration").gauge().value()).isPositive();
            assertThat(registry.get("revocast.topic.verified").gauge().value()).isEqualTo(1);
        }
    }

    @Test
    void theConsumersOwnMetersAreRegisteredAndRemoved() throws InterruptedException {
        TestTopic topic = TestTopic.create(TestKafka.shared(), 1);
        topic.revoke("1");
        try (KafkaRevocationList list = topic.list().build()) {
            list.start();
            assertThat(list.awaitCurrent(LIMIT)).isTrue();

            try (KafkaReaderMetrics metrics = new KafkaReaderMetrics(list, Tags.of("spring.id", "revocast"))) {
                metrics.bindTo(registry);

                assertThat(registry.get("kafka.consumer.fetch.manager.records.consumed.total")
                                .tag("spring.id", "revocast")
                                .functionCounters())
                        .isNotEmpty();
            }
            assertThat(registry.getMeters()).isEmpty();
        }
    }

    @Test
    void metersThatAreBoundBeforeTheStartAppearWithTheConsumerAndItsVersion() throws InterruptedException {
        TestTopic topic = TestTopic.create(TestKafka.shared(), 1);
        try (KafkaRevocationList list = topic.list().build();
                KafkaReaderMetrics metrics = new KafkaReaderMetrics(list)) {
            metrics.bindTo(registry);
            assertThat(registry.getMeters()).isEmpty();

            list.start();

            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(registry.find("kafka.consumer.fetch.manager.records.consumed.total")
                                    .functionCounters())
                            .isNotEmpty()
                            .allSatisfy(meter -> assertThat(meter.getId().getTag("kafka.version"))
                                    .isNotEqualTo("unknown")));
        }
        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void aFakeHasNoConsumer() {
        KafkaReaderMetrics metrics = new KafkaReaderMetrics(new FakeRevocations());
        metrics.bindTo(registry);
        metrics.close();

        assertThat(registry.getMeters()).isEmpty();
    }
}
