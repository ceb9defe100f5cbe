package io.revocast.consumer.internal.topic;

import io.revocast.consumer.FailurePolicy;
import io.revocast.consumer.Freshness;
import io.revocast.consumer.State;
import io.revocast.consumer.Verdict;
import io.revocast.consumer.internal.KafkaRevocationList;
import io.revocast.consumer.internal.MutableClock;
import io.revocast.consumer.internal.TestToken;
import io.revocast.consumer.internal.TestTopic;
import io.revocast.consumer.internal.settings.ListSettings;
import io.revocast.consumer.internal.settings.ReaderProperties;
import io.revocast.embedded.CapturedLog;
import io.revocast.embedded.SecureKafka;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthenticationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import static io.revocast.consumer.internal.TestTopic.isRevoked;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** A reader before a broker that asks who it is and what it may do: it gets by with READ, and says what it lacks. */
class SecuredBrokerIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration MAX_STALENESS = Duration.ofSeconds(3);
    private static final String PASSWORD = "correct-" + UUID.randomUUID();

    private static SecureKafka kafka;
    private static Map<String, String> withPassword;
    private static Map<String, String> withCertificate;

    private final List<KafkaRevocationList> lists = new ArrayList<>();
    private TestTopic topic;
    private CapturedLog log;

    @BeforeAll
    static void startBroker() {
        kafka = SecureKafka.start();
        kafka.setPassword("reader", PASSWORD);
        withPassword = kafka.withPassword("reader", PASSWORD);
        withCertificate = kafka.withCertificate("reader");
    }

    @AfterAll
    static void stopBroker() {
        kafka.close();
    }

    @BeforeEach
    void createTopic() {
        topic = TestTopic.create(kafka.asAdministrator(), 1);
        topic.revoke("before");
        log = new CapturedLog();
    }

    /** Whatever was wrong, the log has neither the password nor a private key. */
    @AfterEach
    void noSecretWasLogged() {
        lists.forEach(KafkaRevocationList::close);
        log.close();
        assertThat(log.text()).doesNotContain(PASSWORD).doesNotContain("BEGIN PRIVATE KEY");
    }

    private KafkaRevocationList start(Map<String, String> client) {
        Map<String, String> impatient = new HashMap<>(client);
        impatient.put("request.timeout.ms", "2000");
        impatient.put("default.api.timeout.ms", "2000");
        KafkaRevocationList list = topic.list()
                .kafkaProperties(impatient)
                .maxStaleness(MAX_STALENESS)
                .build();
        lists.add(list);
        list.start();
        return list;
    }

    private static void awaitCause(KafkaRevocationList list, String words) {
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(list.status().cause()).startsWith(words + ", since "));
        assertThat(list.toString()).doesNotContain(PASSWORD);
    }

    private static void awaitCurrent(KafkaRevocationList list) {
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(list.status().state())
                        .as(list.status().toString())
                        .isEqualTo(State.CURRENT));
    }

    /** The two ways in, with the name by which ACLs call who comes that way. */
    enum Way {
        PASSWORD("User:reader"),
        CERTIFICATE("User:CN=reader");

        private final String principal;

        Way(String principal) {
            this.principal = principal;
        }

        private Map<String, String> client() {
            return this == PASSWORD ? withPassword : withCertificate;
        }
    }

    @ParameterizedTest
    @EnumSource
    void readIsAllThatAReaderNeeds(Way way) {
        kafka.allow(way.principal, topic.name(), AclOperation.READ);

        KafkaRevocationList list = start(way.client());

        awaitCurrent(list);
        assertThat(isRevoked(list, "before")).isTrue();
        topic.revoke("after");
        await().atMost(LIMIT).until(() -> isRevoked(list, "after"));
        assertThat(log.text())
                .contains(
                        "settings unverified: this client's principal lacks DESCRIBE_CONFIGS on topic " + topic.name());
        assertThat(list.status().cause()).startsWith("settings unverified: ");
    }

    @ParameterizedTest
    @EnumSource
    void loginModulesLoadUnderAContextClassLoaderThatDoesNotSeeKafka(Way way) {
        kafka.allow(way.principal, topic.name(), AclOperation.READ);
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(ClassLoader.getPlatformClassLoader());
        try {
            awaitCurrent(start(way.client()));
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Test
    void withDescribeConfigsItVerifiesTheSettings() {
        String unfit = topic.name() + "-unfit";
        kafka.asAdministrator().createTopic(unfit, 1, Map.of("cleanup.policy", "delete"));
        kafka.allow("User:reader", unfit, AclOperation.READ, AclOperation.DESCRIBE_CONFIGS);
        topic = new TestTopic(kafka.asAdministrator(), unfit);

        KafkaRevocationList list = start(withPassword);

        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(list.status().cause())
                        .startsWith("topic " + unfit + " is not fit to keep revocations: cleanup.policy is delete;"));
        assertThat(log.text()).doesNotContain("not verified");
    }

    @Test
    void aMissingRightIsNamedAndWorksAsSoonAsItIsGranted() {
        KafkaRevocationList list = start(withPassword);
        String hint = " on topic " + topic.name() + "; grant it READ, which includes DESCRIBE";
        awaitCause(list, "this client's principal lacks DESCRIBE" + hint);

        kafka.allow("User:reader", topic.name(), AclOperation.DESCRIBE);
        awaitCause(list, "this client's principal lacks READ" + hint);
        assertThat(list.status().initialReplayComplete()).isFalse();

        kafka.allow("User:reader", topic.name(), AclOperation.READ);
        awaitCurrent(list);
    }

    @Test
    void readTakenAwayMakesItStaleInTimeAndGivenBackCurrent() {
        kafka.allow("User:reader", topic.name(), AclOperation.READ, AclOperation.DESCRIBE);
        KafkaRevocationList list = start(withPassword);
        awaitCurrent(list);

        kafka.withdraw("User:reader", topic.name(), AclOperation.READ);
        await().atMost(MAX_STALENESS.plusSeconds(2)).until(() -> list.state() == State.STALE);
        awaitCause(
                list,
                "this client's principal lacks READ on topic " + topic.name()
                        + "; grant it READ, which includes DESCRIBE");
        assertThat(isRevoked(list, "before")).isTrue();
        assertThat(list.check(TestToken.withJti("other")))
                .isEqualTo(new Verdict.Unknown(Verdict.Reason.STALE, FailurePolicy.DENY));
        topic.revoke("meanwhile");

        kafka.allow("User:reader", topic.name(), AclOperation.READ);
        awaitCurrent(list);
        assertThat(isRevoked(list, "meanwhile")).isTrue();
    }

    @Test
    void aRemovedUserIsStaleAndCurrentWhenItIsBack() {
        kafka.setPassword("leaver", PASSWORD);
        kafka.allow("User:leaver", topic.name(), AclOperation.READ);
        KafkaRevocationList list = start(kafka.withPassword("leaver", PASSWORD));
        awaitCurrent(list);

        kafka.removeUser("leaver");
        await().atMost(LIMIT).until(() -> list.state() == State.STALE);
        awaitCause(list, refusedCredentials());

        kafka.setPassword("leaver", PASSWORD);
        awaitCurrent(list);
    }

    private static String refusedCredentials() {
        return "the broker at " + kafka.passwordAddress()
                + " refused this client's credentials; check sasl.jaas.config," + " and whether the user exists";
    }

    @Test
    void aWrongPasswordIsSaid() {
        KafkaRevocationList list = start(kafka.withPassword("reader", PASSWORD + "-not"));

        awaitCause(list, refusedCredentials());
    }

    @Test
    void aMechanismThatTheBrokerDoesNotKnowIsSaid() {
        Map<String, String> client = new HashMap<>(withPassword);
        client.put("sasl.mechanism", "SCRAM-SHA-256");

        KafkaRevocationList list = start(client);

        awaitCause(
                list,
                "the broker at " + kafka.passwordAddress()
                        + " does not accept the mechanism that sasl.mechanism names");
    }

    @Test
    void aBrokerOfAnAuthorityThatTheReaderDoesNotTrustIsRefused() {
        Map<String, String> client = new HashMap<>(withPassword);
        // What remains is the Java runtime's own list of authorities.
        client.keySet().removeIf(name -> name.startsWith("ssl.truststore"));

        KafkaRevocationList list = start(client);

        awaitCause(
                list,
                "the certificate of a broker at " + kafka.passwordAddress()
                        + " is not signed by an authority that this client trusts; check ssl.truststore.location");
    }

    @Test
    void aBrokerUnderAnotherNameThanItsCertificatesIsRefused() {
        String address = kafka.passwordAddress().replace("localhost", "127.0.0.1");
        Map<String, String> client = new HashMap<>(withPassword);
        client.put("bootstrap.servers", address);

        KafkaRevocationList list = start(client);

        awaitCause(
                list,
                "the certificate of a broker at " + address
                        + " is not for the host name that this client uses; use a name that it has, in"
                        + " bootstrap.servers and in the broker's advertised.listeners");
    }

    @Test
    void aReaderWithoutTheCertificateThatTheBrokerWantsIsTold() {
        Map<String, String> client = new HashMap<>(withCertificate);
        client.keySet().removeIf(name -> name.startsWith("ssl.keystore"));

        KafkaRevocationList list = start(client);

        awaitCause(
                list,
                "the broker at " + kafka.certificateAddress()
                        + " refused the TLS handshake; if it wants a certificate from clients, check"
                        + " ssl.keystore.location, and that the broker trusts the authority that signed it");
    }

    @Test
    void plainTextToAListenerThatSpeaksTlsIsSaid() {
        KafkaRevocationList list = start(Map.of("bootstrap.servers", kafka.passwordAddress()));

        awaitCause(
                list,
                "no broker at " + kafka.passwordAddress()
                        + " answered in time; is one up, and does it speak PLAINTEXT there (security.protocol)?");
    }

    @Test
    void adminClientThatIsRefusedForAMinuteIsReplacedAndSoUsesRenewedCredentials() {
        kafka.allow("User:reader", topic.name(), AclOperation.READ);
        MutableClock clock = new MutableClock(Instant.parse("2026-01-01T00:00:00Z"));
        ListSettings settings = new ListSettings(
                new ListSettings.Source(topic.name(), withPassword),
                new ListSettings.Policy(
                        MAX_STALENESS,
                        Freshness.PROBE,
                        FailurePolicy.DENY,
                        Duration.ofHours(24),
                        Long.MAX_VALUE,
                        Duration.ofSeconds(10)),
                new ListSettings.Time(clock, clock.nanoTime()),
                List.of(),
                false);
        Deque<Map<String, String>> credentials =
                new ArrayDeque<>(List.of(kafka.withPassword("reader", "outdated"), withPassword));
        try (AdminTopicInspector inspector = new AdminTopicInspector(
                settings,
                () -> Admin.create(ReaderProperties.admin(credentials.remove(), MAX_STALENESS)),
                new BrokerPing(settings.source().bootstrapServers()))) {
            assertThatThrownBy(inspector::inspect).isInstanceOf(AuthenticationException.class);
            assertThatThrownBy(inspector::inspect).isInstanceOf(AuthenticationException.class);

            clock.pass(Duration.ofSeconds(61));

            assertThat(inspector.inspect().identity().partitions()).containsExactly(0);
        }
    }
}
