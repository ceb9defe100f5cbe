package io.revocast.config;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ConfigurationValuesTest {
    private static final KeySchema SCHEMA = new KeySchema(
            Set.of("http.port", "tokens.longest-lifetime"),
            List.of(
                    new KeySchema.Family("api-keys.<name>", '-', true),
                    new KeySchema.Family("kafka.properties.<any>", '.', true),
                    new KeySchema.Family("issuers.<alias>.jwks-file", '-', false)));

    @TempDir
    private Path directory;

    private ConfigurationValues load(
            Map<String, String> flags, Map<String, String> properties, Map<String, String> environment)
            throws ConfigurationException {
        return ConfigurationValues.load(SCHEMA, new Sources(flags, properties, environment, null));
    }

    private static String text(ConfigurationValues settings, String key) throws ConfigurationException {
        return settings.read(key, value -> value).orElse("not set");
    }

    @Test
    void flagsBeatSystemPropertiesBeatEnvironmentBeatsFile() throws Exception {
        Path file = Files.writeString(directory.resolve("p.properties"), "http.port=1\n");
        Map<String, String> environment = Map.of("REVOCAST_HTTP_PORT", "2");
        Map<String, String> properties = Map.of("revocast.http.port", "3");
        Map<String, String> flags = Map.of("http.port", "4");

        assertThat(text(
                        ConfigurationValues.load(SCHEMA, new Sources(flags, properties, environment, file)),
                        "http.port"))
                .isEqualTo("4");
        assertThat(text(
                        ConfigurationValues.load(SCHEMA, new Sources(Map.of(), properties, environment, file)),
                        "http.port"))
                .isEqualTo("3");
        assertThat(text(
                        ConfigurationValues.load(SCHEMA, new Sources(Map.of(), Map.of(), environment, file)),
                        "http.port"))
                .isEqualTo("2");
        assertThat(text(ConfigurationValues.load(SCHEMA, new Sources(Map.of(), Map.of(), Map.of(), file)), "http.port"))
                .isEqualTo("1");
    }

    @Test
    void environmentSpellsDotsAndHyphensAsUnderscores() throws Exception {
        ConfigurationValues settings = load(
                Map.of(),
                Map.of(),
                Map.of(
                        "REVOCAST_TOKENS_LONGEST_LIFETIME", "PT8H",
                        "REVOCAST_API_KEYS_MY_SERVICE", "sha256:00 *",
                        "REVOCAST_KAFKA_PROPERTIES_SECURITY_PROTOCOL", "SSL",
                        "REVOCAST_ISSUERS_MAIN_JWKS_FILE", "/jwks.json",
                        "HOME", "/root"));

        assertThat(text(settings, "tokens.longest-lifetime")).isEqualTo("PT8H");
        assertThat(settings.family("api-keys.")).containsEntry("my-service", "sha256:00 *");
        assertThat(settings.family("kafka.properties.")).containsEntry("security.protocol", "SSL");
        assertThat(text(settings, "issuers.main.jwks-file")).isEqualTo("/jwks.json");
    }

    @Test
    void secretsMayStandInFilesThatTheEnvironmentNames() throws Exception {
        Path secret = Files.writeString(directory.resolve("key"), "sha256:00 *\n");

        ConfigurationValues settings =
                load(Map.of(), Map.of(), Map.of("REVOCAST_API_KEYS_DEMO_FILE", secret.toString()));

        assertThat(settings.family("api-keys.")).containsExactly(Map.entry("demo", "sha256:00 *"));
        assertThatThrownBy(() -> load(Map.of(), Map.of(), Map.of("REVOCAST_API_KEYS_DEMO_FILE", "/nowhere")))
                .hasMessageStartingWith("environment variable REVOCAST_API_KEYS_DEMO_FILE names a file that cannot "
                        + "be read: /nowhere");
    }

    @Test
    void unknownKeysAreRefusedWhereverTheyStandWithASuggestion() throws Exception {
        Path file = Files.writeString(directory.resolve("p.properties"), "http.prot=1\n");

        assertThatThrownBy(() -> load(Map.of("token.longest-lifetime", "x"), Map.of(), Map.of()))
                .hasMessage("unknown key token.longest-lifetime in flag --set token.longest-lifetime; did you mean "
                        + "tokens.longest-lifetime?");
        assertThatThrownBy(() -> load(Map.of(), Map.of("revocast.htttp.port", "1"), Map.of()))
                .hasMessage("unknown key htttp.port in system property revocast.htttp.port; did you mean http.port?");
        assertThatThrownBy(() -> load(Map.of(), Map.of(), Map.of("REVOCAST_HTTP_PROT", "1")))
                .hasMessage("environment variable REVOCAST_HTTP_PROT sets no known key; did you mean the one for "
                        + "http.port?");
        assertThatThrownBy(() -> ConfigurationValues.load(SCHEMA, new Sources(Map.of(), Map.of(), Map.of(), file)))
                .hasMessage("unknown key http.prot in file " + file + "; did you mean http.port?");
        assertThatThrownBy(() -> load(Map.of("colour", "x"), Map.of(), Map.of()))
                .hasMessage("unknown key colour in flag --set colour");
    }

    @Test
    void badValueNamesKeyRuleValueAndSource() throws Exception {
        ConfigurationValues settings = load(Map.of(), Map.of(), Map.of("REVOCAST_HTTP_PORT", "many"));

        assertThatThrownBy(() -> settings.read("http.port", value -> {
                    throw new IllegalArgumentException("must be a whole number");
                }))
                .hasMessage("http.port must be a whole number: \"many\" (from environment variable "
                        + "REVOCAST_HTTP_PORT)");
    }

    @Test
    void secretsAreNeverShown() throws Exception {
        ConfigurationValues settings = load(Map.of("api-keys.demo", "hunter2"), Map.of(), Map.of());

        assertThatThrownBy(() -> settings.read("api-keys.demo", value -> {
                    throw new IllegalArgumentException("must be a hash");
                }))
                .hasMessage("api-keys.demo must be a hash (from flag --set api-keys.demo)");
        assertThat(settings.toString()).doesNotContain("hunter2");
        assertThat(new Sources(Map.of("api-keys.demo", "hunter2"), Map.of(), Map.of(), null).toString())
                .doesNotContain("hunter2");
    }

    @Test
    void fileThatCannotBeReadIsNamed() {
        assertThatThrownBy(() -> ConfigurationValues.load(
                        SCHEMA, new Sources(Map.of(), Map.of(), Map.of(), directory.resolve("none.properties"))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("the configuration file cannot be read: ");
    }
}
