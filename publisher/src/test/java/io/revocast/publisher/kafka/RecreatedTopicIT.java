package io.revocast.publisher.kafka;

import io.revocast.embedded.TestKafka;
import io.revocast.event.Receipt;
import io.revocast.event.internal.EventCodec;
import io.revocast.event.internal.RevocationEvent;
import io.revocast.publisher.kafka.client.ClientProperties;
import io.revocast.publisher.kafka.topic.TopicIdentity;
import io.revocast.publisher.kafka.topic.TopicPlan;
import io.revocast.publisher.kafka.topic.TopicWatch;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A topic that is re-created with fewer partitions, and given partitions later. */
class RecreatedTopicIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final TestKafka kafka = TestKafka.start();
    private final String topic = TestKafka.uniqueTopicName("log");
    private final ClientProperties properties = new ClientProperties(kafka.bootstrapServers(), Map.of());
    private final TopicWatch watch =
            new TopicWatch(properties, new TopicPlan(topic, 2, null, true, Duration.ofHours(1)));
    private final KafkaRevocationLog log = new KafkaRevocationLog(properties, topic, watch);

    private final RevocationEvent inTheSecond = in(1, 2);

    /** An event whose key hashes to one of so many partitions. */
    private static RevocationEvent in(int partition, int partitions) {
        return IntStream.range(0, 100)
                .mapToObj(number -> TestEvents.revoked("t" + number))
                .filter(event ->
                        Utils.toPositive(Utils.murmur2(EventCodec.encodeKey(event.target()))) % partitions == partition)
                .findFirst()
                .orElseThrow();
    }

    @BeforeEach
    void start() {
        watch.start();
        awaitPartitions(2);
    }

    @AfterEach
    void stop() {
        log.close();
        watch.close();
        kafka.close();
    }

    private void awaitPartitions(int partitions) {
        await().atMost(LIMIT).until(() -> {
            watch.lookNow();
            return watch.identity().map(TopicIdentity::partitions).equals(Optional.of(partitions));
        });
    }

    private void addPartitions(int total) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(total)))
                    .all()
                    .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private Receipt append(RevocationEvent event) {
        return await().atMost(LIMIT)
                .ignoreExceptions()
                .until(() -> log.append(event).get(LIMIT.toSeconds(), TimeUnit.SECONDS), receipt -> true);
    }

    @Test
    void addedPartitionIsWrittenToAlthoughItHadMoreLeadersBeforeTheTopicWasRecreated() throws Exception {
        kafka.stopBroker();
        kafka.restartBroker();
        assertThat(append(inTheSecond).partition()).isEqualTo(1);

        kafka.deleteTopic(topic);
        kafka.createTopic(topic, 1, Map.of());
        awaitPartitions(1);
        assertThat(append(inTheSecond).partition()).isZero();
        addPartitions(2);
        awaitPartitions(2);

        assertThat(append(inTheSecond).partition()).isEqualTo(1);
    }

    @Test
    void heartbeatDoesNotWaitForEachPartitionThatTheTopicNoLongerHas() throws Exception {
        addPartitions(8);
        awaitPartitions(8);
        log.beat(Instant.EPOCH, "test", AppendTimes.NONE).get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        kafka.deleteTopic(topic);
        kafka.createTopic(topic, 1, Map.of());
        // The producer learns of the topic before the watch does.
        append(in(0, 8));

        CompletableFuture<Void> beat = CompletableFuture.runAsync(() -> {
            var unused = log.beat(Instant.EPOCH, "test", AppendTimes.NONE);
        });
        awaitPartitions(1);

        // One partition alone can take ten seconds.
        await().atMost(LIMIT).until(beat::isDone);
        log.beat(Instant.EPOCH, "test", AppendTimes.NONE).get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
}
