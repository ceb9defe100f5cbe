package io.revocast.publisher.query;

import com.fasterxml.jackson.databind.JsonNode;
import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.event.internal.Origin;
import io.revocast.event.internal.RevocationEvent;
import io.revocast.publisher.authentication.EndpointAccess;
import io.revocast.publisher.credentials.ApiKeyResolver;
import io.revocast.publisher.fleet.TestFleets;
import io.revocast.publisher.http.ApiClient;
import io.revocast.publisher.http.HttpServer;
import io.revocast.publisher.http.TestServers;
import io.revocast.publisher.service.Admission;
import io.revocast.publisher.service.InMemoryLog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import static org.assertj.core.api.Assertions.assertThat;

/** The propagation of a revocation with two records, which the only instance has applied. */
class FleetRoutesTest {
    private static final Instant NOW = Instant.parse("2026-12-01T12:00:00Z");
    private static final UUID ID = UUID.fromString("019a0000-0000-7000-8000-000000000001");
    private static final Target TARGET = new Target.Token("https://issuer", "t1");

    private final InMemoryLog log = new InMemoryLog();
    private final HttpServer server = TestServers.of(List.of(new FleetRoutes(
            new EndpointAccess(TestServers.authenticator(new ApiKeyResolver(List.of()), true), Admission.UNLIMITED),
            TestFleets.applied("in-memory", 2),
            log,
            TestFleets.noTimes())));

    @BeforeEach
    void start() throws Exception {
        server.start();
        for (int seconds : List.of(600, 900)) {
            assertThat(log.append(new RevocationEvent.Revoked(
                            new Revocation(TARGET, NOW.plusSeconds(seconds), null),
                            new Origin(ID, NOW, null, null, null))))
                    .isCompleted();
        }
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private JsonNode propagation() throws Exception {
        return new ApiClient(server.port(), "")
                .get("/v1/revocations/" + ID + "/propagation")
                .json();
    }

    private static void assertApplied(JsonNode record, int instances) {
        assertThat(record.path("complete").asBoolean()).isEqualTo(instances == 1);
        assertThat(record.path("applied").asInt()).isEqualTo(instances);
        assertThat(record.path("stragglers")).hasSize(1 - instances);
    }

    @Test
    void recordsThatTheLogTellsAreApplied() throws Exception {
        assertApplied(propagation(), 1);
        assertApplied(propagation().path("firstRecord"), 1);
    }

    /** Their offsets may be those of other records now. */
    @Test
    void noInstanceCountsForARevocationThatTheLogDoesNotTell() throws Exception {
        log.overwrite(TARGET);

        assertApplied(propagation(), 0);
        assertApplied(propagation().path("firstRecord"), 0);
    }
}
