package io.revocast.spring.contract;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.net.http.HttpResponse;
import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** An application with three properties, a real broker and real tokens, from revocation to refusal. */
public abstract class SampleApplicationContract {
    static final Duration LIMIT = Duration.ofSeconds(60);
    static IsolatedKafka kafka;

    private final String webType;

    protected SampleApplicationContract(String webType) {
        this.webType = webType;
    }

    @BeforeAll
    static void startBroker() {
        kafka = IsolatedKafka.start();
    }

    @AfterAll
    static void stopBroker() {
        kafka.close();
    }

    RunningApplication start(RevocationTopic topic, String... more) {
        String[] arguments = new String[more.length + 4];
        arguments[0] = "--spring.security.oauth2.resourceserver.jwt.public-key-location="
                + MintedTokens.publicKeyFile().toUri();
        arguments[1] = "--spring.kafka.bootstrap-servers=" + topic.bootstrapServers();
        arguments[2] = "--revocast.topic=" + topic.name();
        arguments[3] = "--management.endpoints.web.exposure.include=health,info,metrics,revocations";
        System.arraycopy(more, 0, arguments, 4, more.length);
        return RunningApplication.start(OrdersApplication.class, webType, arguments);
    }

    @Test
    void reportsWhatItEnforcesUnderTheNameOfTheApplication() {
        RevocationTopic topic = RevocationTopic.create(kafka);
        String reports = topic.createReports();
        try (RunningApplication application = start(
                topic,
                "--spring.application.name=orders",
                "--revocast.report.enabled=true",
                "--revocast.report.topic=" + reports,
                "--revocast.report.period=1s")) {
            assertThat(application.status("/orders", MintedTokens.token("alice")))
                    .isEqualTo(200);

            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(topic.read(reports))
                            .anyMatch(record -> record.startsWith("[\"instance\",\"orders\",\"")
                                    && record.contains("\"state\":\"CURRENT\"")
                                    && record.contains("\"decoders\":[\"")));
        }
        assertThat(topic.read(reports)).anyMatch(record -> record.contains("\"state\":\"CLOSED\""));
    }

    @Test
    void refusesARevokedTokenWith401AndAcceptsTheOthers() {
        RevocationTopic topic = RevocationTopic.create(kafka);
        topic.revokeSubject("mallory");
        String alice = MintedTokens.token("alice");
        String bob = MintedTokens.token("bob");
        try (RunningApplication application = start(topic)) {
            assertThat(application.get("/orders", alice).body()).isEqualTo("orders of alice");
            assertThat(application.status("/orders", MintedTokens.token("mallory")))
                    .isEqualTo(401);
            assertThat(application.status("/orders", MintedTokens.tokenWithoutIssuedAt("mallory")))
                    .isEqualTo(401);
            assertThat(application.status("/orders", MintedTokens.tokenWithoutIssuedAt("carol")))
                    .isEqualTo(200);
            assertThat(application.status("/orders", null)).isEqualTo(401);

            topic.revokeSubject("alice");

            await().atMost(LIMIT).until(() -> application.status("/orders", alice) == 401);
            HttpResponse<String> refused = application.get("/orders", alice);
            assertThat(refused.headers().firstValue("WWW-Authenticate").orElse(""))
                    .startsWith("Bearer error=\"invalid_token\"")
                    .contains("The token has been revoked");
            assertThat(application.status("/orders", bob)).isEqualTo(200);
            assertThat(application.get("/actuator/revocations", bob).body())
                    .contains("\"state\":\"current\"", "\"entries\":2")
                    .containsPattern("\"decodersCovered\":[1-9]")
                    .containsPattern("\"coveredDecoders\":\\[\"bean [a-zA-Z]+\"");
            topic.revokeToken("j7");
            await().atMost(LIMIT)
                    .until(() -> application
                            .get("/actuator/revocations/j7?issuer=" + MintedTokens.ISSUER, bob)
                            .body()
                            .contains("\"verdict\":\"revoked\""));
            assertThat(application
                            .get("/actuator/revocations/j8?issuer=" + MintedTokens.ISSUER, bob)
                            .body())
                    .contains("\"verdict\":\"not_revoked\"");
            assertThat(application.get("/actuator/info", bob).body())
                    .contains("\"enabled\":true", "\"state\":\"current\"", topic.name());
            assertThat(application.get("/actuator/health", bob).body()).contains("\"UP\"");
            assertThat(application
                            .get("/actuator/metrics/revocast.entries", bob)
                            .body())
                    .contains("\"value\":3");
            await().atMost(LIMIT)
                    .until(() -> application
                            .get("/actuator/metrics/kafka.consumer.connection.creation.total", bob)
                            .body()
                            .contains("\"revocast-reader\""));
        }
    }
}
