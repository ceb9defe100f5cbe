package io.revocast.publisher.settings;

import io.revocast.config.ConfigurationException;
import io.revocast.config.Sources;
import io.revocast.publisher.jwks.AccessTokens;
import io.revocast.publisher.jwks.CallerIssuer;
import io.revocast.publisher.jwks.TrustedIssuer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class AccessSettingsTest {
    private static final Map<String, String> ISSUER = Map.of(
            "callers.kc.iss", "https://kc",
            "callers.kc.jwks-url", "https://kc/certs",
            "callers.kc.audience", "revocast");

    private static AccessSettings load(Map<String, String> flags, Map<String, String> environment)
            throws ConfigurationException {
        Map<String, String> all = new HashMap<>(flags);
        all.put("kafka.bootstrap.servers", "kafka:9092");
        return PublisherConfig.load(new Sources(all, Map.of(), environment, null), false)
                .access();
    }

    private static String refusal(Map<String, String> flags) {
        ConfigurationException refusal =
                catchThrowableOfType(ConfigurationException.class, () -> load(flags, Map.of()));
        assertThat(refusal).as("refusal of " + flags).isNotNull();
        return String.valueOf(refusal.getMessage());
    }

    private static String refusal(String key, String value) {
        Map<String, String> flags = new HashMap<>(ISSUER);
        flags.put(key, value);
        return refusal(flags);
    }

    @Test
    void issuerOfCallersHasTheDocumentedDefaults() throws Exception {
        AccessSettings access = load(ISSUER, Map.of());

        assertThat(access.known().issuers())
                .containsExactly(new CallerIssuer(
                        "kc",
                        new TrustedIssuer("https://kc", URI.create("https://kc/certs")),
                        new AccessTokens("revocast", List.of("scope", "scp"), "client_id", Duration.ZERO),
                        Set.of()));
        assertThat(access.limits()).isEqualTo(new AccessSettings.Limits(10, 2_000, 10_000));
        assertThat(access.insecure()).isFalse();
    }

    @Test
    void everythingMayBeSetAlsoByTheEnvironment() throws Exception {
        AccessSettings access = load(
                ISSUER,
                Map.of(
                        "REVOCAST_CALLERS_KC_CLIENT_CLAIM", "azp",
                        "REVOCAST_CALLERS_KC_SCOPE_CLAIM", "permissions",
                        "REVOCAST_CALLERS_KC_LEEWAY", "PT30S",
                        "REVOCAST_CALLERS_KC_ISSUERS", "https://a, https://b",
                        "REVOCAST_CLIENT_CERTIFICATES_PORTAL", "dns:portal.example token",
                        "REVOCAST_LIMITS_FAILURES_PER_MINUTE", "5",
                        "REVOCAST_LIMITS_REQUESTS_PER_SECOND", "7",
                        "REVOCAST_LIMITS_TOTAL_REQUESTS_PER_SECOND", "70",
                        "REVOCAST_HTTP_TRUSTED_PROXIES", "10.0.0.0/8"));

        CallerIssuer issuer = access.known().issuers().get(0);
        assertThat(issuer.tokens())
                .isEqualTo(new AccessTokens("revocast", List.of("permissions", "scp"), "azp", Duration.ofSeconds(30)));
        assertThat(issuer.issuers()).containsExactlyInAnyOrder("https://a", "https://b");
        assertThat(access.limits()).isEqualTo(new AccessSettings.Limits(5, 7, 70));
        assertThat(access.known().certificates())
                .hasToString("[ClientCertificate[DNS portal.example, Caller[name="
                        + "portal, clientId=portal, scopes=[WRITE_TOKEN], issuers=[]]]]");
        assertThat(access.sources()).hasToString("SourceAddresses[10.0.0.0/8]");
    }

    @Test
    void anyKindOfCallerWillDo() throws Exception {
        String hash = "sha256:" + "00".repeat(32);

        assertThat(load(Map.of("api-keys.a", hash + " token"), Map.of()).known().isEmpty())
                .isFalse();
        assertThat(load(Map.of("client-certificates.a", hash + " token"), Map.of())
                        .known()
                        .isEmpty())
                .isFalse();
        assertThat(refusal(Map.of()))
                .isEqualTo("no caller is configured: add an API key with \"keys new NAME --kinds token,claim\", an "
                        + "issuer of access tokens as callers.<alias>.iss or a certificate as "
                        + "client-certificates.<name>, or try the publisher out with --insecure on a loopback address");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "callers.kc.audience|''|callers.kc.audience must not be empty: \"\"",
                "callers.kc.jwks-url|ftp://kc|callers.kc.jwks-url must be an https or http URL without user name:"
                        + " \"ftp://kc\"",
                "callers.kc.jwks-file|/nowhere|callers.kc.jwks-file must be a file that can be read: \"/nowhere\"",
                "callers.kc.leeway|PT6M|callers.kc.leeway must be a duration between PT0S and PT5M, such as PT30S:"
                        + " \"PT6M\"",
                "callers.kc.leeway|30|callers.kc.leeway must be a duration between PT0S and PT5M, such as PT30S:"
                        + " \"30\"",
                "callers.kc.audiences|x|unknown key callers.kc.audiences",
                "callers.other.iss|https://other|either callers.other.jwks-url or callers.other.jwks-file must be set",
                "callers.other.audience|x|callers.other.iss must be set: the iss of its tokens",
                "client-certificates.p|*.example token|client-certificates.p must begin with dns:<host name>",
                "limits.failures-per-minute|0|limits.failures-per-minute must be a whole number from 1 to 100000:"
                        + " \"0\"",
                "limits.requests-per-second|x|limits.requests-per-second must be a whole number from 1 to 1000000:"
                        + " \"x\"",
                "limits.total-requests-per-second|0|limits.total-requests-per-second must be a whole number from 1",
                "http.trusted-proxies|proxy|http.trusted-proxies must be IP addresses, or ranges such as 10.0.0.0/8"
            })
    void wrongSettingIsRefusedByNameValueAndRule(String key, String value, String message) {
        assertThat(refusal(key, value)).startsWith(message);
    }

    @Test
    void audienceMustBeSet() {
        assertThat(refusal(Map.of("callers.kc.iss", "https://kc", "callers.kc.jwks-url", "https://kc/certs")))
                .isEqualTo("callers.kc.audience must be set: the name of this publisher that must be in the aud of "
                        + "its tokens");
    }

    @Test
    void oneIssuerHasOneAlias() {
        Map<String, String> twice = new HashMap<>(ISSUER);
        ISSUER.forEach((key, value) -> twice.put(key.replace(".kc.", ".other."), value));

        assertThat(refusal(twice)).isEqualTo("callers.other.iss is the issuer of another alias already: https://kc");
    }
}
