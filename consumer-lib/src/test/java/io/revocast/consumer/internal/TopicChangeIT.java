package io.revocast.consumer.internal;

import io.revocast.consumer.Freshness;
import io.revocast.consumer.State;
import io.revocast.consumer.Verdict;
import io.revocast.embedded.EmbeddedKafka;
import io.revocast.embedded.FaultProxy;
import io.revocast.embedded.TestKafka;
import io.revocast.event.Target;
import io.revocast.event.internal.EventCodec;
import io.revocast.event.internal.Heartbeat;
import io.revocast.event.internal.RevocationEvent;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The topic becomes another one while it is read. However that happens, no verdict is NOT_REVOKED later than
 * {@code maxStaleness} after the broker confirmed the revocation.
 */
class TopicChangeIT {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final Duration MAX_STALENESS = Duration.ofSeconds(5);

    private final FaultProxy proxy = new FaultProxy();
    private EmbeddedKafka kafka;
    private TestTopic topic;

    @BeforeEach
    void startBehindTheProxy() {
        int port = TestKafka.freePort();
        proxy.forwardTo(port);
        kafka = startBroker(port);
        topic = TestTopic.create(TestKafka.at("127.0.0.1:" + proxy.port()), 1);
    }

    @AfterEach
    void stop() {
        proxy.close();
        kafka.close();
    }

    private EmbeddedKafka startBroker(int port) {
        return EmbeddedKafka.builder()
                .port(port)
                .property("advertised.listeners", "PLAINTEXT://127.0.0.1:" + proxy.port())
                .start();
    }

    private KafkaRevocationList current(ListOptions builder) throws InterruptedException {
        KafkaRevocationList list = builder.maxStaleness(MAX_STALENESS).build();
        list.start();
        assertThat(list.awaitCurrent(LIMIT)).isTrue();
        return list;
    }

    /** Checks without pause until the token is refused and the list is current again. */
    private static void requireInTime(KafkaRevocationList list, String jti, long acknowledgedAt) {
        long latest = acknowledgedAt + MAX_STALENESS.toNanos();
        long end = System.nanoTime() + LIMIT.toNanos();
        boolean refused = false;
        while (!refused && System.nanoTime() < end) {
            long asked = System.nanoTime();
            Verdict verdict = list.check(TestToken.withJti(jti));
            if (verdict instanceof Verdict.NotRevoked) {
                assertThat(TimeUnit.NANOSECONDS.toMillis(asked - latest))
                        .as("milliseconds too late at which %s was not revoked", jti)
                        .isNegative();
            }
            refused = verdict instanceof Verdict.Revoked;
            Thread.onSpinWait();
        }
        assertThat(refused).as("refused in the end").isTrue();
        await().atMost(LIMIT).until(() -> list.state() == State.CURRENT);
    }

    private void addPartitions() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.createPartitions(Map.of(topic.name(), NewPartitions.increaseTo(3)))
                    .all()
                    .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private long revokeIn(int partition, String jti) throws Exception {
        Target target = new Target.Token(TestToken.ISSUER, jti);
        RevocationEvent event = TestTopic.revoked(target);
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            producer.send(new ProducerRecord<>(
                            topic.name(), partition, EventCodec.encodeKey(target), EventCodec.encodeValue(event)))
                    .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        }
        return System.nanoTime();
    }

    /** Case R2. */
    @Test
    void anotherClusterBehindTheSameAddressIsNoticedInTime() throws Exception {
        int other = TestKafka.freePort();
        int first = Integer.parseInt(kafka.bootstrapServers().replaceAll(".*:", ""));
        proxy.forwardTo(other);
        try (EmbeddedKafka second = startBroker(other)) {
            assertThat(second.nodes()).isPositive();
            topic.createAgain(1);
            topic.revoke("refused in the second cluster");
            for (int i = 0; i < 20; i++) {
                topic.revoke("filler-" + i);
            }
            proxy.forwardTo(first);
            proxy.reset();
            topic.revoke("old");
            try (KafkaRevocationList list = current(topic.list())) {
                proxy.forwardTo(other);
                proxy.reset();

                requireInTime(list, "refused in the second cluster", System.nanoTime());
                assertThat(TestTopic.isRevoked(list, "old")).isTrue();
            }
        }
    }

    /** Case R3. */
    @Test
    void aRevocationInAnAddedPartitionIsEnforcedInTime() throws Exception {
        try (KafkaRevocationList list = current(topic.list())) {
            addPartitions();

            requireInTime(list, "in partition 2", revokeIn(2, "in partition 2"));
        }
    }

    /** Case R5. */
    @Test
    void heartbeatsInEveryPartitionDoNotHideAnAddedOne() throws Exception {
        beat(1);
        try (KafkaRevocationList list = current(topic.list().freshness(Freshness.HEARTBEAT))) {
            addPartitions();
            beat(3);

            long acknowledged = revokeIn(2, "in partition 2");
            beat(3);
            requireInTime(list, "in partition 2", acknowledged);
        }
    }

    private void beat(int partitions) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            for (int partition = 0; partition < partitions; partition++) {
                Heartbeat heartbeat =
                        new Heartbeat(partition, Instant.now().truncatedTo(ChronoUnit.MILLIS), "publisher");
                producer.send(new ProducerRecord<>(
                                topic.name(),
                                partition,
                                EventCodec.encodeKey(heartbeat),
                                EventCodec.encodeValue(heartbeat)))
                        .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            }
        }
    }
}
