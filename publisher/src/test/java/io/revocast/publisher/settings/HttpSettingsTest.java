package io.revocast.publisher.settings;

import io.revocast.config.ConfigurationException;
import io.revocast.config.Sources;
import io.revocast.embedded.TestAuthority;
import io.revocast.publisher.http.Listener;
import io.revocast.publisher.tls.TlsFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class HttpSettingsTest {
    private static final Map<String, String> LEAST =
            Map.of("kafka.bootstrap.servers", "kafka:9092", "api-keys.demo", "sha256:" + "00".repeat(32) + " *");

    @TempDir
    private Path directory;

    private static HttpSettings load(Map<String, String> more) throws ConfigurationException {
        Map<String, String> flags = new HashMap<>(LEAST);
        flags.putAll(more);
        return PublisherConfig.load(new Sources(flags, Map.of(), Map.of(), null), false)
                .http();
    }

    private static String refusal(Map<String, String> more) {
        ConfigurationException refusal = catchThrowableOfType(ConfigurationException.class, () -> load(more));
        assertThat(refusal).as("refusal of " + more).isNotNull();
        return String.valueOf(refusal.getMessage());
    }

    @Test
    void thereIsNoManagementPortAndNoTlsUnlessConfigured() throws Exception {
        assertThat(load(Map.of()).management()).isNull();
        assertThat(load(Map.of()).listener().tls()).isNull();
    }

    @Test
    void managementPortHasTheDocumentedDefaults() throws Exception {
        Listener management = Objects.requireNonNull(
                load(Map.of("http.management-port", "9000", "http.host", "0.0.0.0", "http.max-connections", "50"))
                        .management());

        assertThat(management.host()).isEqualTo("127.0.0.1");
        assertThat(management.port()).isEqualTo(9000);
        assertThat(management.setting()).isEqualTo("http.management-port");
        assertThat(management.limits().total()).isEqualTo(50);
        assertThat(management.tls()).isNull();
    }

    @Test
    void certificateAndKeyAreOfTheListenerForEverybody() throws Exception {
        Path certificate = directory.resolve("listener.crt");
        Path key = directory.resolve("listener.key");
        try (TestAuthority authority = new TestAuthority()) {
            TestAuthority.Identity identity = authority.issue("publisher", "ip:127.0.0.1");
            Files.writeString(certificate, identity.chain());
            Files.writeString(key, identity.key());
        }
        Map<String, String> tls = Map.of(
                "http.tls.certificate", certificate.toString(),
                "http.tls.key", key.toString(),
                "http.tls.client-ca", certificate.toString());
        Map<String, String> needed = new HashMap<>(tls);
        needed.put("http.tls.client-auth", "need");
        needed.put("http.management-port", "0");

        assertThat(load(tls).listener().tls()).isEqualTo(new TlsFiles(certificate, key, certificate, false));
        assertThat(load(needed).listener().tls()).isEqualTo(new TlsFiles(certificate, key, certificate, true));
        assertThat(Objects.requireNonNull(load(needed).management()).tls()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http.tls.certificate|a.crt|http.tls.certificate and http.tls.key must be set together, or neither",
                "http.tls.key|a.key|http.tls.certificate and http.tls.key must be set together, or neither",
                "http.tls.key-password-file|word|http.tls.key-password-file needs http.tls.key: the key that the",
                "http.tls.client-ca|ca.crt|http.tls.client-ca needs http.tls.certificate: only over TLS a client can",
                "http.tls.client-auth|need|http.tls.client-auth needs http.tls.client-ca: whose certificates clients",
                "http.tls.client-auth|must|http.tls.client-auth must be one of need, want",
                "http.management-port|-1|http.management-port must be a whole number from 0 to 65535",
                "http.max-connections|9|http.max-connections must be a whole number from 10 to 100000",
                "http.max-connections-per-address|0|http.max-connections-per-address must be a whole number from 1 to"
            })
    void settingThatIsBadOrAloneIsRefusedWithItsRule(String key, String value, String message) {
        assertThat(refusal(Map.of(key, value))).startsWith(message);
    }

    @Test
    void filesThatCannotBeUsedAreNamedAtTheStart() throws Exception {
        Path empty = Files.writeString(directory.resolve("empty"), "");
        Path missing = directory.resolve("missing");

        assertThat(refusal(Map.of("http.tls.certificate", missing.toString(), "http.tls.key", empty.toString())))
                .startsWith("http.tls.certificate must be a file that can be read: " + missing);
        assertThat(refusal(Map.of("http.tls.certificate", empty.toString(), "http.tls.key", empty.toString())))
                .startsWith("http.tls.certificate must have a certificate in PEM, ")
                .endsWith(": " + empty);
    }
}
