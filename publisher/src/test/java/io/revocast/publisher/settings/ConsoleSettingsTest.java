package io.revocast.publisher.settings;

import io.revocast.config.ConfigurationException;
import io.revocast.config.ConfigurationValues.Effective;
import io.revocast.config.Sources;
import io.revocast.publisher.console.openid.OpenIdClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class ConsoleSettingsTest {
    private static final String ISSUER = "https://idp.example";
    private static final Map<String, String> LEAST = Map.of(
            "kafka.bootstrap.servers", "kafka:9092",
            "callers.idp.iss", ISSUER,
            "callers.idp.jwks-url", "https://idp.example/keys",
            "callers.idp.audience", "revocast");
    private static final Map<String, String> CLIENT = Map.of("callers.idp.console-client-id", "console");

    @SafeVarargs
    private static Sources sources(Map<String, String>... more) {
        Map<String, String> flags = new HashMap<>(LEAST);
        for (Map<String, String> each : more) {
            flags.putAll(each);
        }
        return new Sources(flags, Map.of(), Map.of(), null);
    }

    @SafeVarargs
    private static ConsoleSettings load(Map<String, String>... more) throws ConfigurationException {
        return PublisherConfig.load(sources(more), false).console();
    }

    @Test
    void consoleIsOnAndHasNoProviders() throws Exception {
        assertThat(load()).isEqualTo(new ConsoleSettings(true, List.of()));
        assertThat(load(Map.of("http.console", "off")).on()).isFalse();
    }

    @Test
    void publicClientAsksForOpenid() throws Exception {
        assertThat(load(CLIENT).clients())
                .containsExactly(new OpenIdClient("idp", ISSUER, "console", null, Set.of("openid")));
    }

    @Test
    void secretComesFromTheSettingOrAFileAndIsNeverShown(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("secret"), "s3cret\n");
        Map<String, String> secret = Map.of("callers.idp.console-client-secret", "s3cret");
        OpenIdClient expected =
                new OpenIdClient("idp", ISSUER, "console", "s3cret", Set.of("openid", "revocation:read"));
        Map<String, String> scope = Map.of("callers.idp.console-scope", "openid revocation:read");

        assertThat(load(CLIENT, secret, scope).clients()).containsExactly(expected);
        assertThat(load(CLIENT, Map.of("callers.idp.console-client-secret-file", file.toString()), scope)
                        .clients())
                .containsExactly(expected);
        assertThat(load(CLIENT, secret).toString()).doesNotContain("s3cret");
        assertThat(PublisherConfig.settings(sources(CLIENT, secret)).effective(Map.of()))
                .extracting(Effective::value)
                .doesNotContain("s3cret")
                .contains("console");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http.console|yes|http.console must be one of off, on",
                "callers.idp.console-scope|profile|callers.idp.console-scope must have openid",
                "callers.idp.console-client-secret-file|/none|callers.idp.console-client-secret-file must be a file",
                "callers.idp.iss|http://idp.example|callers.idp.iss must be an https URL",
                "callers.idp.iss|idp|callers.idp.iss must be an https or http URL",
                "http.host|0.0.0.0|http.public-url must be set, because callers.idp.console-client-id is"
            })
    void badSettingIsRefusedWithItsRule(String key, String value, String rule) {
        ConfigurationException refusal =
                catchThrowableOfType(ConfigurationException.class, () -> load(CLIENT, Map.of(key, value)));

        assertThat(refusal).hasMessageStartingWith(rule);
    }

    @Test
    void secretWithoutAClientAndTwoSecretsAreRefused() {
        Map<String, String> secret = Map.of("callers.idp.console-client-secret", "s3cret");

        assertThat(catchThrowableOfType(ConfigurationException.class, () -> load(secret)))
                .hasMessageStartingWith("callers.idp.console-client-id must be set beside")
                .hasMessageNotContaining("s3cret");
        assertThat(catchThrowableOfType(
                        ConfigurationException.class,
                        () -> load(CLIENT, secret, Map.of("callers.idp.console-client-secret-file", "pom.xml"))))
                .hasMessageContaining("not both");
    }

    @Test
    void publicUrlIsEnoughAnywhere() throws Exception {
        assertThat(load(CLIENT, Map.of("http.host", "0.0.0.0", "http.public-url", "https://revocast.example"))
                        .clients())
                .hasSize(1);
    }
}
