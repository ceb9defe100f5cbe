package io.revocast.publisher;

import io.revocast.consumer.RevocationList;
import io.revocast.consumer.State;
import io.revocast.consumer.Verdict;
import io.revocast.consumer.VerifiedToken;
import io.revocast.embedded.TestKafka;
import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.event.internal.EventCodec;
import io.revocast.event.internal.Origin;
import io.revocast.event.internal.RevocationEvent;
import io.revocast.publisher.http.ApiClient;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Partitions are added to the topic of publishers and readers that run: nothing is late, lost, or taken back. */
@Execution(ExecutionMode.CONCURRENT) // most of its time is waiting
class AddedPartitionsIT {
    private static final String ISSUER = "https://issuer";
    private static final Duration MAX_STALENESS = Duration.ofSeconds(5);
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final int TOKENS = 12;

    @RegisterExtension
    final RunningPublishers publishers =
            new RunningPublishers(Map.of("tokens.max-staleness", MAX_STALENESS.toString()));

    private final String topic = publishers.topic();

    private RevocationList reader() throws Exception {
        RevocationList list = RevocationList.builder()
                .bootstrapServers(TestKafka.shared().bootstrapServers())
                .topic(topic)
                .maxStaleness(MAX_STALENESS)
                .build();
        publishers.closeLater(list);
        list.start();
        assertThat(list.awaitCurrent(LIMIT)).isTrue();
        return list;
    }

    private void addPartitions(int total) throws Exception {
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", TestKafka.shared().bootstrapServers()))) {
            admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(total)))
                    .all()
                    .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private static String target(int number) {
        return "{\"target\":{\"kind\":\"token\",\"issuer\":\"" + ISSUER + "\",\"jti\":\"t" + number + "\"}}";
    }

    /** As a caller does it: until it is confirmed. Returns when it was. */
    private static long revoke(ApiClient client, int number) {
        await().atMost(LIMIT)
                .until(() -> client.revoke(target(number)).status(), status -> status == 200 || status == 201);
        return System.nanoTime();
    }

    private static void reinstate(ApiClient client, int number) {
        await().atMost(LIMIT).until(() -> client.reinstate(target(number)).status(), status -> status == 200);
    }

    private static Verdict check(RevocationList list, int number) {
        VerifiedToken token = (VerifiedToken) Proxy.newProxyInstance(
                VerifiedToken.class.getClassLoader(),
                new Class<?>[] {VerifiedToken.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "issuer" -> ISSUER;
                    case "jti" -> "t" + number;
                    case "issuedAt" -> Instant.now().getEpochSecond() - 1;
                    case "expiresAt" -> Instant.now().getEpochSecond() + 600;
                    case "signingInput" -> "header.payload";
                    default -> null;
                });
        return list.check(token);
    }

    private static boolean isRevoked(RevocationList list, int number) {
        return check(list, number) instanceof Verdict.Revoked;
    }

    private void awaitEverywhere(List<RevocationList> lists, int number, boolean revoked) {
        for (RevocationList list : lists) {
            await().atMost(LIMIT).until(() -> list.state() == State.CURRENT && isRevoked(list, number) == revoked);
        }
    }

    /** Cases R6, and what must not be lost beside it. */
    @Test
    void revokedStaysRevokedAndReinstatedStaysReinstatedInRunningAndFreshReaders() throws Exception {
        ApiClient publisher = publishers.startReady();
        RevocationList before = reader();
        for (int i = 0; i < 3 * TOKENS; i++) {
            revoke(publisher, i);
        }
        for (int i = 0; i < 2 * TOKENS; i++) {
            reinstate(publisher, i);
        }

        addPartitions(3);
        for (int i = 0; i < TOKENS; i++) {
            revoke(publisher, i);
        }

        ApiClient restarted = publishers.startReady();
        await().atMost(LIMIT).until(() -> restarted.get("/health/ready").status() == 200);
        for (int i = 0; i < TOKENS; i++) {
            awaitEverywhere(List.of(before, reader()), i, true);
        }
        List<RevocationList> readers = List.of(before, reader(), reader());
        for (int i = TOKENS; i < 2 * TOKENS; i++) {
            awaitEverywhere(readers, i, false);
        }
        for (int i = 2 * TOKENS; i < 3 * TOKENS; i++) {
            awaitEverywhere(readers, i, true);
        }
        // The keys have moved, and what was taken back there is taken back for good.
        for (int i = 2 * TOKENS; i < 3 * TOKENS; i++) {
            reinstate(restarted, i);
        }
        RevocationList last = reader();
        for (int i = 2 * TOKENS; i < 3 * TOKENS; i++) {
            awaitEverywhere(List.of(before, last), i, false);
        }
    }

    /** Case R4. */
    @Test
    void noRevocationOfAPublisherThatStartedAfterTheChangeIsLate() throws Exception {
        publishers.startReady();
        RevocationList list = reader();
        publishers.closeOldest();
        addPartitions(3);
        ApiClient publisher = publishers.startReady();
        Map<Integer, Long> acknowledged = new HashMap<>();
        long end = System.nanoTime() + LIMIT.toNanos();

        while (System.nanoTime() < end && (acknowledged.size() < 28 || !areRevoked(list, acknowledged))) {
            if (acknowledged.size() < 28) {
                int number = acknowledged.size();
                acknowledged.put(number, revoke(publisher, number));
            }
            acknowledged.forEach((number, at) -> {
                long asked = System.nanoTime();
                if (check(list, number) instanceof Verdict.NotRevoked) {
                    assertThat(Duration.ofNanos(asked - at))
                            .as("not revoked after its confirmation")
                            .isLessThan(MAX_STALENESS);
                }
            });
        }

        assertThat(areRevoked(list, acknowledged)).isTrue();
        assertThat(acknowledged).hasSize(28);
    }

    private static boolean areRevoked(RevocationList list, Map<Integer, Long> tokens) {
        return tokens.keySet().stream().allMatch(number -> isRevoked(list, number));
    }

    /** Case R6b. A writer with outdated metadata appends to partition 0 after the reinstatement. */
    @Test
    void aRevocationByAWriterWithOutdatedMetadataIsEnforcedWhateverPartitionIsReadFirst() throws Exception {
        ApiClient publisher = publishers.startReady();
        RevocationList before = reader();
        for (int i = 0; i < TOKENS; i++) {
            revoke(publisher, i);
        }
        addPartitions(3);
        for (int i = 0; i < TOKENS; i++) {
            reinstate(publisher, i);
        }

        try (KafkaProducer<byte[], byte[]> outdated = new KafkaProducer<>(
                Map.of("bootstrap.servers", TestKafka.shared().bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int i = 0; i < TOKENS; i++) {
                outdated.send(record(0, i)).get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            }
        }

        for (int i = 0; i < TOKENS; i++) {
            awaitEverywhere(List.of(before), i, true);
        }
        ApiClient restarted = publishers.startReady();
        assertThat(restarted.get("/health/ready").status()).isEqualTo(200);
        List<RevocationList> fresh = List.of(reader(), reader());
        for (int i = 0; i < TOKENS; i++) {
            awaitEverywhere(fresh, i, true);
        }
    }

    private ProducerRecord<byte[], byte[]> record(int partition, int number) {
        Target target = new Target.Token(ISSUER, "t" + number);
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        RevocationEvent event = new RevocationEvent.Revoked(
                new Revocation(target, now.plusSeconds(3600), null),
                new Origin(UUID.randomUUID(), now, null, null, null));
        return new ProducerRecord<>(topic, partition, EventCodec.encodeKey(target), EventCodec.encodeValue(event));
    }
}
