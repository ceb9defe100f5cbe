package io.revocast.sidecar;

import io.revocast.config.Sources;
import io.revocast.embedded.TestKafka;
import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.event.internal.EventCodec;
import io.revocast.event.internal.Origin;
import io.revocast.event.internal.RevocationEvent;
import io.revocast.event.internal.TopicSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A sidecar from its settings, before a real broker. */
class SidecarIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final HttpClient client = HttpClient.newHttpClient();

    private int get(Sidecar sidecar, String path, String token) throws IOException, InterruptedException {
        return client.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + sidecar.port() + path))
                                .header("Authorization", "Bearer " + token)
                                .timeout(LIMIT)
                                .build(),
                        BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    void replaysTheTopicThenFollowsIt(@TempDir Path directory) throws Exception {
        TestIssuer issuer = TestIssuer.in(directory);
        TestKafka kafka = TestKafka.shared();
        String topic = TestKafka.uniqueTopicName("revocations");
        kafka.createTopic(
                topic, 1, new TopicSettings(topic, 1, 1, TopicSettings.DEFAULT_LONGEST_TOKEN_LIFETIME).configs());
        revoke(kafka, topic, "before");
        Map<String, String> flags = Map.of(
                "kafka.bootstrap.servers",
                kafka.bootstrapServers(),
                "topic.name",
                topic,
                "http.port",
                "0",
                "issuers.main.iss",
                TestIssuer.ISS,
                "issuers.main.jwks-file",
                issuer.jwkSet().toString());
        try (Sidecar sidecar = new Sidecar(SettingsReader.read(new Sources(flags, Map.of(), Map.of(), null)))) {
            sidecar.start();
            String later = issuer.token("later");
            await().atMost(LIMIT).until(() -> get(sidecar, "/v1/authorize", later) == 200);
            assertThat(get(sidecar, "/health/ready", later)).isEqualTo(200);
            assertThat(get(sidecar, "/v1/authorize", issuer.token("before"))).isEqualTo(401);

            revoke(kafka, topic, "later");

            await().atMost(LIMIT).until(() -> get(sidecar, "/v1/authorize", later) == 401);
        }
    }

    private static void revoke(TestKafka kafka, String topic, String jti) {
        Target target = new Target.Token(TestIssuer.ISS, jti);
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        RevocationEvent event = new RevocationEvent.Revoked(
                new Revocation(target, now.plusSeconds(600), null),
                new Origin(UUID.randomUUID(), now, null, null, null));
        kafka.append(topic, EventCodec.encodeKey(target), EventCodec.encodeValue(event));
    }
}
