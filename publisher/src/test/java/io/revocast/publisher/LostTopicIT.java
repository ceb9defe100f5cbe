package io.revocast.publisher;

import com.fasterxml.jackson.databind.JsonNode;
import io.revocast.cli.CommandRun;
import io.revocast.cli.CommandRun.Ended;
import io.revocast.config.Sources;
import io.revocast.consumer.RevocationList;
import io.revocast.consumer.State;
import io.revocast.embedded.TestKafka;
import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.event.internal.EventCodec;
import io.revocast.event.internal.Heartbeat;
import io.revocast.event.internal.Origin;
import io.revocast.event.internal.RevocationEvent;
import io.revocast.event.internal.TopicSettings;
import io.revocast.publisher.audit.AuditEntry;
import io.revocast.publisher.http.ApiClient;
import io.revocast.publisher.kafka.CommandAudit;
import io.revocast.publisher.kafka.topic.LostTopicGuard;
import io.revocast.publisher.settings.TopicsConfig;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The topic is deleted while no publisher runs. */
@Execution(ExecutionMode.CONCURRENT) // most of its time is waiting
class LostTopicIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int REVOKED = 20;

    @TempDir
    private Path directory;

    private final TestKafka kafka = TestKafka.shared();

    @RegisterExtension
    final RunningPublishers publishers = new RunningPublishers(Map.of("tokens.max-staleness", "PT5S"));

    private final String topic = publishers.topic();
    private final String audit = publishers.auditTopic();

    private static String target(int number) {
        return "{\"target\":{\"kind\":\"token\",\"issuer\":\"https://issuer\",\"jti\":\"t" + number + "\"}}";
    }

    /** Revokes some, takes one of them back, and stops; the topic is then gone or empty. Returns what was exported. */
    private String lose(boolean madeAnew) throws Exception {
        String exported = fill();
        kafka.deleteTopic(topic);
        if (madeAnew) {
            createTopic();
        }
        return exported;
    }

    private String fill() throws Exception {
        try (Publisher first = publishers.start()) {
            ApiClient client = RunningPublishers.client(first);
            RunningPublishers.awaitReady(client);
            for (int i = 0; i < REVOKED; i++) {
                assertThat(revoke(client, i).status()).isEqualTo(201);
            }
            assertThat(client.reinstate(target(0)).status()).isEqualTo(200);
            Ended ended = CommandRun.at(URI.create("http://127.0.0.1:" + first.port()))
                    .with("REVOCAST_API_KEY", RunningPublishers.KEY)
                    .run("export");
            assertThat(ended.exitCode()).isZero();
            return ended.out();
        }
    }

    private void createTopic() {
        kafka.createTopic(
                topic,
                1,
                new TopicSettings(
                                topic, 1, 1, TopicSettings.DEFAULT_LONGEST_TOKEN_LIFETIME, TopicSettings.DEFAULT_MARGIN)
                        .configs());
    }

    /** Revokes a token with the idempotency key of its number. */
    private static ApiClient.Answer revoke(ApiClient client, int number) throws Exception {
        return revoke(client, "/v1/revocations", number);
    }

    private static ApiClient.Answer revoke(ApiClient client, String path, int number) throws Exception {
        return client.send(client.request(path)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", new UUID(0, number).toString())
                .POST(BodyPublishers.ofString(target(number))));
    }

    /** What a publisher leaves that dies before it has appended its revocations again. */
    private void appendHeartbeat() {
        Heartbeat heartbeat = new Heartbeat(0, Instant.now().truncatedTo(ChronoUnit.MILLIS), "test");
        kafka.append(topic, EventCodec.encodeKey(heartbeat), EventCodec.encodeValue(heartbeat));
    }

    private void truncateTopic() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(-1)))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        }
    }

    /** The entries of an action, as the audit has them. */
    private static List<JsonNode> audited(ApiClient client, String action) throws Exception {
        List<JsonNode> found = new ArrayList<>();
        client.get("/v1/audit?action=" + action).json().path("entries").forEach(found::add);
        return found;
    }

    private boolean topicExists() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            return admin.listTopics().names().get(30, TimeUnit.SECONDS).contains(topic);
        }
    }

    private Ended command(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of(
                "--set",
                "kafka.bootstrap.servers=" + kafka.bootstrapServers(),
                "--set",
                "topic.name=" + topic,
                "--set",
                "audit.topic=" + audit));
        return new CommandRun(Main::commandLine).run(all.toArray(String[]::new));
    }

    private static void awaitRefusal(ApiClient client, String state) {
        await().atMost(LIMIT).until(() -> client.get("/health/ready").response().body(), body -> body.contains(state));
    }

    @Test
    void publisherThatFindsNoTopicMakesNoneAndSaysWhatWasLost() throws Exception {
        lose(false);
        ApiClient client = RunningPublishers.client(publishers.start());

        awaitRefusal(client, "does not exist, but the audit names " + (REVOKED - 1) + " revocations that still hold");

        ApiClient.Answer health = client.get("/health/ready");
        assertThat(health.status()).isEqualTo(503);
        assertThat(health.response().body()).contains("./revocast topic reseed", "./revocast topic accept-loss --yes");
        assertThat(topicExists()).isFalse();
        assertThat(client.revoke(target(1)).status()).isEqualTo(503);
        assertThat(client.get("/v1/revocations").status()).isEqualTo(503);
        RevocationList service = RevocationList.builder()
                .bootstrapServers(kafka.bootstrapServers())
                .topic(topic)
                .build();
        publishers.closeLater(service);
        service.start();
        assertThat(service.awaitCurrent(Duration.ofSeconds(3))).isFalse();
        assertThat(service.state()).isNotEqualTo(State.CURRENT);
        assertThat(command("topic", "create").exitCode()).isEqualTo(5);
        assertThat(topicExists()).isFalse();
    }

    @Test
    void reseedPutsBackFromTheAuditWhatWasRevokedAndNotTakenBack() throws Exception {
        lose(false);
        ApiClient client = RunningPublishers.client(publishers.start());
        awaitRefusal(client, "does not exist");

        Ended ended = command("topic", "reseed");

        assertThat(ended.err()).isEmpty();
        assertThat(ended.out()).startsWith((REVOKED - 1) + " revocations appended to topic " + topic);
        assertThat(ended.exitCode()).isZero();
        RunningPublishers.awaitReady(client);
        String list = client.get("/v1/revocations").response().body();
        assertThat(list).contains("\"t1\"", "\"t" + (REVOKED - 1) + "\"").doesNotContain("\"t0\"");
        assertThat(client.revoke(target(1)).json().path("outcome").asText()).isEqualTo("extended");
        List<JsonNode> entries = audited(client, "reseed");
        assertThat(entries).hasSize(1);
        assertThat(entries.get(0).path("actor").asText()).isEqualTo("os-user:" + System.getProperty("user.name"));
        assertThat(entries.get(0).path("decision").asText()).isEqualTo("confirmed");
        assertThat(entries.get(0).path("lostTopicIds")).hasSize(1);
        assertThat(entries.get(0).path("detail").asText()).startsWith((REVOKED - 1) + " revocations appended");
        assertThat(command("topic", "accept-loss").out()).contains("nothing to give up");
    }

    @Test
    void reseedOfWhichALineIsRefusedIsNotCompleteUntilItIsRepeated() throws Exception {
        String exported = lose(true);
        Path file = Files.writeString(directory.resolve("broken.ndjson"), "{\"target\":7}\n" + exported);
        appendHeartbeat();

        Ended refused = command("topic", "reseed", "--from", file.toString());
        ApiClient client = RunningPublishers.client(publishers.start());
        awaitRefusal(client, "was re-created or truncated, but the audit names " + (REVOKED - 1) + " revocations");
        Ended corrected = command(
                "topic", "reseed", "--from", Files.writeString(file, exported).toString());

        assertThat(refused.exitCode()).isEqualTo(5);
        assertThat(refused.err()).contains("line 1 refused", "1 lines of", "not complete", "accept-loss --yes");
        assertThat(corrected.exitCode()).as(corrected.err()).isZero();
        RunningPublishers.awaitReady(client);
        assertThat(client.get("/v1/revocations").json().path("revocations")).hasSize(REVOKED - 1);
        assertThat(audited(client, "reseed"))
                .extracting(entry -> entry.path("decision").asText())
                .containsExactly("failed", "confirmed");
    }

    @Test
    void truncatedTopicIsNotTakenForTheFullOne() throws Exception {
        fill();
        truncateTopic();
        ApiClient client = RunningPublishers.client(publishers.start());

        awaitRefusal(client, "was re-created or truncated, but the audit names " + (REVOKED - 1) + " revocations");
        Ended ended = command("topic", "reseed");

        assertThat(ended.exitCode()).as(ended.err()).isZero();
        RunningPublishers.awaitReady(client);
        assertThat(client.get("/v1/revocations").json().path("revocations")).hasSize(REVOKED - 1);
    }

    @Test
    void publisherThatRepairedTheRecreatedTopicSaysSoToTheNextOne() throws Exception {
        fill();
        try (Publisher witness = publishers.start()) {
            ApiClient client = RunningPublishers.client(witness);
            RunningPublishers.awaitReady(client);
            kafka.deleteTopic(topic);
            createTopic();
            await().atMost(LIMIT).until(() -> !audited(client, "repair").isEmpty());
            assertThat(audited(client, "repair").get(0).path("actor").asText()).isEqualTo("publisher");
        }

        ApiClient next = RunningPublishers.client(publishers.start());

        RunningPublishers.awaitReady(next);
        assertThat(next.get("/v1/revocations").json().path("revocations")).hasSize(REVOKED - 1);
        assertThat(command("topic", "accept-loss").out()).contains("nothing to give up");
    }

    /** Seen: the time of the record that stands at the same offset of the next topic. */
    @Test
    void repeatedRequestOfTheLostTopicClaimsNoTimeOfItsRecord() throws Exception {
        fill();
        ApiClient client = publishers.startReady();
        kafka.deleteTopic(topic);
        createTopic();
        await().atMost(LIMIT).until(() -> !audited(client, "repair").isEmpty());
        RunningPublishers.awaitReady(client);

        JsonNode takenBack =
                revoke(client, "/v1/revocations?wait=all&timeout=50ms", 0).json();

        assertThat(takenBack.path("outcome").asText()).as(takenBack.toString()).isEqualTo("created");
        assertThat(takenBack.path("propagation").path("complete").asBoolean(true))
                .isFalse();
        assertThat(takenBack.path("propagation").has("appendedAt")).isFalse();
    }

    @Test
    void reseedTakesAnExport() throws Exception {
        String exported = lose(false);
        Path file = Files.writeString(directory.resolve("export.ndjson"), exported);

        Ended ended = command("topic", "reseed", "--from", file.toString());

        assertThat(ended.out())
                .isEqualTo((REVOKED - 1) + " revocations appended to topic " + topic + ", 0 expired, 0 refused\n");
        ApiClient client = RunningPublishers.client(publishers.start());
        RunningPublishers.awaitReady(client);
        assertThat(client.get("/v1/revocations").json().path("revocations")).hasSize(REVOKED - 1);
    }

    /** Seen: reinstating by an id that the list had shown was answered not_revoked, and the revocation stayed. */
    @Test
    void reseedFromAnExportKeepsTheIdsThatTheAuditHasHoweverOftenItRuns() throws Exception {
        String exported = lose(false);
        Path file = Files.writeString(directory.resolve("export.ndjson"), exported + exported);

        for (int run = 0; run < 2; run++) {
            Ended ended = command("topic", "reseed", "--from", file.toString());
            assertThat(ended.exitCode()).as(ended.err()).isZero();
        }

        ApiClient client = RunningPublishers.client(publishers.start());
        RunningPublishers.awaitReady(client);
        String id = audited(client, "revoke").stream()
                .map(entry -> entry.path("subjects").path(0))
                .filter(subject -> subject.path("target").path("jti").asText().equals("t1"))
                .findFirst()
                .orElseThrow()
                .path("id")
                .asText();
        assertThat(revoke(client, 1).json().path("id").asText()).isEqualTo(id);
        JsonNode live = client.get("/v1/revocations/" + id).json();
        assertThat(live.path("target").path("jti").asText()).isEqualTo("t1");
        assertThat(live.path("by").asText()).isEqualTo("test");
        assertThat(client.reinstate("{\"id\":\"" + id + "\"}")
                        .json()
                        .path("outcome")
                        .asText())
                .isEqualTo("reinstated");
        assertThat(client.get("/v1/revocations").json().path("revocations")).hasSize(REVOKED - 2);
    }

    @Test
    void topicThatHoldsAHeartbeatInPlaceOfTheLostOneIsNotTakenForIt() throws Exception {
        lose(true);
        appendHeartbeat();
        ApiClient client = RunningPublishers.client(publishers.start());

        awaitRefusal(
                client,
                "was re-created or truncated, but the audit names " + (REVOKED - 1) + " revocations that still hold");

        assertThat(client.get("/health/ready").status()).isEqualTo(503);
        assertThat(client.send(client.request("/v1/check")
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString("{\"iss\":\"https://issuer\",\"jti\":\"t1\"}")))
                        .response()
                        .body())
                .doesNotContain("not_revoked");
    }

    @Test
    void lossIsGivenUpOnlyWhenTheOperatorSaysSo() throws Exception {
        lose(false);

        Ended asked = command("topic", "accept-loss");
        boolean madeByAsking = topicExists();
        Ended ended = command("topic", "accept-loss", "--yes");

        assertThat(asked.exitCode()).isEqualTo(5);
        assertThat(asked.err()).contains("the audit names " + (REVOKED - 1) + " revocations that still hold");
        assertThat(madeByAsking).isFalse();
        assertThat(ended.exitCode()).isZero();
        ApiClient client = RunningPublishers.client(publishers.start());
        RunningPublishers.awaitReady(client);
        assertThat(client.get("/v1/revocations").json().path("revocations")).isEmpty();
        // Each answer would be read from the audit, which knows more than the topic.
        assertThat(revoke(client, 0).json().path("outcome").asText()).isEqualTo("created");
        assertThat(revoke(client, 1).json().path("outcome").asText()).isEqualTo("created");
        assertThat(client.get("/v1/revocations").json().path("revocations"))
                .singleElement()
                .satisfies(each -> assertThat(each.path("target").path("jti").asText())
                        .as("the other was reinstated")
                        .isEqualTo("t1"));
        assertThat(audited(client, "accept_loss"))
                .singleElement()
                .satisfies(
                        entry -> assertThat(entry.path("detail").asText()).startsWith((REVOKED - 1) + " revocations"));
    }

    @Test
    void topicThatIsLostAgainAndThenTruncatedIsRecoveredEachTime() throws Exception {
        lose(false);
        assertThat(command("topic", "reseed").exitCode()).isZero();
        kafka.deleteTopic(topic);
        assertThat(guard().lost(unused -> false).topicIds()).hasSize(2);
        Ended second = command("topic", "reseed");

        assertThat(second.out()).startsWith((REVOKED - 1) + " revocations appended");
        assertThat(lost()).isZero();

        truncateTopic();

        assertThat(lost()).isEqualTo(REVOKED - 1);
        assertThat(command("topic", "reseed").exitCode()).isZero();
        assertThat(lost()).isZero();
        ApiClient client = RunningPublishers.client(publishers.start());
        RunningPublishers.awaitReady(client);
        assertThat(client.get("/v1/revocations").json().path("revocations")).hasSize(REVOKED - 1);
    }

    private TopicsConfig settings() throws Exception {
        return TopicsConfig.load(new Sources(
                Map.of("kafka.bootstrap.servers", kafka.bootstrapServers(), "topic.name", topic, "audit.topic", audit),
                Map.of(),
                Map.of(),
                null));
    }

    private LostTopicGuard guard() throws Exception {
        TopicsConfig settings = settings();
        return Objects.requireNonNull(
                LostTopicGuard.of(settings.kafka(), settings.audit(), settings.topic(), Clock.systemUTC()));
    }

    private int lost() throws Exception {
        return guard().lost(unused -> false).revocations().size();
    }

    /** What a publisher leaves that is killed as soon as it has answered: the entry without a receipt. */
    private void grant(String topicId) throws Exception {
        Target target = new Target.Token("https://issuer", "killed");
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        RevocationEvent event = new RevocationEvent.Revoked(
                new Revocation(target, now.truncatedTo(ChronoUnit.SECONDS).plusSeconds(3600), null),
                new Origin(new UUID(0, 1), now, null, null, "portal"));
        try (CommandAudit entries = new CommandAudit(
                settings().kafka(), Objects.requireNonNull(settings().audit()), Clock.systemUTC())) {
            entries.open();
            entries.append(new AuditEntry(
                    now,
                    "r",
                    "portal",
                    AuditEntry.Action.REVOKE,
                    AuditEntry.Decision.GRANTED,
                    List.of(new AuditEntry.Subject(
                            target.key(),
                            new UUID(0, 1).toString(),
                            "created",
                            null,
                            new AuditEntry.More(event, null, null))),
                    null,
                    null,
                    new AuditEntry.Context(null, null, topicId)));
        }
    }

    @Test
    void revocationWithoutReceiptIsLostWhenTheTopicIsTruncated() throws Exception {
        createTopic();
        appendHeartbeat();
        grant(String.valueOf(guard().lost(unused -> false).topicId()));
        assertThat(lost()).as("in a whole topic").isZero();

        truncateTopic();
        assertThat(lost()).isEqualTo(1);

        appendHeartbeat();
        assertThat(lost()).as("with later records").isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 3, 100})
    void lossIsNotTakenForExpiredByAMachineWhoseClockIsAhead(long hours) throws Exception {
        createTopic();
        grant(String.valueOf(guard().lost(unused -> false).topicId()));
        kafka.deleteTopic(topic);

        LostTopicGuard guard = new LostTopicGuard(
                settings().kafka(),
                audit,
                settings().topic(),
                Clock.offset(Clock.systemUTC(), Duration.ofHours(hours)));

        assertThat(guard.lost(unused -> false).revocations()).hasSize(1);
    }
}
