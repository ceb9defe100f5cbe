package io.revocast.publisher.settings;

import io.revocast.config.ConfigurationException;
import io.revocast.config.Sources;
import io.revocast.publisher.signals.EventRule;
import io.revocast.publisher.signals.Provider;
import io.revocast.publisher.signals.SubjectType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class ProviderSettingsTest {
    private static final Map<String, String> LEAST = Map.of(
            "kafka.bootstrap.servers", "kafka:9092",
            "api-keys.demo", "sha256:" + "00".repeat(32) + " *",
            "issuers.idp.iss", "https://idp.example",
            "issuers.idp.jwks-url", "https://idp.example/keys");

    private static ProviderMessageSettings load(Map<String, String> more) throws ConfigurationException {
        Map<String, String> flags = new HashMap<>(LEAST);
        flags.putAll(more);
        return PublisherConfig.load(new Sources(flags, Map.of(), Map.of(), null), false)
                .tokens()
                .receiving();
    }

    private static Provider provider(Map<String, String> more) throws ConfigurationException {
        List<Provider> providers = load(more).providers();
        assertThat(providers).hasSize(1);
        return providers.get(0);
    }

    @Test
    void issuerWithoutAnAudienceRevokesNothing() throws Exception {
        assertThat(load(Map.of()).providers()).isEmpty();
        assertThat(load(Map.of()).lenientContentType()).isFalse();
    }

    @Test
    void documentedDefaultsAreTheDefaults() throws Exception {
        Provider provider = provider(Map.of(
                "issuers.idp.logout-audience", "shop, portal", "issuers.idp.ssf-audience", "https://revocast.example"));

        assertThat(provider.alias()).isEqualTo("idp");
        assertThat(provider.tokens())
                .isEqualTo(new Provider.Tokens(
                        "https://idp.example",
                        Map.of(SubjectType.SESSION, "sid", SubjectType.USER, "sub", SubjectType.CLIENT, "client_id"),
                        false,
                        Provider.CutOff.DEFAULT));
        Provider.Logout logout = Objects.requireNonNull(provider.logout());
        assertThat(logout.audience()).containsExactlyInAnyOrder("shop", "portal");
        assertThat(logout.age()).isEqualTo(Duration.ofMinutes(2));
        assertThat(logout.expiryOptional()).isFalse();
        assertThat(logout.longestWait()).isZero();
        Provider.Stream stream = Objects.requireNonNull(provider.stream());
        assertThat(stream.audience()).containsExactly("https://revocast.example");
        assertThat(stream.authorization()).isNull();
        assertThat(stream.rules()).isEqualTo(EventRule.parse(EventRule.DEFAULTS));
    }

    @Test
    void everySettingIsInForce() throws Exception {
        Provider provider = provider(Map.ofEntries(
                Map.entry("issuers.idp.logout-audience", "shop"),
                Map.entry("issuers.idp.logout-age", "PT5M"),
                Map.entry("issuers.idp.logout-exp", "optional"),
                Map.entry("issuers.idp.logout-wait", "PT3S"),
                Map.entry("issuers.idp.ssf-audience", "us"),
                Map.entry("issuers.idp.ssf-authorization-hash", "sha256:" + "ab".repeat(32)),
                Map.entry("issuers.idp.ssf-events", "account-purged"),
                Map.entry("issuers.idp.token-issuer", "https://tokens.example"),
                Map.entry("issuers.idp.session-claim", "-"),
                Map.entry("issuers.idp.subject-claim", "uid"),
                Map.entry("issuers.idp.client-claim", "azp"),
                Map.entry("issuers.idp.tenant-claim", "tid"),
                Map.entry("issuers.idp.email-claim", "email")));

        assertThat(provider.tokens())
                .isEqualTo(new Provider.Tokens(
                        "https://tokens.example",
                        Map.of(
                                SubjectType.USER,
                                "uid",
                                SubjectType.CLIENT,
                                "azp",
                                SubjectType.TENANT,
                                "tid",
                                SubjectType.EMAIL,
                                "email"),
                        false,
                        Provider.CutOff.DEFAULT));
        assertThat(Objects.requireNonNull(provider.logout()).longestWait()).isEqualTo(Duration.ofSeconds(3));
        assertThat(Objects.requireNonNull(provider.logout()).age()).isEqualTo(Duration.ofMinutes(5));
        assertThat(Objects.requireNonNull(provider.logout()).expiryOptional()).isTrue();
        assertThat(Objects.requireNonNull(provider.stream()).authorization()).isNotNull();
        assertThat(Objects.requireNonNull(provider.stream()).rules())
                .extracting(EventRule::wholeUser)
                .containsExactly(false);
        assertThat(load(Map.of("http.ssf-lenient-content-type", "true")).lenientContentType())
                .isTrue();
    }

    @Test
    void sessionClaimMayNameTheUserToo() throws Exception {
        Map<String, String> settings = Map.of(
                "issuers.idp.logout-audience", "shop",
                "issuers.idp.session-claim", "sid, uid",
                "issuers.idp.subject-claim", "uid");

        assertThat(provider(settings).tokens())
                .isEqualTo(new Provider.Tokens(
                        "https://idp.example",
                        Map.of(SubjectType.SESSION, "sid", SubjectType.USER, "uid", SubjectType.CLIENT, "client_id"),
                        true,
                        Provider.CutOff.DEFAULT));
    }

    @Test
    void settingsMayComeFromTheEnvironment() throws Exception {
        Map<String, String> environment = Map.of("REVOCAST_ISSUERS_IDP_LOGOUT_AUDIENCE", "shop");

        PublisherConfig config = PublisherConfig.load(new Sources(LEAST, Map.of(), environment, null), false);

        assertThat(config.tokens().receiving().providers()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "logout-audience|,|issuers.idp.logout-audience must not be empty",
                "logout-audience|a,a|issuers.idp.logout-audience must name each once, separated by commas",
                "logout-age|2m|issuers.idp.logout-age must be a duration between PT1S and PT1H",
                "logout-wait|PT31S|issuers.idp.logout-wait must be a duration between PT0S and PT30S",
                "logout-exp|no|issuers.idp.logout-exp must be one of optional, required",
                "ssf-authorization-hash|Bearer x|issuers.idp.ssf-authorization-hash must read sha256:<64 hex digits>",
                "ssf-events|sesion-revoked|issuers.idp.ssf-events must be event URIs or names of [session-revoked,",
                "subject-claim|iss|issuers.idp.subject-claim claim name must not be one of exp, iat, iss, jti, nbf:"
                        + " iss",
                "session-claim|sid,uid|issuers.idp.session-claim must name the session's claim and then the"
                        + " subject-claim, sub",
                "session-claim|sid,sub,x|issuers.idp.session-claim must be the session's claim, or it and the user's",
                "session-claims|sid|unknown key issuers.idp.session-claims in flag"
            })
    void badSettingIsRefusedWithItsRule(String name, String value, String message) {
        Map<String, String> settings = new HashMap<>(
                Map.of("issuers.idp.logout-audience", "shop", "issuers.idp.ssf-audience", "https://revocast.example"));
        settings.put("issuers.idp." + name, value);

        ConfigurationException refusal = catchThrowableOfType(ConfigurationException.class, () -> load(settings));

        assertThat(refusal).hasMessageStartingWith(message);
    }

    @ParameterizedTest
    @CsvSource({
        "logout-age,PT5M,logout-audience",
        "logout-wait,PT2S,logout-audience",
        "ssf-events,account-purged,ssf-audience",
        "email-claim,email,logout-audience or ssf-audience"
    })
    void settingThatWouldHaveNoEffectIsRefused(String name, String value, String needed) {
        ConfigurationException refusal =
                catchThrowableOfType(ConfigurationException.class, () -> load(Map.of("issuers.idp." + name, value)));

        assertThat(refusal)
                .hasMessage("issuers.idp." + name + " has no effect without " + needed + ", which must be set too");
    }
}
