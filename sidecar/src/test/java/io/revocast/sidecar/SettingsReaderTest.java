package io.revocast.sidecar;

import io.revocast.config.ConfigurationException;
import io.revocast.config.Sources;
import io.revocast.consumer.FailurePolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SettingsReaderTest {
    private static final Map<String, String> LEAST = Map.of(
            "kafka.bootstrap.servers", "kafka:9092",
            "issuers.main.iss", "https://issuer.example",
            "issuers.main.jwks-url", "https://issuer.example/jwks.json");

    private static SidecarSettings read(Map<String, String> more) throws ConfigurationException {
        Map<String, String> flags = new HashMap<>(LEAST);
        flags.putAll(more);
        flags.values().removeIf(String::isEmpty);
        return SettingsReader.read(new Sources(flags, Map.of(), Map.of(), null));
    }

    @Test
    void theLeastSettingsHaveSafeDefaults() throws Exception {
        SidecarSettings settings = read(Map.of());

        assertThat(settings.host()).isEqualTo("127.0.0.1");
        assertThat(settings.port()).isEqualTo(9191);
        assertThat(settings.failurePolicy()).isEqualTo(FailurePolicy.DENY);
        assertThat(settings.issuers())
                .containsExactly(new SidecarIssuer(
                        "https://issuer.example", URI.create("https://issuer.example/jwks.json"), Set.of()));
    }

    @Test
    void secretsComeFromFilesAndAreNotShown() throws Exception {
        Path file = Files.createTempFile("jaas", "");
        try {
            Files.writeString(file, "the password\n");
            Map<String, String> environment =
                    Map.of("REVOCAST_KAFKA_PROPERTIES_SASL_JAAS_CONFIG_FILE", file.toString());

            SidecarSettings settings = SettingsReader.read(new Sources(LEAST, Map.of(), environment, null));

            assertThat(settings.kafkaProperties()).containsEntry("sasl.jaas.config", "the password");
            assertThat(settings.toString()).doesNotContain("password");
        } finally {
            Files.delete(file);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "tokens.max-stalenes, PT1S, did you mean tokens.max-staleness",
        "tokens.failure-policy, maybe, 'must be one of allow, deny'",
        "http.port, 65536, must be a whole number from 0 to 65535",
        "tokens.max-staleness, PT0S, must be a duration between PT1S and PT1H",
        "kafka.bootstrap.servers, kafka, must be host:port",
        "issuers.main.jwks-url, http://issuer.example/jwks.json, jwks.plain-http=allow",
        "issuers.main.jwks-url, '', either issuers.main.jwks-url or issuers.main.jwks-file must be set",
        "issuers.main.jwks-file, /does/not/exist, must be a file that can be read",
        "issuers.other.iss, https://other.example, either issuers.other.jwks-url",
    })
    void aWrongSettingIsRefusedWithItsRule(String key, String value, String message) {
        assertThatThrownBy(() -> read(Map.of(key, value)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aSidecarWithoutAnIssuerIsRefused() {
        assertThatThrownBy(() -> read(Map.of("issuers.main.iss", "", "issuers.main.jwks-url", "")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("no issuer is configured");
    }

    @Test
    void theSettingsOfTheCompositionAreAccepted() throws Exception {
        String composition = Files.readString(Path.of("..", "docker-compose.yml"));
        String service = composition.substring(composition.indexOf("\n  sidecar:"), composition.indexOf("\n  nginx:"));
        Map<String, String> flags = new HashMap<>();
        Pattern.compile("--set=([^=]+)=(.*)")
                .matcher(service)
                .results()
                .forEach(flag -> flags.put(flag.group(1), flag.group(2)));

        SidecarSettings settings = SettingsReader.read(new Sources(flags, Map.of(), Map.of(), null));

        assertThat(settings.service()).isEqualTo("orders");
    }

    @Test
    void theSettingsOfTheManifestAreAccepted() throws Exception {
        Path file = Path.of("..", "ops", "kubernetes", "overlays", "sidecar", "sidecar.properties");

        SidecarSettings settings = SettingsReader.read(new Sources(Map.of(), Map.of(), Map.of(), file));

        assertThat(settings.service()).isEqualTo("orders");
        assertThat(settings.kafkaProperties()).containsEntry("security.protocol", "SASL_SSL");
    }

    /** The page has every key, and names no other. */
    @Test
    void thePageNamesEveryKey() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "sidecar.md"));

        assertThat(SettingsReader.keys())
                .isNotEmpty()
                .allSatisfy(key -> assertThat(page).contains("`" + key + "`"));
    }
}
