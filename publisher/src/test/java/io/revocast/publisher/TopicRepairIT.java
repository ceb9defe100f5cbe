package io.revocast.publisher;

import io.revocast.config.Sources;
import io.revocast.embedded.TestKafka;
import io.revocast.publisher.credentials.ApiKey;
import io.revocast.publisher.http.ApiClient;
import io.revocast.publisher.settings.PublisherConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What a publisher appends again after its topic was re-created. {@code -Drevocast.repair.count=1000000} measures the
 * documented number.
 */
class TopicRepairIT {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final int COUNT = Integer.getInteger("revocast.repair.count", 50_000);
    private static final int LINES = 50_000;
    private static final String KEY = ApiKey.generate();

    private final TestKafka kafka = TestKafka.start();
    private final String topic = TestKafka.uniqueTopicName("repair");

    @AfterEach
    void stop() {
        kafka.close();
    }

    private static double metric(ApiClient client, String name) throws Exception {
        Matcher found = Pattern.compile("(?m)^" + name + "(?:\\{[^}]*})? (\\S+)$")
                .matcher(client.get("/metrics").response().body());
        return found.find() ? Double.parseDouble(found.group(1)) : -1;
    }

    private static String lines(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> "{\"target\":{\"kind\":\"token\",\"issuer\":\"https://issuer\",\"jti\":\"t" + i + "\"}}")
                .collect(Collectors.joining("\n", "", "\n"));
    }

    @Test
    void everythingLiveIsBackWithinAMinuteAfterTheTopicWasRecreated() throws Exception {
        Map<String, String> settings = new HashMap<>(Map.of(
                "kafka.bootstrap.servers",
                kafka.bootstrapServers(),
                "topic.name",
                topic,
                "audit.topic",
                "none",
                "tokens.max-staleness",
                "PT5S",
                "http.port",
                "0",
                "api-keys.test",
                ApiKey.line(KEY, "* read")));
        try (Publisher publisher =
                new Publisher(PublisherConfig.load(new Sources(settings, Map.of(), Map.of(), null), false))) {
            publisher.start();
            ApiClient client = new ApiClient(publisher.port(), KEY);
            await().atMost(LIMIT).until(() -> client.get("/health/ready").status() == 200);
            for (int from = 0; from < COUNT; from += LINES) {
                String answer = client.send(client.request("/v1/revocations:batch?results=problems")
                                .header("Content-Type", "application/x-ndjson")
                                .POST(BodyPublishers.ofString(lines(from, Math.min(COUNT, from + LINES)))))
                        .response()
                        .body();
                assertThat(answer).contains("\"done\"");
            }
            assertThat(metric(client, "revocast_repair_left")).isZero();

            kafka.deleteTopic(topic);
            await().atMost(LIMIT)
                    .until(() -> metric(client, "revocast_repair_left") > 0
                            || metric(client, "revocast_publish_healed_total") > 0);
            long start = System.nanoTime();
            await().atMost(LIMIT).until(() -> metric(client, "revocast_publish_healed_total") >= COUNT);

            System.out.println(COUNT + " revocations appended again in " + Duration.ofNanos(System.nanoTime() - start));
            await().atMost(LIMIT).until(() -> client.get("/health/ready").status() == 200);
            assertThat(metric(client, "revocast_repair_left")).isZero();
        }
    }
}
