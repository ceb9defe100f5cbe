package io.revocast.publisher;

import io.revocast.config.Sources;
import io.revocast.consumer.internal.KafkaRevocationList;
import io.revocast.consumer.internal.ListOptions;
import io.revocast.publisher.append.EventAppender;
import io.revocast.publisher.audit.AuditLog;
import io.revocast.publisher.fleet.PropagationWaits;
import io.revocast.publisher.fleet.TestFleets;
import io.revocast.publisher.health.Liveness;
import io.revocast.publisher.health.Readiness;
import io.revocast.publisher.http.ApiClient;
import io.revocast.publisher.http.HttpServer;
import io.revocast.publisher.idempotency.RequestHistory;
import io.revocast.publisher.metrics.PublisherMetrics;
import io.revocast.publisher.query.TestOverviews;
import io.revocast.publisher.query.TestTopics;
import io.revocast.publisher.service.InMemoryLog;
import io.revocast.publisher.settings.PublisherConfig;
import io.revocast.publisher.token.TokenAuthenticity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Clock;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
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
    private final KafkaRevocationList list = new ListOptions()
            .bootstrapServers("127.0.0.1:1")
            .topic("revocast.revocations")
            .build();

    @AfterEach
    void stop() {
        list.close();
        metrics.close();
    }

    private Endpoints endpoints(Map<String, String> more) throws Exception {
        Map<String, String> flags = new HashMap<>(SETTINGS);
        flags.putAll(more);
        PublisherConfig config = PublisherConfig.load(new Sources(flags, Map.of(), Map.of(), null), false);
        InMemoryLog log = new InMemoryLog();
        return new Endpoints(
                config,
                new Endpoints.Core(
                        list,
                        log,
                        new EventAppender(log, log),
                        new Endpoints.Audit(AuditLog.NONE, null, RequestHistory.NONE),
                        TokenAuthenticity.NOT_CHECKED,
                        new Endpoints.FleetParts(
                                TestFleets.empty(), new PropagationWaits(TestFleets.empty()), TestFleets.noTimes()),
                        Clock.systemUTC(),
                        TestOverviews.of(log),
                        TestTopics.SOURCE),
                new ListFeed(),
                metrics,
                new Endpoints.Health(() -> new Readiness(true, "current", null, List.of()), () -> Liveness.LIVE));
    }

    private static Map<String, Integer> answers(HttpServer server) throws Exception {
        server.start();
        ApiClient anonymous = new ApiClient(server.port(), "");
        Map<String, Integer> answers = new LinkedHashMap<>();
        for (String path :
                new String[] {"/health/live", "/health/ready", "/metrics", "/v1/revocations", "/openapi.yaml"}) {
            answers.put(path, anonymous.get(path).status());
        }
        return answers;
    }

    @Test
    void managementPortHasHealthAndMetricsWithoutCredentialAndNothingElse() throws Exception {
        Endpoints endpoints = endpoints(Map.of("http.management-port", "0"));
        try (HttpServer management = Objects.requireNonNull(endpoints.management());
                HttpServer open = endpoints.open()) {
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
        Endpoints endpoints = endpoints(Map.of());
        assertThat(endpoints.management()).isNull();
        try (HttpServer open = endpoints.open()) {
            assertThat(answers(open)).containsEntry("/metrics", 401).containsEntry("/health/live", 200);
        }
    }
}
