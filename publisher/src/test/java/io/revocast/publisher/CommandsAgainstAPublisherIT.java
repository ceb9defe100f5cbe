package io.revocast.publisher;

import io.revocast.cli.CommandRun;
import io.revocast.cli.CommandRun.Ended;
import io.revocast.config.Sources;
import io.revocast.embedded.TestKafka;
import io.revocast.publisher.credentials.ApiKey;
import io.revocast.publisher.settings.PublisherConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.net.URI;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The commands and a real publisher understand each other. */
class CommandsAgainstAPublisherIT {
    private static final String KEY = ApiKey.generate();

    private Publisher publisher;
    private URI uri;

    @BeforeEach
    void start() throws Exception {
        Map<String, String> flags = Map.of(
                "kafka.bootstrap.servers",
                TestKafka.shared().bootstrapServers(),
                "topic.name",
                TestKafka.uniqueTopicName("revocations"),
                "http.port",
                "0",
                "api-keys.test",
                ApiKey.line(KEY, "* read reinstate break-glass audit introspect report"));
        publisher = new Publisher(PublisherConfig.load(new Sources(flags, Map.of(), Map.of(), null), false));
        publisher.start();
        uri = URI.create("http://127.0.0.1:" + publisher.port());
        await().atMost(30, TimeUnit.SECONDS).until(() -> publisher.readiness().ready());
    }

    @AfterEach
    void stop() {
        publisher.close();
    }

    private CommandRun commands() {
        return CommandRun.at(uri).with("REVOCAST_API_KEY", KEY);
    }

    @Test
    void revokedSubjectIsListedAndExported() {
        Ended revoked = commands().run("revoke", "subject", "alice", "--reason", "left");
        Ended again = commands().run("revoke", "subject", "alice");
        Ended listed = commands().run("list", "--name", "sub");
        Ended exported = commands().run("export", "-q");

        assertThat(revoked.out()).startsWith("revoked: tokens of https://issuer.example with sub=alice\n  new, until ");
        assertThat(again.out()).containsPattern("(unchanged|extended), until ");
        assertThat(listed.out().lines()).hasSize(2).last().asString().contains("sub=alice", "test", "left");
        assertThat(exported.out())
                .contains("{\"target\":{\"kind\":\"claim\",\"issuer\":\"https://issuer.example\",\"name\":\"sub\","
                        + "\"value\":\"alice\"},\"expiresAt\":");
        assertThat(CommandRun.at(uri).run("list").exitCode()).isEqualTo(3);
    }

    /** A session has a cut-off in the future. */
    @Test
    void whatIsExportedIsImportedAsItWas() {
        assertThat(commands().run("revoke", "session", "s1").exitCode()).isZero();
        assertThat(commands().run("revoke", "subject", "bob").exitCode()).isZero();
        Ended exported = commands().run("export", "-q");

        Ended imported = commands().input(exported.out()).run("import", "-");

        assertThat(imported.out()).startsWith("2 lines, 0 created, 0 extended, 2 unchanged, 0 expired, 0 refused");
        assertThat(commands().run("export", "-q").out().lines())
                .containsExactlyInAnyOrderElementsOf(exported.out().lines().toList());
    }

    @Test
    void repeatedImportUndoesNoReinstatementUntilItIsFresh() {
        String line = "{\"target\":{\"kind\":\"claim\",\"issuer\":\"https://issuer.example\",\"name\":\"sub\","
                + "\"value\":\"carol\"}}\n";
        assertThat(commands().input(line).run("import", "-").out()).startsWith("1 lines, 1 created");
        assertThat(commands().run("reinstate", "--claim", "sub=carol").exitCode())
                .isZero();

        assertThat(commands().input(line).run("import", "-").out()).startsWith("1 lines, 1 created");
        assertThat(commands().run("list", "--value", "carol").err()).isEqualTo("no live revocation matches\n");

        assertThat(commands().input(line).run("import", "-", "--fresh").out()).startsWith("1 lines, 1 created");
        assertThat(commands().run("list", "--value", "carol").err()).isEqualTo("1 live\n");
    }

    @Test
    void tailShowsARevocationAsItHappens() throws Exception {
        assertThat(commands().run("revoke", "session", "before").exitCode()).isZero();
        CompletableFuture<Ended> tail =
                CompletableFuture.supplyAsync(() -> commands().run("tail", "--after", "0-0", "--count", "2"));

        // What was there before it connected is sent too, so that it does not matter when it does.
        assertThat(commands().run("revoke", "session", "s1").exitCode()).isZero();
        await().atMost(30, TimeUnit.SECONDS)
                .until(() -> tail.isDone()
                        || commands().run("revoke", "session", "more").exitCode() != 0);

        assertThat(tail.get(30, TimeUnit.SECONDS).out())
                .contains("revoked    tokens of https://issuer.example with sid=s1, by test");
    }
}
