package io.revocast.publisher.kafka;

import io.revocast.embedded.EmbeddedKafka;
import io.revocast.embedded.TestKafka;
import io.revocast.event.Receipt;
import io.revocast.publisher.append.RevocationLog;
import io.revocast.publisher.kafka.client.ClientProperties;
import io.revocast.publisher.kafka.topic.TopicPlan;
import io.revocast.publisher.kafka.topic.TopicWatch;
import io.revocast.publisher.service.RevocationLogContract;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

class KafkaRevocationLogIT extends RevocationLogContract {
    private final String topic = TestKafka.uniqueTopicName("log");
    private final ClientProperties properties =
            new ClientProperties(TestKafka.shared().bootstrapServers(), Map.of());
    private final TopicWatch watch =
            new TopicWatch(properties, new TopicPlan(topic, 3, null, true, Duration.ofHours(1)));
    private final KafkaRevocationLog log = new KafkaRevocationLog(properties, topic, watch);

    @AfterEach
    void close() {
        log.close();
        log.close();
        watch.close();
        watch.close();
    }

    @Override
    protected RevocationLog log() {
        watch.start();
        await().atMost(30, TimeUnit.SECONDS).until(watch::isVerified);
        return log;
    }

    @Test
    void closedLogTakesNothing() {
        RevocationLog opened = log();
        log.close();

        assertThat(opened).isSameAs(log);
        assertThat(log.append(TestEvents.revoked("t1"))).isCompletedExceptionally();
    }

    @Test
    void logWithoutVerifiedTopicTakesNothing() {
        assertThat(log.append(TestEvents.revoked("t1"))).isCompletedExceptionally();
    }

    @Test
    void heartbeatsTellTheBrokersTime() throws Exception {
        var unused = log();
        BrokerTime ahead = new BrokerTime(Clock.offset(Clock.systemUTC(), Duration.ofHours(2)), System::nanoTime);

        List<Receipt> receipts = log.beat(Instant.now().truncatedTo(ChronoUnit.MILLIS), "test", ahead)
                .get(30, TimeUnit.SECONDS);

        assertThat(receipts).extracting(Receipt::partition).containsExactly(0, 1, 2);
        assertThat(ahead.bounds().isKnown()).isTrue();
        assertThat(ahead.bounds().doubt()).contains("s ahead of the brokers'");
        assertThat(ahead.instant()).isCloseTo(Instant.now(), within(20, ChronoUnit.SECONDS));
    }

    @Test
    void topicThatKeepsTheTimeOfItsRecordsTellsNothing() throws Exception {
        var unused = log();
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", TestKafka.shared().bootstrapServers()))) {
            admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.TOPIC, topic),
                            List.of(new AlterConfigOp(
                                    new ConfigEntry("message.timestamp.type", "CreateTime"),
                                    AlterConfigOp.OpType.SET))))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        }
        await().atMost(30, TimeUnit.SECONDS).untilAsserted(() -> {
            BrokerTime time = new BrokerTime();
            log.beat(Instant.now().truncatedTo(ChronoUnit.MILLIS), "test", time).get(30, TimeUnit.SECONDS);
            assertThat(time.bounds().isKnown()).isFalse();
        });
    }

    /** The offset names another record in the cluster that this publisher reads. */
    @Test
    void recordInAnotherClusterIsNeitherConfirmedNorDated() {
        var unused = log();
        List<Receipt> dated = new CopyOnWriteArrayList<>();
        try (EmbeddedKafka other = EmbeddedKafka.start()) {
            ClientProperties elsewhere = new ClientProperties(other.bootstrapServers(), Map.of());
            try (TopicWatch created =
                            new TopicWatch(elsewhere, new TopicPlan(topic, 3, null, true, Duration.ofHours(1)));
                    KafkaRevocationLog misled = new KafkaRevocationLog(elsewhere, topic, watch)) {
                created.start();
                await().atMost(30, TimeUnit.SECONDS).until(created::isVerified);
                misled.observeAppends((receipt, appendedAt) -> dated.add(receipt));

                assertThat(misled.append(TestEvents.revoked("t1")))
                        .failsWithin(Duration.ofSeconds(30))
                        .withThrowableThat()
                        .withMessageContaining("another Kafka cluster answers at this address");
            }
        }

        assertThat(dated).isEmpty();
    }
}
