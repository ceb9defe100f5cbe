package io.revocast.publisher.health;

import io.revocast.config.Sources;
import io.revocast.publisher.Publisher;
import io.revocast.publisher.http.ApiClient;
import io.revocast.publisher.settings.PublisherConfig;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Liveness of a publisher without a broker: it depends on threads and memory alone. */
class LivenessIT {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private static Publisher publisher() throws Exception {
        return new Publisher(PublisherConfig.load(
                new Sources(
                        Map.of("kafka.bootstrap.servers", "127.0.0.1:1", "http.port", "0"), Map.of(), Map.of(), null),
                true));
    }

    @Test
    void publisherWithoutBrokerIsLive() throws Exception {
        try (Publisher publisher = publisher()) {
            publisher.start();

            ApiClient.Answer answer = new ApiClient(publisher.port(), "").get("/health/live");

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.response().body()).isEqualTo("{\"live\":true}");
        }
    }

    @Test
    void publisherWhoseThreadEndedIsNotLive() throws Exception {
        try (Publisher publisher = publisher()) {
            publisher.start();
            ApiClient client = new ApiClient(publisher.port(), "");

            Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().equals("revocast-heartbeat"))
                    .forEach(Thread::interrupt);

            await().atMost(LIMIT).until(() -> client.get("/health/live").status() == 503);
            assertThat(client.get("/health/live").response().body())
                    .isEqualTo("{\"live\":false,\"cause\":\"the heartbeat thread ended; restart the process\"}");
        }
    }
}
