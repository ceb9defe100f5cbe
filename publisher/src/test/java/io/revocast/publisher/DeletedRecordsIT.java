package io.revocast.publisher;

import com.fasterxml.jackson.databind.JsonNode;
import io.revocast.config.Sources;
import io.revocast.consumer.RevocationList;
import io.revocast.consumer.Verdict;
import io.revocast.consumer.VerifiedClaims;
import io.revocast.consumer.internal.KafkaRevocationList;
import io.revocast.consumer.internal.ListOptions;
import io.revocast.consumer.internal.store.LiveRevocation;
import io.revocast.embedded.TestKafka;
import io.revocast.publisher.append.EventAppender;
import io.revocast.publisher.append.LiveRevocations;
import io.revocast.publisher.append.RevocationLog;
import io.revocast.publisher.append.RevocationRestorer;
import io.revocast.publisher.audit.AuditLog;
import io.revocast.publisher.http.ApiClient;
import io.revocast.publisher.kafka.KafkaRevocationLog;
import io.revocast.publisher.kafka.client.ClientProperties;
import io.revocast.publisher.kafka.topic.LogBeginnings;
import io.revocast.publisher.kafka.topic.TopicPlan;
import io.revocast.publisher.kafka.topic.TopicWatch;
import io.revocast.publisher.request.UnavailableException;
import io.revocast.publisher.request.UnavailableException.Certainty;
import io.revocast.publisher.settings.TopicsConfig;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Records are deleted from the beginning of the log, under a publisher that has read them. */
class DeletedRecordsIT {
    private static final String ISSUER = "https://issuer";
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int PARTITIONS = 2;
    private static final int REVOKED = 20;

    private final TestKafka kafka = TestKafka.shared();

    @RegisterExtension
    final RunningPublishers publishers = new RunningPublishers(
            Map.of("topic.partitions", String.valueOf(PARTITIONS), "tokens.max-staleness", "PT5S"));

    private final String topic = publishers.topic();

    private static ApiClient.Answer revoke(ApiClient client, int number) throws Exception {
        return client.send(client.request("/v1/revocations")
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", new UUID(7L << 12, Long.MIN_VALUE | number).toString())
                .POST(BodyPublishers.ofString("{\"target\":{\"kind\":\"token\",\"issuer\":\"" + ISSUER
                        + "\",\"jti\":\"t" + number + "\"}}")));
    }

    /** Returns where the partitions begin since. */
    private Map<Integer, Long> deleteRecords() throws Exception {
        Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            all.put(new TopicPartition(topic, partition), RecordsToDelete.beforeOffset(-1));
        }
        Map<Integer, Long> beginnings = new HashMap<>();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            for (var each : admin.deleteRecords(all).lowWatermarks().entrySet()) {
                beginnings.put(
                        each.getKey().partition(),
                        each.getValue().get(30, TimeUnit.SECONDS).lowWatermark());
            }
        }
        return beginnings;
    }

    private int revokedInAFreshReader() throws Exception {
        try (RevocationList service = RevocationList.builder()
                .bootstrapServers(kafka.bootstrapServers())
                .topic(topic)
                .build()) {
            service.start();
            assertThat(service.awaitCurrent(LIMIT)).isTrue();
            int revoked = 0;
            for (int i = 0; i < REVOKED; i++) {
                long now = Instant.now().getEpochSecond();
                Verdict verdict = service.check(new VerifiedClaims(
                        Map.of("iss", ISSUER, "jti", "t" + i, "iat", now - 60, "exp", now + 600), null, "a.b"));
                revoked += verdict instanceof Verdict.Revoked ? 1 : 0;
            }
            return revoked;
        }
    }

    private static double metric(ApiClient client, String name) throws Exception {
        return client.get("/metrics")
                .response()
                .body()
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** Seen: the health stayed current, and a service that started accepted every token. */
    @Test
    void areAppendedAgainWithWhatIsLiveAndTheNextPublisherStarts() throws Exception {
        ApiClient client = publishers.startReady();
        for (int i = 0; i < REVOKED; i++) {
            assertThat(revoke(client, i).status()).isEqualTo(201);
        }

        deleteRecords();

        await().atMost(LIMIT).until(() -> metric(client, "revocast_publish_healed_total") >= REVOKED);
        RunningPublishers.awaitReady(client);
        assertThat(revokedInAFreshReader()).isEqualTo(REVOKED);
        assertThat(metric(client, "revocast_repair_left")).isZero();
        await().atMost(LIMIT)
                .until(() -> client.get("/v1/audit?action=repair").json().path("entries"), found -> found.size() == 1);
        publishers.closeNewest();
        assertThat(publishers.startReady().get("/v1/revocations").json().path("revocations"))
                .hasSize(REVOKED);
    }

    @Test
    void doNotAnswerARepeatedRequest() throws Exception {
        ApiClient client = publishers.startReady();
        JsonNode first = revoke(client, 1).json();
        publishers.closeNewest();
        ApiClient next = publishers.startReady();
        Map<Integer, Long> beginnings = deleteRecords();

        await().atMost(LIMIT).until(() -> revokedInAFreshReader() == 1);
        JsonNode repeated = revoke(next, 1).json();

        assertThat(repeated.path("outcome")).isEqualTo(first.path("outcome"));
        assertThat(repeated.path("id")).isEqualTo(first.path("id"));
        JsonNode receipt = repeated.path("receipt");
        assertThat(receipt.path("offset").asLong())
                .isGreaterThanOrEqualTo(beginnings.get(receipt.path("partition").asInt()));
    }

    /** The brokers refuse what is appended again, so that the state between can be seen. */
    @Test
    void areNamedAndNothingIsConfirmedUntilWhatIsLiveIsAppendedAgain() throws Exception {
        ApiClient client = publishers.startReady();
        assertThat(revoke(client, 1).status()).isEqualTo(201);
        publishers.closeNewest();
        ClientProperties properties = new ClientProperties(kafka.bootstrapServers(), Map.of());
        AtomicBoolean refuses = new AtomicBoolean(true);
        try (TopicWatch watch = new TopicWatch(properties, plan());
                KafkaRevocationLog log = new KafkaRevocationLog(properties, topic, watch);
                KafkaRevocationList list = new ListOptions()
                        .bootstrapServers(kafka.bootstrapServers())
                        .topic(topic)
                        .keepOrigins(true)
                        .build();
                LogBeginnings beginnings = new LogBeginnings(properties, topic);
                LostRevocationRepair repair = new LostRevocationRepair(watch, beginnings, appended -> {})) {
            LiveRevocations live = new PublisherRevocations(list, watch::isVerified, repair::isSettled, beginnings);
            RevocationLog refusing = event -> refuses.get()
                    ? CompletableFuture.failedFuture(new UnavailableException(Certainty.NOT_WRITTEN, "refused"))
                    : log.append(event);
            repair.connect(
                    new RevocationRestorer(new EventAppender(refusing, live), live, Clock.systemUTC()),
                    list,
                    live,
                    new AuditedRecovery(null, AuditLog.NONE, Clock.systemUTC()));
            watch.start();
            list.start();
            repair.start();
            await().atMost(LIMIT).until(() -> live.unsettled().isEmpty());

            deleteRecords();

            await().atMost(LIMIT).until(() -> repair.cause() != null);
            assertThat(repair.cause())
                    .startsWith("records were deleted from the beginning of topic " + topic)
                    .endsWith("with those of 1 live revocations");
            assertThat(live.unsettled()).isPresent();
            assertThat(live.live()).hasSize(1).allMatch(LiveRevocation::overwritten);
            refuses.set(false);
            await().atMost(LIMIT).until(() -> repair.cause() == null);
            assertThat(live.unsettled()).isEmpty();
            assertThat(live.live()).hasSize(1).noneMatch(LiveRevocation::overwritten);
        }
    }

    private TopicPlan plan() throws Exception {
        return TopicsConfig.load(new Sources(
                        Map.of("kafka.bootstrap.servers", kafka.bootstrapServers(), "topic.name", topic),
                        Map.of(),
                        Map.of(),
                        null))
                .topic();
    }
}
