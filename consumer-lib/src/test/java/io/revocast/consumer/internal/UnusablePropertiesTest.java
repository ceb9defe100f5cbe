package io.revocast.consumer.internal;

import io.revocast.consumer.FailurePolicy;
import io.revocast.consumer.Verdict;
import io.revocast.embedded.CapturedLog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Security properties that Kafka's client cannot even try with: said by property, without their secrets. */
class UnusablePropertiesTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @TempDir
    private Path directory;

    private CapturedLog log;

    @BeforeEach
    void captureLog() {
        log = new CapturedLog();
    }

    @AfterEach
    void noSecretWasLogged() {
        log.close();
        assertThat(log.text()).contains("reading revocations failed").doesNotContain("s3cret");
    }

    private static void awaitCause(KafkaRevocationList list, String words) {
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(list.status().cause()).startsWith(words + ", since "));
    }

    @Test
    void theFileThatIsMissingOrUnreadableIsSaidByProperty() throws IOException {
        Path file = directory.resolve("ca.pem");
        Map<String, String> tls = Map.of(
                "security.protocol", "SSL",
                "ssl.truststore.type", "PEM",
                "ssl.truststore.location", file.toString());
        try (KafkaRevocationList list = new ListOptions()
                .bootstrapServers("localhost:1")
                .kafkaProperties(tls)
                .build()) {
            list.start();
            awaitCause(list, "ssl.truststore.location names a file that does not exist: " + file);

            Files.writeString(file, "not a certificate");
            awaitCause(
                    list,
                    "this client's TLS stores cannot be used; check that ssl.truststore.* and ssl.keystore.* have the"
                            + " content, the type and the password that they say");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"a\" password=\"s3cret\"",
                "no.such.Module required username=\"a\" password=\"s3cret\";",
                "password=\"s3cret\""
            })
    void aJaasConfigurationThatCannotBeReadIsSaidWithoutItsPassword(String jaas) {
        Map<String, String> sasl = Map.of(
                "security.protocol", "SASL_SSL",
                "sasl.mechanism", "SCRAM-SHA-512",
                "sasl.jaas.config", jaas);
        try (KafkaRevocationList list = new ListOptions()
                .bootstrapServers("localhost:1")
                .kafkaProperties(sasl)
                .build()) {
            list.start();

            awaitCause(
                    list,
                    "sasl.jaas.config cannot be used; it must read: <login module> required username=\"<name>\""
                            + " password=\"<password>\"; with the semicolon");
        }
    }

    /** R20. */
    @Test
    void saslWithoutAJaasConfigurationNamesTheProperty() {
        try (KafkaRevocationList list = new ListOptions()
                .bootstrapServers("localhost:1")
                .kafkaProperties(Map.of("security.protocol", "SASL_PLAINTEXT", "sasl.mechanism", "PLAIN"))
                .build()) {
            list.start();

            awaitCause(
                    list,
                    "security.protocol is SASL_PLAINTEXT, and sasl.jaas.config is not set; set it to: <login module>"
                            + " required username=\"<name>\" password=\"<password>\"; with the semicolon");
        }
    }

    /** R20. */
    @Test
    void aClassThatIsNotOnTheClassPathIsNamedWithItsProperty() {
        try (KafkaRevocationList list = new ListOptions()
                .bootstrapServers("localhost:1")
                .kafkaProperties(Map.of("metric.reporters", "no.such.Reporter"))
                .build()) {
            list.start();

            awaitCause(list, "metric.reporters names a class that is not on the class path: no.such.Reporter");
        }
    }

    @Test
    void aClassThatIsNoReporterIsSaidByTheFailuresType() {
        try (KafkaRevocationList list = new ListOptions()
                .bootstrapServers("localhost:1")
                .kafkaProperties(Map.of("metric.reporters", "java.lang.String"))
                .build()) {
            list.start();

            awaitCause(
                    list,
                    "reading topic revocast.revocations failed: org.apache.kafka.common.KafkaException, caused by"
                            + " java.lang.ClassCastException; the log has the stack trace at level DEBUG");
        }
    }

    @Test
    void anAddressThatCannotBeResolvedIsSaidAndTriedAgain() {
        try (KafkaRevocationList list =
                new ListOptions().bootstrapServers("no-such-host.invalid:9092").build()) {
            list.start();

            awaitCause(list, "no address of no-such-host.invalid:9092 can be resolved");
            assertThat(list.check(TestToken.withJti("1")))
                    .isEqualTo(new Verdict.Unknown(Verdict.Reason.STARTING, FailurePolicy.DENY));
        }
    }
}
