package io.revocast.publisher.settings;

import io.revocast.config.ConfigurationException;
import io.revocast.config.Sources;
import io.revocast.publisher.kafka.topic.AuditTopicPlan;
import io.revocast.publisher.kafka.topic.TopicPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class PublisherConfigTest {
    private static final Map<String, String> LEAST =
            Map.of("kafka.bootstrap.servers", "kafka:9092", "api-keys.demo", "sha256:" + "00".repeat(32) + " *");

    private static PublisherConfig load(Map<String, String> more, boolean insecure) throws ConfigurationException {
        Map<String, String> flags = new HashMap<>(LEAST);
        flags.putAll(more);
        return PublisherConfig.load(new Sources(flags, Map.of(), Map.of(), null), insecure);
    }

    private static String refusal(Map<String, String> more) {
        ConfigurationException refusal = catchThrowableOfType(ConfigurationException.class, () -> load(more, false));
        assertThat(refusal).as("refusal of " + more).isNotNull();
        return String.valueOf(refusal.getMessage());
    }

    @Test
    void documentedDefaultsAreTheDefaults() throws Exception {
        PublisherConfig config = load(Map.of(), false);

        assertThat(config.http().listener().host()).isEqualTo("127.0.0.1");
        assertThat(config.http().listener().port()).isEqualTo(8080);
        assertThat(config.topic())
                .isEqualTo(new TopicPlan("revocast.revocations", null, null, true, Duration.ofDays(1)));
        assertThat(config.audit()).isEqualTo(new AuditTopicPlan("revocast.audit", null, true, Duration.ofDays(400)));
        assertThat(config.tokens().lifetime().longest()).isEqualTo(Duration.ofDays(1));
        assertThat(config.tokens().lifetime().explicit()).isFalse();
        assertThat(config.tokens().maxStaleness()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.tokens().issuers()).isEmpty();
    }

    @Test
    void longestLifetimeIsExplicitWhenItIsSetEvenToTheDefault() throws Exception {
        assertThat(load(Map.of("tokens.longest-lifetime", "PT24H"), false)
                        .tokens()
                        .lifetime()
                        .explicit())
                .isTrue();
    }

    @Test
    void auditIsSwitchedOffByAWord() throws Exception {
        assertThat(load(Map.of("audit.topic", "none"), false).audit()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http.port|65536|http.port must be a whole number from 0 to 65535: \"65536\" (from flag --set"
                        + " http.port)",
                "http.port|many|http.port must be a whole number from 0 to 65535: \"many\" (from flag --set http.port)",
                "kafka.bootstrap.servers|kafka|kafka.bootstrap.servers must be host:port, several separated by commas",
                "topic.name|a b|topic.name must be at most 249 letters, digits, dots, underscores and hyphens",
                "topic.partitions|0|topic.partitions must be a whole number from 1 to 1000",
                "topic.provision|maybe|topic.provision must be one of create, verify",
                "audit.topic|a b|audit.topic must be at most 249 letters, digits, dots, underscores and hyphens",
                "audit.topic|revocast.revocations|audit.topic must not be topic.name: the audit has a topic of its own",
                "audit.retention|PT1H|audit.retention must be a duration between PT24H and PT876000H",
                "tokens.longest-lifetime|8h|tokens.longest-lifetime must be a duration between PT1S and PT87600H",
                "tokens.margin|PT2H|tokens.margin must be a duration between PT0S and PT1H, such as PT2M",
                "tokens.margin|PT0.5S|tokens.margin must be in whole seconds, such as PT2M",
                "tokens.max-staleness|PT0S|tokens.max-staleness must be a duration between PT1S and PT1H",
                "kafka.properties.acks|1|kafka.properties.acks must not be set: success is answered only for",
                "kafka.properties.bootstrap.servers|k:1|kafka.properties.bootstrap.servers must not be set: it is",
                "kafka.properties.max.block.ms|60000|kafka.properties.max.block.ms must be at most 30000: 60000",
                "kafka.properties.linger.ms|soon|kafka.properties.Invalid value soon for configuration linger.ms",
                "api-keys.demo|x|api-keys.demo must read like sha256:<64 hex digits> token,claim read (from flag",
                "issuers.a.iss|https://a|either issuers.a.jwks-url or issuers.a.jwks-file must be set",
                "issuers.a.jwks-url|https://a/keys|issuers.a.iss must be set: the iss of its tokens",
                "kafka.propertis.acks|1|unknown key kafka.propertis.acks in flag --set kafka.propertis.acks"
            })
    void badSettingIsRefusedWithItsRule(String key, String value, String message) {
        assertThat(refusal(Map.of(key, value))).startsWith(message);
    }

    /** A3. */
    @Test
    void aLeewayThatOutlivesRevocationsIsRefused() throws Exception {
        assertThat(refusal(Map.of("introspection.leeway", "PT5M")))
                .isEqualTo("introspection.leeway must be at most tokens.margin, PT2M: \"PT5M\"; a revocation is"
                        + " forgotten that long after exp. Shorten the leeway, or raise tokens.margin here and the"
                        + " margin of every service");
        assertThat(refusal(Map.of(
                        "callers.kc.iss", "https://kc",
                        "callers.kc.jwks-url", "https://kc/keys",
                        "callers.kc.audience", "revocast",
                        "callers.kc.leeway", "PT121S")))
                .startsWith("callers.kc.leeway must be at most tokens.margin, PT2M: \"PT2M1S\"");

        PublisherConfig config = load(Map.of("introspection.leeway", "PT5M", "tokens.margin", "PT5M"), false);

        assertThat(config.topic().margin()).isEqualTo(Duration.ofMinutes(5));
        assertThat(config.tokens().lifetime().margin()).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void badKeySetsAreRefused() {
        assertThat(refusal(Map.of("issuers.a.iss", "https://a", "issuers.a.jwks-url", "http://keys.example/jwks")))
                .startsWith("issuers.a.jwks-url must be an https URL: over plain HTTP")
                .contains("jwks.plain-http=allow");
        assertThat(refusal(Map.of("issuers.a.iss", "https://a", "issuers.a.jwks-url", "file:///etc/passwd")))
                .startsWith("issuers.a.jwks-url must be an https or http URL without user name");
        assertThat(refusal(Map.of("issuers.a.iss", "https://a", "issuers.a.jwks-file", "/nowhere.json")))
                .startsWith("issuers.a.jwks-file must be a file that can be read");
        assertThat(refusal(Map.of(
                        "issuers.a.iss",
                        "https://a",
                        "issuers.a.jwks-url",
                        "https://a/keys",
                        "issuers.b.iss",
                        "https://a",
                        "issuers.b.jwks-url",
                        "https://b/keys")))
                .isEqualTo("issuers.b.iss is the issuer of another alias already: https://a");
    }

    @Test
    void bootstrapServersMustBeSet() {
        ConfigurationException refusal = catchThrowableOfType(
                ConfigurationException.class,
                () -> PublisherConfig.load(new Sources(Map.of(), Map.of(), Map.of(), null), true));

        assertThat(refusal).hasMessage("kafka.bootstrap.servers must be set: host:port, several separated by commas");
    }

    @Test
    void withoutKeysItStartsOnlyWhenToldInsecureOnLoopback() throws Exception {
        Map<String, String> open = Map.of("kafka.bootstrap.servers", "kafka:9092");
        Sources loopback = new Sources(open, Map.of(), Map.of(), null);
        Sources everywhere = new Sources(
                Map.of("kafka.bootstrap.servers", "kafka:9092", "http.host", "0.0.0.0"), Map.of(), Map.of(), null);

        ConfigurationException noKeys =
                catchThrowableOfType(ConfigurationException.class, () -> PublisherConfig.load(loopback, false));
        ConfigurationException exposed =
                catchThrowableOfType(ConfigurationException.class, () -> PublisherConfig.load(everywhere, true));

        assertThat(PublisherConfig.load(loopback, true).access().insecure()).isTrue();
        assertThat(noKeys)
                .hasMessageStartingWith(
                        "no caller is configured: add an API key with \"keys new NAME --kinds token,claim\", ");
        assertThat(exposed)
                .hasMessage("--insecure serves callers without authentication, so http.host must be a loopback "
                        + "address such as 127.0.0.1: 0.0.0.0");
    }

    @Test
    void toStringShowsNoSecret() throws Exception {
        PublisherConfig config = load(Map.of("kafka.properties.ssl.key.password", "hunter2"), false);

        assertThat(config.toString()).doesNotContain("hunter2").doesNotContain("000000");
    }
}
