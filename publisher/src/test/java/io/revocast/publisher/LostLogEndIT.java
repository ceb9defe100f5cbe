package io.revocast.publisher;

import com.fasterxml.jackson.databind.JsonNode;
import io.revocast.config.Sources;
import io.revocast.consumer.Reporting;
import io.revocast.consumer.RevocationList;
import io.revocast.consumer.State;
import io.revocast.consumer.internal.KafkaRevocationList;
import io.revocast.consumer.internal.ListOptions;
import io.revocast.embedded.EmbeddedKafka;
import io.revocast.event.Receipt;
import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.event.internal.Origin;
import io.revocast.event.internal.RevocationEvent;
import io.revocast.publisher.append.EventAppender;
import io.revocast.publisher.append.LiveRevocations;
import io.revocast.publisher.append.RevocationRestorer;
import io.revocast.publisher.audit.AuditLog;
import io.revocast.publisher.credentials.ApiKey;
import io.revocast.publisher.fleet.SimulatedInstance;
import io.revocast.publisher.http.ApiClient;
import io.revocast.publisher.http.ApiClient.Answer;
import io.revocast.publisher.kafka.KafkaRevocationLog;
import io.revocast.publisher.kafka.topic.LogBeginnings;
import io.revocast.publisher.kafka.topic.TopicWatch;
import io.revocast.publisher.settings.PublisherConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A broker that is restored from an older copy of its disk: the topic keeps its id, and has lost its last records. */
class LostLogEndIT {
    private static final String KEY = ApiKey.generate();
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final String TOPIC = "revocations";
    private static final String STATUS = "status";
    private static final int RECORDS = 200;

    @TempDir
    private Path directory;

    private static PublisherConfig config(EmbeddedKafka kafka) throws Exception {
        Map<String, String> settings = Map.of(
                "kafka.bootstrap.servers",
                kafka.bootstrapServers(),
                "topic.name",
                TOPIC,
                "fleet.topic",
                STATUS,
                "audit.topic",
                "none",
                "http.port",
                "0",
                "api-keys.test",
                ApiKey.line(KEY, "* read reinstate break-glass"));
        return PublisherConfig.load(new Sources(settings, Map.of(), Map.of(), null), false);
    }

    private static Answer revoke(ApiClient client, int number) throws Exception {
        return client.revoke("{\"target\":{\"kind\":\"token\",\"issuer\":\"https://issuer\",\"jti\":\"t" + number
                + "\"},\"expiresAt\":\"" + Instant.now().plusSeconds(3600) + "\"}");
    }

    private static List<String> names(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(each -> each.path("instance").asText())
                .toList();
    }

    private static JsonNode propagation(ApiClient client, JsonNode revocation) throws Exception {
        return client.get("/v1/revocations/" + revocation.path("id").asText() + "/propagation")
                .json();
    }

    private static int epochAt(EmbeddedKafka kafka, long offset) {
        Map<String, Object> properties =
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "auto.offset.reset", "none");
        TopicPartition partition = new TopicPartition(TOPIC, 0);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seek(partition, offset);
            ConsumerRecord<byte[], byte[]> record = await().atMost(LIMIT)
                    .until(() -> consumer.poll(Duration.ofSeconds(1)).records(partition), found -> !found.isEmpty())
                    .get(0);
            return record.leaderEpoch().orElseThrow();
        }
    }

    /** Drops the batches from an offset on. The broker makes the other files of the partition again. */
    private void loseRecordsFrom(long offset) throws IOException {
        Path partition = directory.resolve("node-0").resolve(TOPIC + "-0");
        try (RandomAccessFile log = new RandomAccessFile(
                partition.resolve("00000000000000000000.log").toFile(), "rw")) {
            long at = 0;
            while (at < log.length()) {
                log.seek(at);
                if (log.readLong() >= offset) {
                    log.setLength(at);
                } else {
                    at += Long.BYTES + Integer.BYTES + log.readInt();
                }
            }
        }
        try (Stream<Path> files = Files.list(partition)) {
            for (Path each : files.toList()) {
                if (each.toString().matches(".*\\.(index|timeindex|snapshot)")) {
                    Files.delete(each);
                }
            }
        }
    }

    @Test
    void instanceThatMissesTheNewEndIsNotTakenForOneThatHasAppliedIt() throws Exception {
        try (EmbeddedKafka kafka =
                        EmbeddedKafka.builder().dataDirectory(directory).start();
                Publisher publisher = new Publisher(config(kafka));
                RevocationList list = RevocationList.builder()
                        .bootstrapServers(kafka.bootstrapServers())
                        .topic(TOPIC)
                        .reporting(Reporting.as("pay").withTopic(STATUS).withInstance("reads"))
                        .build()) {
            publisher.start();
            ApiClient client = new ApiClient(publisher.port(), KEY);
            await().atMost(LIMIT).until(() -> client.get("/health/ready").status() == 200);
            list.start();
            JsonNode kept = revoke(client, 0).json();
            JsonNode lost = revoke(client, 1).json();
            JsonNode last = lost;
            // So that the one that is appended again stands where another one was.
            for (int records = 1; records < RECORDS; records++) {
                last = revoke(client, 1).json();
            }
            long end = last.at("/receipt/offset").asLong();
            try (SimulatedFleet cutOff = new SimulatedFleet(
                    kafka.bootstrapServers(), last.at("/receipt/topicId").asText(), STATUS)) {
                cutOff.send(new SimulatedInstance(
                                "pay", "misses", last.at("/receipt/topicId").asText())
                        .apply(0, end, Instant.now())
                        .epoch(0, epochAt(kafka, end))
                        .report(Instant.now()));
            }
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(
                                    propagation(client, lost).path("complete").asBoolean())
                            .isTrue());
            assertThat(propagation(client, lost).path("applied").asInt()
                            + propagation(client, lost).path("startedLater").asInt())
                    .isEqualTo(2);

            kafka.stop();
            loseRecordsFrom(lost.at("/receipt/offset").asLong());
            kafka.restart();

            // The publisher reads the log again, and appends what it has lost.
            await().atMost(LIMIT).untilAsserted(() -> {
                JsonNode now = propagation(client, lost);
                assertThat(now.at("/receipt/topicId")).isEqualTo(lost.at("/receipt/topicId"));
                assertThat(now.at("/receipt/offset").asLong())
                        .as("where a lost record was")
                        .isLessThan(end);
                assertThat(names(now.path("stragglers"))).containsExactly("misses");
                assertThat(now.path("complete").asBoolean()).isFalse();
            });
            assertThat(names(propagation(client, kept).path("stragglers"))).isEmpty();
        }
    }

    /** The repair is no listener of the list here, as if each change of its state had fallen between two looks. */
    @Test
    void lostRevocationIsAppendedAgainThoughNoChangeIsAnnounced() throws Exception {
        try (EmbeddedKafka kafka =
                EmbeddedKafka.builder().dataDirectory(directory).start()) {
            PublisherConfig config = config(kafka);
            try (TopicWatch watch = new TopicWatch(config.kafka(), config.topic(), null);
                    KafkaRevocationLog log = new KafkaRevocationLog(config.kafka(), TOPIC, watch);
                    KafkaRevocationList list = new ListOptions()
                            .bootstrapServers(kafka.bootstrapServers())
                            .topic(TOPIC)
                            .keepOrigins(true)
                            .build();
                    LogBeginnings beginnings = new LogBeginnings(config.kafka(), TOPIC);
                    LostRevocationRepair repair = new LostRevocationRepair(watch, beginnings, appended -> {})) {
                LiveRevocations live = new PublisherRevocations(list, watch::isVerified, repair::isSettled, beginnings);
                repair.connect(
                        new RevocationRestorer(new EventAppender(log, live), live, Clock.systemUTC()),
                        list,
                        live,
                        new AuditedRecovery(null, AuditLog.NONE, Clock.systemUTC()));
                repair.start();
                list.start();
                watch.start();
                await().atMost(LIMIT).until(() -> watch.isVerified() && list.state() == State.CURRENT);
                Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
                Target lost = new Target.Token("https://issuer", "lost");
                Receipt receipt = log.append(new RevocationEvent.Revoked(
                                new Revocation(lost, now.plusSeconds(600), null),
                                new Origin(UUID.randomUUID(), now, null, null, "test")))
                        .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
                assertThat(list.awaitApplied(receipt, LIMIT)).isTrue();

                kafka.stop();
                loseRecordsFrom(receipt.offset());
                kafka.restart();

                await().atMost(LIMIT)
                        .until(() -> list.position()
                                        .filter(read -> read.replay() > 1)
                                        .isPresent()
                                && list.find(lost)
                                        .filter(each -> !each.overwritten())
                                        .isPresent());
            }
        }
    }
}
