package io.revocast.spring.contract;

import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.event.internal.EventCodec;
import io.revocast.event.internal.Origin;
import io.revocast.event.internal.RevocationEvent;
import io.revocast.event.internal.TopicSettings;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A revocation topic of a test's own, with a small publisher that uses the Kafka client of the Spring Boot line. */
public record RevocationTopic(String bootstrapServers, String name) {

    public static RevocationTopic create(IsolatedKafka kafka) {
        RevocationTopic topic = new RevocationTopic(kafka.bootstrapServers(), "revocations-" + UUID.randomUUID());
        TopicSettings settings = new TopicSettings(topic.name, 1, 1, TopicSettings.DEFAULT_LONGEST_TOKEN_LIFETIME);
        try (Admin admin = Admin.create(topic.client())) {
            await(admin.createTopics(List.of(new NewTopic(topic.name, 1, (short) 1).configs(settings.configs())))
                    .all());
        }
        return topic;
    }

    /** Creates a topic of reports; returns its name. */
    public String createReports() {
        String reports = "status-" + UUID.randomUUID();
        try (Admin admin = Admin.create(client())) {
            await(admin.createTopics(List.of(new NewTopic(reports, 1, (short) 1)
                            .configs(Map.of("cleanup.policy", "compact", "message.timestamp.type", "LogAppendTime"))))
                    .all());
        }
        return reports;
    }

    /** Returns key and value of every record of a topic with one partition. */
    public List<String> read(String other) {
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(client(), new StringDeserializer(), new StringDeserializer())) {
            TopicPartition partition = new TopicPartition(other, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            List<String> records = new ArrayList<>();
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofSeconds(1)).forEach(record -> records.add(record.key() + record.value()));
            }
            return records;
        }
    }

    public void revokeToken(String jti) {
        revoke(new Target.Token(MintedTokens.ISSUER, jti));
    }

    public void revokeSubject(String subject) {
        revoke(new Target.Claim(MintedTokens.ISSUER, "sub", subject));
    }

    private void revoke(Target target) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Revocation revocation =
                new Revocation(target, now.plusSeconds(3600), target.kind().needsCutOff() ? now : null);
        RevocationEvent event =
                new RevocationEvent.Revoked(revocation, new Origin(UUID.randomUUID(), now, null, null, null));
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(client(), new ByteArraySerializer(), new ByteArraySerializer())) {
            await(producer.send(
                    new ProducerRecord<>(name, 0, EventCodec.encodeKey(target), EventCodec.encodeValue(event))));
        }
    }

    private Map<String, Object> client() {
        return Map.of("bootstrap.servers", bootstrapServers);
    }

    private static void await(Future<?> answer) {
        try {
            answer.get(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the test broker refused", e);
        }
    }
}
