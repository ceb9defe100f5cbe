package io.revocast.publisher.settings;

import io.revocast.config.ConfigurationException;
import io.revocast.config.Sources;
import io.revocast.publisher.DocumentedPage;
import io.revocast.publisher.token.ClaimNames;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class OAuthSettingsTest {
    private static final Map<String, String> LEAST = Map.of(
            "kafka.bootstrap.servers", "kafka:9092",
            "api-keys.demo", "sha256:" + "00".repeat(32) + " *",
            "issuers.idp.iss", "https://idp.example",
            "issuers.idp.jwks-url", "https://idp.example/keys");

    private static OAuthSettings load(Map<String, String> more) throws ConfigurationException {
        Map<String, String> flags = new HashMap<>(LEAST);
        flags.putAll(more);
        return PublisherConfig.load(new Sources(flags, Map.of(), Map.of(), null), false)
                .tokens()
                .oauth();
    }

    @Test
    void defaultsAreTheDocumentedOnes() throws Exception {
        OAuthSettings oauth = load(Map.of());

        assertThat(oauth.publicUrl()).isNull();
        assertThat(oauth.leeway()).isEqualTo(Duration.ZERO);
        assertThat(oauth.claims()).isEqualTo(Map.of("https://idp.example", ClaimNames.DEFAULT));
        assertThat(DocumentedPage.read("oauth.md").text())
                .contains("| `http.public-url` | |")
                .contains("| `introspection.leeway` | `" + Duration.ZERO + "` |")
                .contains("| `issuers.<alias>.client-claim` | |")
                .contains("| `issuers.<alias>.session-claim` | `" + ClaimNames.DEFAULT.session() + "` |");
    }

    @Test
    void everySettingIsInForce() throws Exception {
        OAuthSettings oauth = load(Map.of(
                "http.public-url", "https://revocast.example/base",
                "introspection.leeway", "PT5M",
                "tokens.margin", "PT5M",
                "issuers.idp.client-claim", "app",
                "issuers.idp.session-claim", "grant"));

        assertThat(oauth.publicUrl()).isEqualTo(URI.create("https://revocast.example/base"));
        assertThat(oauth.leeway()).isEqualTo(Duration.ofMinutes(5));
        assertThat(oauth.claims()).isEqualTo(Map.of("https://idp.example", new ClaimNames("app", "grant")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://revocast.example", "http://127.0.0.1:8080", "http://localhost:8080", "HTTPS://R"})
    void publicUrlIsSecureOrOnThisMachine(String url) throws Exception {
        assertThat(load(Map.of("http.public-url", url)).publicUrl()).isEqualTo(URI.create(url));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://revocast.example",
                "https://user@revocast.example",
                "https://revocast.example?a=b",
                "https://revocast.example#a",
                "https:revocast.example",
                "revocast.example",
                "https://revocast example",
                "ftp://127.0.0.1"
            })
    void otherPublicUrlsAreRefusedWithTheRule(String url) {
        ConfigurationException refusal =
                catchThrowableOfType(ConfigurationException.class, () -> load(Map.of("http.public-url", url)));

        assertThat(refusal)
                .hasMessageStartingWith(
                        "http.public-url must be an https URL without user, query and fragment (RFC 8414 section 2),")
                .hasMessageContaining(url);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "introspection.leeway|PT6M|introspection.leeway must be a duration between PT0S and PT5M",
                "introspection.leeway|-PT1S|introspection.leeway must be a duration between PT0S and PT5M",
                "issuers.idp.session-claim|jti|issuers.idp.session-claim must be a claim that tokens can be revoked by",
                "issuers.other.client-claim|app|issuers.other.iss must be set"
            })
    void badSettingIsRefusedWithItsRule(String key, String value, String message) {
        ConfigurationException refusal =
                catchThrowableOfType(ConfigurationException.class, () -> load(Map.of(key, value)));

        assertThat(refusal).hasMessageStartingWith(message);
    }
}
