package io.revocast.publisher;

import io.revocast.consumer.RevocationList;
import io.revocast.publisher.config.Sources;
import io.revocast.publisher.http.ApiClient;
import io.revocast.publisher.http.HttpServer;
import io.revocast.publisher.http.Liveness;
import io.revocast.publisher.http.Readiness;
import io.revocast.publisher.metrics.PublisherMetrics;
import io.revocast.publisher.revoke.InMemoryLog;
import io.revocast.publisher.revoke.Revoker;
import io.revocast.publisher.revoke.TokenAuthenticity;
import io.revocast.publisher.revoke.TokenLifetime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

import static org.assertj.core.api.Assertions.assertThat;

/** What is served on which port. No broker is needed for that. */
class ManagementPortTest {
    private static final Map<String, String> SETTINGS = Map.of(
            "kafka.bootstrap.servers", "127.0.0.1:1",
            "api-keys.demo", "sha256:" + "00".repeat(32) + " *",
            "audit.topic", "none",
            "http.port", "0");

    private final PublisherMetrics metrics = new PublisherMetrics();
    private final RevocationList list = RevocationList.builder()
            .bootstrapServers("127.0.0.1:1")
            .topic("revocast.revocations")
            .build();

    @AfterEach
    void stop() {
        list.close();
        metrics.close();
    }

    private Doors doors(Map<String, String> more) throws Exception {
        Map<String, String> flags = new HashMap<>(SETTINGS);
        flags.putAll(more);
        PublisherConfig config = PublisherConfig.load(new Sources(flags, Map.of(), Map.of(), null), false);
        InMemoryLog log = new InMemoryLog();
        Revoker revoker = new Revoker(
                log,
                log,
                new TokenLifetime(Duration.ofDays(1), false),
                TokenAuthenticity.NOT_CHECKED,
                Clock.systemUTC());
        return new Doors(
                config,
                new Doors.Core(
                        list, log, revoker, new Auditor(config, log), TokenAuthenticity.NOT_CHECKED, Clock.systemUTC()),
                new ListFeed(),
                metrics,
                new Doors.Health(() -> new Readiness(true, "current", null), () -> Liveness.LIVE));
    }

    private static Map<String, Integer> answers(HttpServer server) throws Exception {
        server.start();
        ApiClient nobody = new ApiClient(server.port(), "");
        Map<String, Integer> answers = new LinkedHashMap<>();
        for (String path :
                new String[] {"/health/live", "/health/ready", "/metrics", "/v1/revocations", "/openapi.yaml"}) {
            answers.put(path, nobody.get(path).status());
        }
        return answers;
    }

    @Test
    void managementPortHasHealthAndMetricsWithoutCredentialAndNothingElse() throws Exception {
        Doors doors = doors(Map.of("http.management-port", "0"));
        try (HttpServer management = Objects.requireNonNull(doors.management());
                HttpServer open = doors.open()) {
            assertThat(answers(management))
                    .isEqualTo(Map.of(
                            "/health/live", 200,
                            "/health/ready", 200,
                            "/metrics", 200,
                            "/v1/revocations", 404,
                            "/openapi.yaml", 404));
            assertThat(answers(open))
                    .isEqualTo(Map.of(
                            "/health/live", 200,
                            "/health/ready", 200,
                            "/metrics", 404,
                            "/v1/revocations", 401,
                            "/openapi.yaml", 200));
        }
    }

    @Test
    void withoutItMetricsNeedACredentialOnThePortForEverybody() throws Exception {
        Doors doors = doors(Map.of());
        assertThat(doors.management()).isNull();
        try (HttpServer open = doors.open()) {
            assertThat(answers(open)).containsEntry("/metrics", 401).containsEntry("/health/live", 200);
        }
    }
}
