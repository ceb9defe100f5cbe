package io.revocast.spring.contract;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A broker that wants a certificate of each client, and an application that has one in an SSL bundle. */
public abstract class SslBundleContract {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static IsolatedKafka kafka;
    private static Map<?, ?> client;

    private final String webType;

    protected SslBundleContract(String webType) {
        this.webType = webType;
    }

    @BeforeAll
    static void startBroker() {
        kafka = IsolatedKafka.startSecure("orders");
        client = kafka.withCertificate("orders");
    }

    @AfterAll
    static void stopBroker() {
        kafka.close();
    }

    private void refusesARevokedToken(String... settings) {
        RevocationTopic topic = RevocationTopic.create(kafka);
        String[] all = new String[settings.length + 5];
        all[0] = "--spring.security.oauth2.resourceserver.jwt.public-key-location="
                + MintedTokens.publicKeyFile().toUri();
        all[1] = "--revocast.topic=" + topic.name();
        all[2] = "--spring.ssl.bundle.pem.broker.truststore.certificate=" + client.get("ssl.truststore.certificates");
        all[3] = "--spring.ssl.bundle.pem.broker.keystore.certificate=" + client.get("ssl.keystore.certificate.chain");
        all[4] = "--spring.ssl.bundle.pem.broker.keystore.private-key=" + client.get("ssl.keystore.key");
        for (int i = 0; i < settings.length; i++) {
            all[i + 5] = settings[i].replace("ADDRESS", String.valueOf(client.get("bootstrap.servers")));
        }
        String alice = MintedTokens.token("alice");
        try (RunningApplication application = RunningApplication.start(OrdersApplication.class, webType, all)) {
            assertThat(application.status("/orders", alice)).isEqualTo(200);

            topic.revokeSubject("alice");

            await().atMost(LIMIT).until(() -> application.status("/orders", alice) == 401);
        }
    }

    @Test
    void theBundleOfSpringKafkaServesTheListToo() {
        refusesARevokedToken(
                "--spring.kafka.bootstrap-servers=ADDRESS",
                "--spring.kafka.security.protocol=SSL",
                "--spring.kafka.ssl.bundle=broker");
    }

    @Test
    void theListMayHaveABundleOfItsOwn() {
        refusesARevokedToken("--revocast.bootstrap-servers=ADDRESS", "--revocast.ssl.bundle=broker");
    }
}
