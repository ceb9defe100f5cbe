package io.revocast.publisher.settings;

import io.revocast.config.ConfigurationException;
import io.revocast.config.Sources;
import io.revocast.publisher.request.KnownIssuers;
import io.revocast.publisher.request.KnownIssuers.KnownIssuer;
import io.revocast.publisher.signals.Provider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class KnownIssuerSettingsTest {
    private static final Map<String, String> LEAST =
            Map.of("kafka.bootstrap.servers", "kafka:9092", "api-keys.demo", "sha256:" + "00".repeat(32) + " *");
    private static final Map<String, String> IDP =
            Map.of("issuers.idp.iss", "https://idp.example", "issuers.idp.jwks-url", "https://idp.example/keys");
    private static final KnownIssuer PLAIN = new KnownIssuer("idp", Duration.ZERO, Set.of("sid"));

    @SafeVarargs
    private static PublisherConfig load(Map<String, String>... more) throws ConfigurationException {
        Map<String, String> flags = new HashMap<>(LEAST);
        for (Map<String, String> each : more) {
            flags.putAll(each);
        }
        return PublisherConfig.load(new Sources(flags, Map.of(), Map.of(), null), false);
    }

    @SafeVarargs
    private static KnownIssuers known(Map<String, String>... more) throws ConfigurationException {
        return load(more).tokens().targets().issuers();
    }

    @Test
    void withoutIssuersAnyMayBeNamed() throws Exception {
        assertThat(known().byIssuer()).isEmpty();
    }

    @Test
    void configuredIssuersAloneMayBeNamed() throws Exception {
        KnownIssuers known = known(IDP);

        assertThat(known).isEqualTo(new KnownIssuers(Map.of("https://idp.example", PLAIN), false));
        assertThat(known(IDP, Map.of("tokens.unknown-issuers", "allow")).othersAllowed())
                .isTrue();
    }

    @Test
    void issuersOfTokensAndOfCallersAreKnown() throws Exception {
        KnownIssuers known = known(
                IDP,
                Map.of(
                        "issuers.idp.token-issuer", "https://tokens.example",
                        "issuers.idp.ssf-audience", "us",
                        "callers.staff.iss", "https://staff.example",
                        "callers.staff.jwks-url", "https://staff.example/keys",
                        "callers.staff.audience", "us"));

        assertThat(known.byIssuer())
                .containsOnlyKeys("https://idp.example", "https://tokens.example", "https://staff.example");
    }

    @Test
    void sessionsAndClocksAreThoseOfTheIssuer() throws Exception {
        assertThat(known(IDP, Map.of("issuers.idp.session-claim", "grant,sub", "issuers.idp.issued-at-offset", "-PT5M"))
                        .byIssuer())
                .containsEntry("https://idp.example", new KnownIssuer("idp", Duration.ofMinutes(-5), Set.of("grant")));
        assertThat(known(IDP, Map.of("issuers.idp.session-claim", "-")).byIssuer())
                .containsEntry("https://idp.example", new KnownIssuer("idp", Duration.ZERO, Set.of()));
        assertThat(known(IDP, Map.of("issuers.idp.session-claim", "sub")).byIssuer())
                .as("a user comes back")
                .containsEntry("https://idp.example", new KnownIssuer("idp", Duration.ZERO, Set.of()));
    }

    @Test
    void offsetAndCutOffReachTheMessagesOfTheProvider() throws Exception {
        Map<String, String> logout = Map.of("issuers.idp.logout-audience", "shop");

        assertThat(cutOff(IDP, logout)).isEqualTo(Provider.CutOff.DEFAULT);
        assertThat(cutOff(
                        IDP,
                        logout,
                        Map.of("issuers.idp.issued-at-offset", "PT5S", "issuers.idp.cut-off", "auth_time")))
                .isEqualTo(new Provider.CutOff(Duration.ofSeconds(5), true));
        assertThat(cutOff(IDP, logout, Map.of("issuers.idp.issued-at-offset", "-PT5M")))
                .as("the clock of the message may be right")
                .isEqualTo(Provider.CutOff.DEFAULT);
    }

    @SafeVarargs
    private static Provider.CutOff cutOff(Map<String, String>... more) throws ConfigurationException {
        return load(more).tokens().receiving().providers().get(0).tokens().cutOff();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "issuers.idp.issued-at-offset|PT6M|must be a duration between PT-1H and PT5M, such as PT5S or -PT5M",
                "issuers.idp.issued-at-offset|PT0.5S|must be in whole seconds, such as PT5S or -PT5M",
                "tokens.unknown-issuers|no|must be one of allow, refuse",
                "issuers.idp.cut-off|auth_time|has no effect without logout-audience or ssf-audience"
            })
    void badSettingIsRefusedWithItsRule(String key, String value, String rule) {
        ConfigurationException refusal =
                catchThrowableOfType(ConfigurationException.class, () -> load(IDP, Map.of(key, value)));

        assertThat(refusal).hasMessageStartingWith(key + " " + rule);
    }
}
