package io.revocast.spring.contract;

import org.junit.jupiter.api.Test;

import java.net.http.HttpResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The sample application in an outage of Kafka, restarted within it, and after it. */
public abstract class OutageContract extends SampleApplicationContract {
    protected OutageContract(String webType) {
        super(webType);
    }

    @Test
    void answers503InAnOutageAndAfterARestartWithinItAndRecoversByItself() {
        RevocationTopic topic = RevocationTopic.create(kafka);
        topic.revokeSubject("mallory");
        String alice = MintedTokens.token("alice");
        String mallory = MintedTokens.token("mallory");
        String[] settings = {
            "--revocast.max-staleness=2s",
            "--revocast.retry-after=7s",
            "--revocast.wait-for-replay=5s",
            "--revocast.routes[0].path=/public/**",
            "--revocast.routes[0].policy=allow",
            "--revocast.routes[1].path=/actuator/**",
            "--revocast.routes[1].policy=allow",
            "--management.endpoint.health.probes.enabled=true"
        };
        try (RunningApplication application = start(topic, settings)) {
            assertThat(application.status("/orders", alice)).isEqualTo(200);
            assertThat(application.status("/actuator/health/readiness", alice)).isEqualTo(200);

            kafka.stop();

            await().atMost(LIMIT).until(() -> application.status("/orders", alice) == 503);
            HttpResponse<String> unavailable = application.get("/orders", alice);
            assertThat(unavailable.headers().firstValue("Retry-After")).contains("7");
            assertThat(unavailable.headers().firstValue("Content-Type").orElse(""))
                    .startsWith("application/problem+json");
            assertThat(unavailable.headers().firstValue("WWW-Authenticate")).isEmpty();
            assertThat(application.status("/orders", mallory)).isEqualTo(401);
            assertThat(application.status("/public/news", alice)).isEqualTo(200);
            assertThat(application.status("/public/news", mallory)).isEqualTo(401);
            assertThat(application.status("/actuator/health/readiness", alice)).isEqualTo(200);
            assertThat(application.get("/actuator/revocations", alice).body())
                    .doesNotContain("\"unknownAllowedByRoute\":0")
                    .contains("\"state\":\"stale\"");
        }
        restartsInTheOutage(topic, settings, alice, mallory);
    }

    private void restartsInTheOutage(RevocationTopic topic, String[] settings, String alice, String mallory) {
        settings[2] = "--revocast.wait-for-replay=0s";
        try (RunningApplication application = start(topic, settings)) {
            assertThat(application.status("/orders", alice)).isEqualTo(503);
            assertThat(application.status("/orders", mallory)).isEqualTo(503);
            assertThat(application.status("/actuator/health/readiness", alice)).isEqualTo(503);
            assertThat(application.status("/actuator/health/liveness", alice)).isEqualTo(200);

            kafka.restart();

            await().atMost(LIMIT).until(() -> application.status("/orders", alice) == 200);
            assertThat(application.status("/orders", mallory)).isEqualTo(401);
            assertThat(application.status("/actuator/health/readiness", alice)).isEqualTo(200);
        }
    }
}
