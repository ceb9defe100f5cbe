package io.revocast.publisher;

import io.revocast.config.Sources;
import io.revocast.consumer.AppliedEvent;
import io.revocast.consumer.RevocationList;
import io.revocast.consumer.RevocationListener;
import io.revocast.embedded.TestKafka;
import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.publisher.credentials.ApiKey;
import io.revocast.publisher.http.ApiClient;
import io.revocast.publisher.settings.PublisherConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The trace of a request reaches the services that apply its revocation. */
class TraceContextIT {
    private static final String KEY = ApiKey.generate();
    private static final String ISSUER = "https://issuer.example";
    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final String topic = TestKafka.uniqueTopicName("traced");
    private final Map<String, Optional<String>> traces = new ConcurrentHashMap<>();
    private @Nullable Publisher publisher;
    private final RevocationList list = RevocationList.builder()
            .bootstrapServers(TestKafka.shared().bootstrapServers())
            .topic(topic)
            .listener(new RevocationListener() {
                @Override
                public void onRevoked(Revocation revocation, AppliedEvent event) {
                    if (revocation.target() instanceof Target.Token token) {
                        traces.put(token.id(), Optional.ofNullable(event.traceParent()));
                    }
                }
            })
            .build();

    @BeforeEach
    void start() throws Exception {
        Publisher started = new Publisher(PublisherConfig.load(
                new Sources(
                        Map.of(
                                "kafka.bootstrap.servers",
                                TestKafka.shared().bootstrapServers(),
                                "topic.name",
                                topic,
                                "http.port",
                                "0",
                                "api-keys.test",
                                ApiKey.line(KEY, "* read reinstate")),
                        Map.of(),
                        Map.of(),
                        null),
                false));
        publisher = started;
        started.start();
        list.start();
        assertThat(list.awaitCurrent(LIMIT)).isTrue();
    }

    @AfterEach
    void stop() {
        list.close();
        if (publisher != null) {
            publisher.close();
        }
    }

    private void revoke(String jti, String... traceParents) throws Exception {
        ApiClient client = new ApiClient(Objects.requireNonNull(publisher).port(), KEY);
        HttpRequest.Builder request = client.request("/v1/revocations")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"target\":{\"kind\":\"token\",\"issuer\":\"" + ISSUER
                        + "\",\"jti\":\"" + jti + "\"},\"expiresAt\":\""
                        + Instant.now().plusSeconds(3600) + "\"}"));
        for (String traceParent : traceParents) {
            request.header("traceparent", traceParent);
        }
        await().atMost(LIMIT).until(() -> client.get("/health/ready").status() == 200);
        ApiClient.Answer answer = client.send(request);
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(201);
    }

    private Optional<String> traceOf(String jti) {
        await().atMost(LIMIT).until(() -> traces.containsKey(jti));
        return traces.getOrDefault(jti, Optional.empty());
    }

    @Test
    void aListenerLearnsTheTraceOfTheRequest() throws Exception {
        revoke("traced", TRACE);
        revoke("untraced");
        revoke("invalid", "00-00000000000000000000000000000000-b7ad6b7169203331-01");
        revoke("repeated", TRACE, TRACE);

        assertThat(traceOf("traced")).contains(TRACE);
        assertThat(traceOf("untraced")).isEmpty();
        assertThat(traceOf("invalid")).isEmpty();
        assertThat(traceOf("repeated")).isEmpty();
        assertThat(headers()).containsExactly("traceparent=" + TRACE);
    }

    /** Of all records in the topic. */
    private List<String> headers() {
        List<String> headers = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", TestKafka.shared().bootstrapServers()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = Objects.requireNonNull(
                    consumer.endOffsets(List.of(partition)).get(partition));
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT.toSeconds());
            while (consumer.position(partition) < end && System.nanoTime() < deadline) {
                consumer.poll(Duration.ofSeconds(1))
                        .forEach(record -> StreamSupport.stream(record.headers().spliterator(), false)
                                .map(TraceContextIT::text)
                                .forEach(headers::add));
            }
        }
        return headers;
    }

    private static String text(Header header) {
        return header.key() + "=" + new String(header.value(), StandardCharsets.US_ASCII);
    }
}
