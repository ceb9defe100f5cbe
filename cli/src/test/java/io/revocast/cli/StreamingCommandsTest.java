package io.revocast.cli;

import io.revocast.cli.CommandRun.Ended;
import io.revocast.client.StubPublisher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

class StreamingCommandsTest {
    private static final String REVOKED = "{\"target\":{\"kind\":\"token\",\"issuer\":\"https://a\",\"jti\":\"1\"},"
            + "\"expiresAt\":\"2026-01-01T00:00:00Z\",\"reason\":\"left\",\"by\":\"portal\"}";
    private static final String ENTRY = "{\"target\":{\"kind\":\"token\",\"issuer\":\"https://a\",\"jti\":\"%d\"}}";

    @TempDir
    private Path directory;

    private final StubPublisher publisher = new StubPublisher();
    private final CommandRun commands = CommandRun.at(publisher.uri());

    StreamingCommandsTest() throws IOException {}

    @AfterEach
    void close() {
        publisher.close();
    }

    @Test
    void tailPrintsEventsAndGoesOnWhereTheConnectionBroke() {
        publisher
                .answers(200, ": connected\n\nid: 0-4\nevent: revoked\ndata: " + REVOKED + "\n\n: heartbeat\n\n")
                .answers(503, "{}")
                .answers(
                        200,
                        "event: reinstated\r\ndata: {\"target\":{\"kind\":\"issuer\",\"issuer\":\"https://a\"}}\r\n\r\n");

        Ended ended = commands.run("tail", "--count", "2");

        assertThat(ended.exitCode()).isZero();
        assertThat(ended.out()).isEqualTo("""
                        revoked    token 1 of https://a, by portal, left, until 2026-01-01T00:00:00Z
                        reinstated every token of https://a
                        """);
        assertThat(ended.err()).contains("connecting again");
        assertThat(publisher.headers)
                .extracting(headers -> headers.getFirst("Last-Event-ID"))
                .containsExactly(null, "0-4", "0-4");
    }

    @Test
    void tailInJsonNamesTheEvent() {
        publisher.answers(200, "id: 0-5\nevent: revoked\ndata: " + REVOKED + "\n\n");

        Ended ended = commands.run("tail", "--count", "1", "--json", "--after", "0-4");

        assertThat(ended).isEqualTo(new Ended(0, "{\"event\":\"revoked\",\"data\":" + REVOKED + "}\n", ""));
        assertThat(publisher.headers.get(0).getFirst("Last-Event-ID")).isEqualTo("0-4");
        assertThat(publisher.headers.get(0).getFirst("Accept")).isEqualTo("text/event-stream");
    }

    @Test
    void tailThatNeverGetsThroughEnds() {
        publisher.answers(403, "{}").answers(503, "{}");

        assertThat(commands.run("tail").exitCode()).isEqualTo(3);
        assertThat(commands.run("tail").exitCode()).isEqualTo(4);
    }

    @Test
    void auditIsFollowedAcrossConnections() {
        publisher
                .answers(200, "\n{\"offset\":7,\"decision\":\"granted\"}\n")
                .answers(200, "{\"offset\":8,\"decision\":\"failed\"}\n\n");

        Ended ended = commands.run("audit", "--follow", "--limit", "2", "--json", "-q");

        assertThat(ended)
                .isEqualTo(new Ended(
                        0, "{\"offset\":7,\"decision\":\"granted\"}\n{\"offset\":8,\"decision\":\"failed\"}\n", ""));
        assertThat(publisher.requests)
                .extracting(StubPublisher.Request::path)
                .containsExactly("/v1/audit?follow=true", "/v1/audit?after=7&follow=true");
        assertThat(publisher.headers.get(0).getFirst("Accept")).isEqualTo("application/x-ndjson");
    }

    private static String entries(int from, int to) {
        return IntStream.range(from, to).mapToObj(ENTRY::formatted).collect(Collectors.joining("\n", "", "\n"));
    }

    private static String done(int lines, int created, int refused) {
        return "{\"done\":{\"lines\":" + lines + ",\"created\":" + created
                + ",\"extended\":0,\"unchanged\":0,\"expired\":0,\"refused\":" + refused + "}}\n";
    }

    @Test
    void importSendsPiecesAndSaysWhichLinesOfTheFileWereRefused() throws Exception {
        publisher
                .answers(200, "{\"progress\":{\"lines\":10}}\n" + done(2000, 2000, 0))
                .answers(
                        200,
                        "{\"line\":2,\"problem\":{\"detail\":\"target.jti must not be empty\"}}\n" + done(3, 2, 1));
        Path file =
                Files.writeString(directory.resolve("lines"), entries(0, 2003).stripTrailing());

        Ended ended = commands.run("import", file.toString());

        assertThat(ended).isEqualTo(new Ended(5, """
                        line 2002 refused: target.jti must not be empty
                        2003 lines, 2002 created, 0 extended, 0 unchanged, 0 expired, 1 refused
                        """, """
                        a repeated import of the same file keeps its outcomes for 24 hours; --fresh revokes again
                        """));
        assertThat(publisher.requests)
                .extracting(StubPublisher.Request::body)
                .containsExactly(entries(0, 2000), entries(2000, 2003));
        assertThat(publisher.requests.get(0).path()).isEqualTo("/v1/revocations:batch?results=problems");
        assertThat(publisher.headers.get(0).getFirst("Content-Type")).isEqualTo("application/x-ndjson");
    }

    @Test
    void importSendsAPieceAgainThatWasNotConfirmedAndTellsItsProblemsOnce() {
        String problem = "{\"line\":1,\"problem\":{\"title\":\"Bad Request\"}}\n";
        publisher.answers(200, problem).answers(503, "{}").answers(200, problem + done(2, 1, 1));

        Ended ended = commands.input(entries(0, 2)).run("import", "-", "--json", "-q");

        assertThat(ended)
                .isEqualTo(new Ended(
                        5,
                        problem + "{\"done\":{\"lines\":2,\"created\":1,\"extended\":0,\"unchanged\":0,\"expired\":0,"
                                + "\"refused\":1}}\n",
                        ""));
        assertThat(publisher.requests).extracting(StubPublisher.Request::body).containsOnly(entries(0, 2));
    }

    /** Seen: "the answer broke off or is no publisher's; check --url", for a publisher that said why. */
    @Test
    void importSaysWhyThePublisherEndedTheAnswer() {
        String problem =
                "{\"problem\":{\"title\":\"Conflict\",\"detail\":\"the first request is not known to have ended\"}}\n";
        publisher.answers(200, problem).answers(200, done(2, 2, 0));

        Ended ended = commands.input(entries(0, 2)).run("import", "-");

        assertThat(ended.exitCode()).isZero();
        assertThat(ended.err())
                .startsWith("not confirmed: the first request is not known to have ended; sending 2 lines again\n");
    }

    private List<String> keys() {
        return publisher.headers.stream()
                .map(each -> each.getFirst("Idempotency-Key"))
                .toList();
    }

    /** Without it, a repetition revokes the log-ins since, and revokes again what was reinstated. */
    @Test
    void importOfTheSameFileHasTheSameKeysAndAnotherOrAFreshOneHasOthers() {
        for (int i = 0; i < 4; i++) {
            publisher.answers(200, done(2000, 2000, 0)).answers(200, done(1, 1, 0));
        }

        for (int i = 0; i < 2; i++) {
            assertThat(commands.input(entries(0, 2001)).run("import", "-").exitCode())
                    .isZero();
        }
        commands.input(entries(1, 2002)).run("import", "-");
        commands.input(entries(0, 2001)).run("import", "-", "--fresh");

        assertThat(keys().subList(2, 4)).isEqualTo(keys().subList(0, 2));
        assertThat(keys().subList(2, 8)).doesNotHaveDuplicates();
    }

    @Test
    void freshImportThatBreaksOffNamesTheKeyThatRepeatsIt() {
        publisher
                .answers(200, done(2000, 2000, 0))
                .answers(403, "{}")
                .answers(200, done(2000, 2000, 0))
                .answers(200, done(1, 1, 0));

        Ended broken = commands.input(entries(0, 2001)).run("import", "-", "--fresh");
        String key = broken.err().replaceAll("(?s).*--idempotency-key (\\S+).*", "$1");
        Ended again = commands.input(entries(0, 2001)).run("import", "-", "--idempotency-key", key);

        assertThat(broken.err()).contains("; repeat the import of the same file within 24 hours, with --idem");
        assertThat(again.exitCode()).isZero();
        assertThat(keys().subList(2, 4)).isEqualTo(keys().subList(0, 2));
        assertThat(commands.run("import", "-", "--fresh", "--idempotency-key", key)
                        .exitCode())
                .isEqualTo(2);
    }

    @Test
    void importThatMayNotOrCannotReadEndsAtOnce() {
        publisher.answers(403, "{}");

        Ended forbidden = commands.input(entries(0, 2)).run("import", "-");
        Ended missing = commands.run("import", "/nowhere");
        Ended endless = commands.input("x".repeat(600_000)).run("import", "-");

        assertThat(forbidden.exitCode()).isEqualTo(3);
        assertThat(forbidden.err()).contains("; the first 0 lines are confirmed");
        assertThat(missing.exitCode()).isEqualTo(2);
        assertThat(endless.exitCode()).isEqualTo(2);
        assertThat(endless.err()).contains("a line is longer than 524288 bytes");
        assertThat(publisher.requests).hasSize(1);
    }

    @Test
    void importPassesAByteOrderMarkAndNamesAnotherEncoding() throws Exception {
        publisher.answers(200, done(2, 2, 0));
        Path marked = Files.writeString(directory.resolve("marked"), "\uFEFF" + entries(0, 2));
        Path wide = Files.writeString(directory.resolve("wide"), entries(0, 2), StandardCharsets.UTF_16);
        Path unmarked = Files.writeString(directory.resolve("unmarked"), entries(0, 2), StandardCharsets.UTF_16LE);

        Ended imported = commands.run("import", marked.toString());

        assertThat(imported.exitCode()).isZero();
        assertThat(publisher.requests.get(0).body()).isEqualTo(entries(0, 2));
        for (Path each : List.of(wide, unmarked)) {
            Ended refused = commands.run("import", each.toString());
            assertThat(refused.exitCode()).isEqualTo(2);
            assertThat(refused.err()).contains("it is encoded in UTF-16; save it as UTF-8");
        }
        assertThat(publisher.requests).hasSize(1);
    }

    @Test
    void importOfNothingIsNothing() {
        assertThat(commands.input("").run("import", "-").out()).startsWith("0 lines, 0 created");
        assertThat(publisher.requests).isEmpty();
    }

    private static String exported(String... lines) {
        return String.join("\n", lines) + "\n{\"done\":{\"revocations\":" + lines.length + "}}\n";
    }

    @Test
    void whatIsExportedCanBeImported() {
        String receipt = "\"receipt\":{\"topicId\":\"t\",\"partition\":0,\"offset\":1}}";
        publisher.answers(
                200,
                exported(
                        "{\"id\":\"i\",\"target\":{\"kind\":\"token\",\"issuer\":\"a\",\"jti\":\"1\"},\"expiresAt\":\"E\","
                                + "\"at\":\"A\",\"reason\":\"r\",\"note\":\"n\",\"by\":\"b\"," + receipt,
                        "{\"target\":{\"kind\":\"claim\",\"issuer\":\"a\",\"name\":\"sub\",\"value\":\"v\"},\"expiresAt\":\"E\","
                                + "\"issuedBefore\":\"B\"," + receipt,
                        "{\"target\":{\"kind\":\"key\",\"issuer\":\"a\",\"kid\":\"k\"},\"expiresAt\":\"E\","
                                + "\"issuedBefore\":\"B\"," + receipt));

        Ended ended = commands.run("export", "--issuer", "a");

        assertThat(ended).isEqualTo(new Ended(0, """
                {"target":{"kind":"token","issuer":"a","jti":"1"},"expiresAt":"E","reason":"r","note":"n"}
                {"target":{"kind":"claim","issuer":"a","name":"sub","value":"v"},"expiresAt":"E","issuedBefore":"B"}
                {"target":{"kind":"key","issuer":"a","kid":"k"},"expiresAt":"E","issuedBefore":"B"}
                """, "3 exported\n"));
        assertThat(publisher.requests.get(0).path()).isEqualTo("/v1/revocations?issuer=a");
        assertThat(publisher.headers.get(0).getFirst("Accept")).isEqualTo("application/x-ndjson");
    }

    @Test
    void exportWithoutItsLastLineIsNotComplete() {
        publisher.answers(200, REVOKED + "\n").answers(200, REVOKED + "\n{\"done\":{\"revocations\":2}}\n");

        Ended brokenOff = commands.run("export");
        Ended miscounted = commands.run("export");

        assertThat(brokenOff.exitCode()).isEqualTo(4);
        assertThat(brokenOff.err()).contains("the publisher's answer broke off, so the 1 exported lines are not all");
        assertThat(miscounted.exitCode()).isEqualTo(4);
    }

    @Test
    void exportThatMayLackRevocationsFailsUnlessThatIsAllowed() {
        String stale = REVOKED + "\n{\"done\":{\"revocations\":1,\"stale\":\"cannot prove\"}}\n";
        publisher.answers(200, stale).answers(200, stale);

        Ended refused = commands.run("export");
        Ended allowed = commands.run("export", "--allow-stale", "-q");

        assertThat(refused.exitCode()).isEqualTo(4);
        assertThat(refused.out()).hasLineCount(1);
        assertThat(refused.err()).isEqualTo("""
                revocast: the 1 exported lines may not be all live revocations: cannot prove
                  repeat the export when GET /health/ready answers 200, or accept that with --allow-stale
                """);
        assertThat(allowed.exitCode()).isZero();
        assertThat(allowed.out()).isEqualTo(refused.out());
        assertThat(allowed.err()).isEqualTo("revocast: warning: the export may lack revocations: cannot prove\n");
    }

    /** As on a disk that is full: {@code export > /dev/full}. */
    @Test
    void commandWhoseOutputCannotBeWrittenFails() {
        publisher
                .answers(200, exported(REVOKED))
                .answers(200, "{\"revocations\":[" + REVOKED + "]}")
                .answers(200, "{\"revocations\":[" + REVOKED + "]}");

        assertThat(commands.fullDisk().run("export").exitCode()).isEqualTo(1);
        assertThat(commands.fullDisk().run("list").exitCode()).isEqualTo(1);
        assertThat(commands.fullDisk().run("list", "--json").exitCode()).isEqualTo(1);
        assertThat(commands.fullDisk().run("version").exitCode()).isEqualTo(1);
        assertThat(commands.fullDisk().run("version").err())
                .startsWith("revocast: the output could not be written, so it is not complete\n");
    }
}
