package io.revocast.benchmarks.harness;

import io.revocast.event.EventCodec;
import io.revocast.event.Origin;
import io.revocast.event.Revocation;
import io.revocast.event.RevocationEvent;
import io.revocast.event.Target;
import io.revocast.event.TopicSettings;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A topic as the publisher makes it, filled with revocations of tokens as the publisher writes them.
 *
 * @param bootstrapServers where the broker is
 */
public record RevocationTopic(String bootstrapServers, String name, int partitions) {
    /** The issuer of every token. */
    public static final String ISSUER = "https://issuer.example";

    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final Duration LIFETIME = Duration.ofHours(12);

    /** Returns the {@code jti} of the token with a number; no two numbers share one, and none tells its neighbour. */
    public static String jti(int number) {
        long high = (number + 1) * 0x9E3779B97F4A7C15L;
        long low = (high ^ (high >>> 31)) * 0xBF58476D1CE4E5B9L;
        return new UUID(high, low ^ (low >>> 27)).toString();
    }

    /** Returns the event that revokes the token with a number. */
    public static RevocationEvent.Revoked event(int number, Instant now) {
        Instant at = now.truncatedTo(ChronoUnit.SECONDS);
        // Tokens are of every age, so they end at any second of their lifetime.
        Instant end = at.plusSeconds(600 + Math.floorMod(number * 7919L, LIFETIME.toSeconds()));
        Origin origin = new Origin(new UUID(at.toEpochMilli() << 16 | 0x7000, ~number), at, "logout", null, "bench");
        return new RevocationEvent.Revoked(new Revocation(new Target.Token(ISSUER, jti(number)), end, null), origin);
    }

    /** Makes the topic. */
    public void create() throws InterruptedException {
        TopicSettings settings = new TopicSettings(name, partitions, 1, TopicSettings.DEFAULT_LONGEST_TOKEN_LIFETIME);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1).configs(settings.configs())))
                    .all()
                    .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("topic " + name + " cannot be made", e);
        }
    }

    /**
     * Appends one revocation each of the tokens 0 to {@code records}.
     *
     * @param batchBytes the producer's {@code batch.size}; 1 makes a batch of every record, as a publisher that waits
     *     for each commit does
     */
    public void fill(int records, int batchBytes) {
        Map<String, Object> client = Map.of(
                "bootstrap.servers", bootstrapServers, "linger.ms", batchBytes > 1 ? 20 : 0, "batch.size", batchBytes);
        Instant now = Instant.now();
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < records; i++) {
                RevocationEvent event = event(i, now);
                var unused = producer.send(new ProducerRecord<>(
                        name, i % partitions, EventCodec.encodeKey(event.target()), EventCodec.encodeValue(event)));
            }
            producer.flush();
        }
    }
}
