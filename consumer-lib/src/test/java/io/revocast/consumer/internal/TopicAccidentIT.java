package io.revocast.consumer.internal;

import io.revocast.consumer.State;
import io.revocast.embedded.TestKafka;
import io.revocast.event.Target;
import io.revocast.event.internal.EventCodec;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import static io.revocast.consumer.internal.TestTopic.isRevoked;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What people and tools do to a topic while it is being read. Nothing that was applied may be lost by it. */
class TopicAccidentIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final TestKafka kafka = TestKafka.shared();
    private final TestTopic topic = TestTopic.create(kafka, 1);
    private final KafkaRevocationList list =
            topic.list().watchInterval(Duration.ofSeconds(1)).build();

    @BeforeEach
    void follow() throws InterruptedException {
        topic.revoke("old");
        list.start();
        assertThat(list.awaitCurrent(LIMIT)).isTrue();
        assertThat(isRevoked(list, "old")).isTrue();
    }

    @AfterEach
    void close() {
        list.close();
    }

    private Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
    }

    @Test
    void aTopicDeletedAndMadeAgainKeepsOldEntriesAndSkipsNoNewOne() {
        kafka.deleteTopic(topic.name());
        await().atMost(LIMIT).ignoreExceptions().untilAsserted(() -> topic.createAgain(1));
        // The first has an offset that was read before, in the deleted log.
        topic.revoke("first of the new log");
        topic.revoke("second");

        await().atMost(LIMIT).until(() -> isRevoked(list, "second"));
        // A fetch may bring the second before the list notices that the log is another one, and begins it again.
        await().atMost(LIMIT).until(() -> isRevoked(list, "first of the new log"));
        assertThat(isRevoked(list, "old")).isTrue();
        await().atMost(LIMIT).until(() -> list.state() == State.CURRENT);
    }

    @Test
    void addedPartitionsAreReadFromTheirBeginning() throws Exception {
        try (Admin admin = admin()) {
            admin.createPartitions(Map.of(topic.name(), NewPartitions.increaseTo(3)))
                    .all()
                    .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        }
        Target target = new Target.Token(TestToken.ISSUER, "in partition 2");
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(
                            topic.name(),
                            2,
                            EventCodec.encodeKey(target),
                            EventCodec.encodeValue(TestTopic.revoked(target))))
                    .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        }

        await().atMost(LIMIT).until(() -> isRevoked(list, "in partition 2"));
        await().atMost(LIMIT).until(() -> list.state() == State.CURRENT);
        assertThat(isRevoked(list, "old")).isTrue();
    }

    @Test
    void anotherWritersOpenTransactionHidesNothing() throws InterruptedException {
        Map<String, Object> transactional =
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "transactional.id", topic.name());
        try (KafkaProducer<byte[], byte[]> other =
                new KafkaProducer<>(transactional, new ByteArraySerializer(), new ByteArraySerializer())) {
            other.initTransactions();
            other.beginTransaction();
            var unused = other.send(new ProducerRecord<>(topic.name(), new byte[] {1}, new byte[] {1}));
            other.flush();

            topic.revoke("above the open transaction");

            await().atMost(LIMIT).until(() -> isRevoked(list, "above the open transaction"));
            try (KafkaRevocationList restarted = topic.list().build()) {
                restarted.start();
                assertThat(restarted.awaitCurrent(LIMIT)).isTrue();
                assertThat(isRevoked(restarted, "above the open transaction")).isTrue();
            }
            other.abortTransaction();
        }
    }

    @Test
    void aSettingThatCouldLoseARevocationIsSaidByName() throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.name());
        try (Admin admin = admin()) {
            admin.incrementalAlterConfigs(Map.of(
                            resource,
                            List.of(new AlterConfigOp(
                                    new ConfigEntry("cleanup.policy", "delete"), AlterConfigOp.OpType.SET))))
                    .all()
                    .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        }

        await().atMost(LIMIT).until(() -> list.status().cause() != null);
        assertThat(list.status().cause()).startsWith("cleanup.policy is delete; want compact,delete: ");
        assertThat(list.state()).isEqualTo(State.CURRENT);
    }
}
