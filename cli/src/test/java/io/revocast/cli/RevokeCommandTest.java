package io.revocast.cli;

import io.revocast.cli.CommandRun.Ended;
import io.revocast.client.StubPublisher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

class RevokeCommandTest {
    private static final String JWT = "eyJhbGciOiJIUzI1NiJ9.eyJqdGkiOiI1ZjBjIn0.c2lnbmF0dXJl";
    private static final String CREATED = """
            {"outcome":"created","id":"019a0000-0000-7000-8000-000000000001","target":{"kind":"token",\
            "issuer":"https://issuer.example","jti":"5f0c"},"expiresAt":"2026-01-01T00:00:00Z",\
            "receipt":{"topicId":"aU3S","partition":0,"offset":17}}""";
    private static final String PREVIEW = """
            {"dryRun":true,"results":[{"outcome":"created","target":{"kind":"claim","issuer":"https://issuer.example",\
            "name":"client_id","value":"app"},"expiresAt":"2026-01-01T00:00:00Z","issuedBefore":"2025-12-31T00:00:00Z",\
            "wide":true,"matches":{"live":2,"seen":40,"sample":[{"iss":"https://issuer.example","jti":"a1",\
            "sub":"alice"}]}}],"confirm":"seen-this"}""";

    @TempDir
    private Path directory;

    private final StubPublisher publisher = new StubPublisher();
    private final CommandRun commands = CommandRun.at(publisher.uri());

    RevokeCommandTest() throws IOException {}

    @AfterEach
    void close() {
        publisher.close();
    }

    private String body(int request) {
        return publisher.requests.get(request).body();
    }

    private String key(int request) {
        return publisher.headers.get(request).getFirst("Idempotency-Key");
    }

    @Test
    void pastedTokenComesFromStandardInput() {
        publisher.answers(201, CREATED);

        Ended ended = commands.input(JWT + "\n").run("revoke", "token", "-", "--reason", "logout", "--note", "asked");

        assertThat(ended).isEqualTo(new Ended(0, """
                        revoked: token 5f0c of https://issuer.example
                          new, until 2026-01-01T00:00:00Z
                          id 019a0000-0000-7000-8000-000000000001
                        """, ""));
        assertThat(publisher.requests)
                .containsExactly(new StubPublisher.Request(
                        "POST",
                        "/v1/revocations",
                        "Bearer rvk_0123456789",
                        "{\"token\":\"" + JWT + "\",\"reason\":\"logout\",\"note\":\"asked\"}"));
    }

    @Test
    void pastedTokenComesFromAFileAndJsonIsTheAnswer() throws Exception {
        publisher.answers(201, CREATED);
        Path file = Files.writeString(directory.resolve("token"), JWT);

        Ended ended = commands.run("revoke", "token", "--file", file.toString(), "--json");

        assertThat(ended).isEqualTo(new Ended(0, CREATED + "\n", ""));
        assertThat(body(0)).isEqualTo("{\"token\":\"" + JWT + "\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "token 5f0c|{\"kind\":\"token\",\"issuer\":\"https://issuer.example\",\"jti\":\"5f0c\"}",
                "token --fingerprint sha256:x|{\"kind\":\"token\",\"issuer\":\"https://issuer.example\",\"fingerprint\":\"sha256:x\"}",
                "session s1|{\"kind\":\"claim\",\"issuer\":\"https://issuer.example\",\"name\":\"sid\",\"value\":\"s1\"}",
                "subject alice|{\"kind\":\"claim\",\"issuer\":\"https://issuer.example\",\"name\":\"sub\",\"value\":\"alice\"}",
                "claim /act/sub agent-7|{\"kind\":\"claim\",\"issuer\":\"https://issuer.example\",\"name\":\"/act/sub\",\"value\":\"agent-7\"}",
                "claim tenant acme|{\"kind\":\"claim\",\"issuer\":\"https://issuer.example\",\"name\":\"tenant\",\"value\":\"acme\"}",
                "claim tenant acme --issuer https://b|{\"kind\":\"claim\",\"issuer\":\"https://b\",\"name\":\"tenant\",\"value\":\"acme\"}",
            })
    void narrowTargetsAreRevokedAtOnce(String arguments, String target) {
        publisher.answers(200, CREATED.replace("created", "unchanged"));

        Ended ended = commands.run(("revoke " + arguments).split(" "));

        assertThat(ended.exitCode()).isZero();
        assertThat(ended.out()).contains("unchanged, until 2026-01-01T00:00:00Z");
        assertThat(body(0)).isEqualTo("{\"target\":" + target + "}");
    }

    @Test
    void warningsOfThePublisherAreShown() {
        String warned =
                CREATED.replace("\"receipt\"", "\"warnings\":[\"no issuer https://b is configured\"],\"receipt\"");
        publisher.answers(201, warned).answers(201, warned);

        assertThat(commands.run("revoke", "subject", "alice").err())
                .isEqualTo("revocast: warning: no issuer https://b is configured\n");
        assertThat(commands.run("revoke", "subject", "alice", "--quiet").err()).isEmpty();
    }

    @Test
    void cutOffForLoginsIsSent() {
        publisher.answers(201, CREATED);

        commands.run("revoke subject alice --issued-before 2026-01-01T00:00:00Z --auth-before 2026-01-01T00:00:01Z"
                .split(" "));

        assertThat(body(0))
                .isEqualTo("{\"target\":{\"kind\":\"claim\",\"issuer\":\"https://issuer.example\",\"name\":\"sub\","
                        + "\"value\":\"alice\"},\"issuedBefore\":\"2026-01-01T00:00:00Z\","
                        + "\"authBefore\":\"2026-01-01T00:00:01Z\"}");
    }

    @Test
    void previewSaysHowManyTokensLackTheClaim() {
        publisher.answers(
                200,
                PREVIEW.replace("\"seen\":40", "\"seen\":0,\"observed\":200,\"withoutClaim\":24")
                        .replace("\"wide\"", "\"authBefore\":\"2025-12-30T00:00:00Z\",\"wide\""));

        assertThat(commands.run("revoke", "client", "app", "--dry-run").out())
                .contains("  or from a login at or before 2025-12-30T00:00:00Z\n")
                .contains("  tokens of this issuer seen lately: 200, without this claim: 24\n");
    }

    @ParameterizedTest
    @CsvSource({
        "client app, app, '{\"kind\":\"claim\",\"issuer\":\"https://issuer.example\",\"name\":\"client_id\",\"value\":\"app\"}'",
        "path /act/sub agent-7, agent-7, '{\"kind\":\"path\",\"issuer\":\"https://issuer.example\",\"pointer\":\"/act/sub\",\"value\":\"agent-7\"}'",
        "key k1, k1, '{\"kind\":\"key\",\"issuer\":\"https://issuer.example\",\"kid\":\"k1\"}'",
        "issuer https://b, https://b, '{\"kind\":\"issuer\",\"issuer\":\"https://b\"}'",
    })
    void broadTargetIsPreviewedAndRevokedWhenItsNameIsTyped(String arguments, String name, String target) {
        publisher.answers(200, PREVIEW).answers(201, CREATED);

        Ended ended = commands.interactive()
                .input(name + "\n")
                .run(("revoke " + arguments + " --issued-before 2025-12-31T00:00:00Z --color never").split(" "));

        assertThat(ended.exitCode()).isZero();
        assertThat(ended.err()).isEqualTo("""
                        would be created: tokens of https://issuer.example with client_id=app, until 2026-01-01T00:00:00Z
                          issued at or before 2025-12-31T00:00:00Z
                          tokens seen lately that it hits: 40; live revocations that it covers: 2
                            token a1 of alice
                        To revoke, type %s :\s""".formatted(name));
        String entry = "{\"target\":" + target + ",\"issuedBefore\":\"2025-12-31T00:00:00Z\"";
        assertThat(publisher.requests)
                .extracting(StubPublisher.Request::path, StubPublisher.Request::body)
                .containsExactly(
                        tuple("/v1/revocations?dryRun=true", entry + "}"),
                        tuple("/v1/revocations", entry + ",\"confirm\":\"seen-this\"}"));
    }

    @Test
    void broadTargetIsNotRevokedWhenAnythingElseIsTyped() {
        publisher.answers(200, PREVIEW);

        Ended ended = commands.interactive().input("yes\n").run("revoke", "client", "app");

        assertThat(ended.exitCode()).isEqualTo(5);
        assertThat(ended.err()).contains("revocast: that is not its name; nothing was revoked");
        assertThat(publisher.requests).hasSize(1);
    }

    @Test
    void broadTargetIsNotRevokedByAScriptThatDoesNotSayYes() {
        publisher.answers(200, PREVIEW);

        Ended ended = commands.run("revoke", "client", "app");

        assertThat(ended.exitCode()).isEqualTo(5);
        assertThat(ended.err())
                .contains("no terminal is there to confirm it; nothing was revoked")
                .contains("--yes");
        assertThat(publisher.requests).hasSize(1);
    }

    @Test
    void yesPreviewsAndConfirmsByItself() {
        publisher.answers(200, PREVIEW).answers(201, CREATED);

        Ended ended = commands.run("revoke", "client", "app", "--yes", "-q");

        assertThat(ended.exitCode()).isZero();
        assertThat(ended.err()).isEmpty();
        assertThat(body(1)).endsWith(",\"confirm\":\"seen-this\"}");
    }

    @Test
    void whatThePublisherCallsBroadIsConfirmedInTheSameWay() {
        publisher
                .answers(409, "{\"title\":\"Confirm it\",\"preview\":" + PREVIEW + "}")
                .answers(201, CREATED);

        Ended ended = commands.interactive().input("acme\n").run("revoke", "claim", "tenant", "acme");

        assertThat(ended.exitCode()).isZero();
        assertThat(ended.err()).contains("tokens seen lately that it hits: 40");
        assertThat(body(1)).endsWith(",\"confirm\":\"seen-this\"}");
    }

    @Test
    void dryRunShowsWhatWouldBeHitAndRevokesNothing() {
        publisher.answers(200, PREVIEW).answers(200, PREVIEW);

        Ended words = commands.run("revoke", "subject", "alice", "--dry-run");
        Ended json = commands.run("revoke", "subject", "alice", "--dry-run", "--json");

        assertThat(words.out()).startsWith("would be created: ").contains("it hits: 40");
        assertThat(json).isEqualTo(new Ended(0, PREVIEW + "\n", ""));
        assertThat(publisher.requests)
                .extracting(StubPublisher.Request::path)
                .containsOnly("/v1/revocations?dryRun=true");
    }

    @Test
    void valueThatLooksLikeAFileOfArgumentsIsSentAsItStands() throws Exception {
        publisher.answers(200, PREVIEW);
        String subject = "@" + Files.writeString(directory.resolve("secret"), "content");

        Ended ended =
                commands.run("revoke", "subject", subject, "--issuer", "https://issuer.example", "--dry-run", "--json");

        assertThat(ended).isEqualTo(new Ended(0, PREVIEW + "\n", ""));
        assertThat(body(0)).contains("\"value\":\"" + subject + "\"").doesNotContain("content");
    }

    @Test
    void expiredTokenIsNoFailure() {
        publisher.answers(
                200, "{\"outcome\":\"expired\",\"target\":{\"kind\":\"token\",\"issuer\":\"i\",\"jti\":\"1\"}}");

        assertThat(commands.run("revoke", "token", "1"))
                .isEqualTo(new Ended(0, "expired already, nothing to revoke: token 1 of i\n", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "revoke token %s",
                "revoke subject %s",
                "revoke subject alice --note %s",
                "revoke tokn %s",
                "revoke token 5f0c %s",
                "check %s",
                "reinstate %s",
                "list %s"
            })
    void tokenOnTheCommandLineIsRefusedAndNotRepeated(String command) {
        Ended ended = commands.run(command.formatted(JWT).split(" "));

        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.out() + ended.err())
                .doesNotContain("eyJ", "c2lnbmF0dXJl")
                .isNotEmpty();
        assertThat(publisher.requests).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "400, 2, the publisher cannot use the request: too odd",
        "401, 3, the publisher does not know this credential: too odd",
        "403, 3, this credential may not do that: too odd",
        "404, 5, the publisher has no such thing: too odd",
        "409, 5, the publisher refused: too odd",
        "422, 5, the publisher refused: too odd",
        "429, 5, too many requests for this credential: too odd",
        "503, 4, not confirmed: the publisher answered 503: too odd",
        "302, 1, unexpected HTTP status 302: too odd",
    })
    void exitCodeFollowsFromTheAnswer(int status, int exitCode, String message) {
        publisher.answers(status, "{\"detail\":\"too odd\"}");

        Ended ended = commands.run("revoke", "token", "5f0c");

        assertThat(ended.exitCode()).isEqualTo(exitCode);
        assertThat(ended.err().lines().toList()).hasSize(2).first().isEqualTo("revocast: " + message);
        assertThat(ended.out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html>", "{}", "[]"})
    void answerThatConfirmsNothingIsNotConfirmed(String garbage) {
        publisher.answers(200, garbage);

        assertThat(commands.run("revoke", "token", "5f0c").exitCode()).isEqualTo(4);
    }

    @Test
    void requestWithoutAnswerIsNotConfirmed() {
        publisher.close();

        Ended ended = commands.run("revoke", "token", "5f0c");

        assertThat(ended.exitCode()).isEqualTo(4);
        assertThat(ended.err())
                .matches("revocast: not confirmed: no answer from " + publisher.uri()
                        + "\n  check --url or REVOCAST_URL and that the publisher runs; to repeat this request and no "
                        + "other, add --idempotency-key [0-9a-f-]{36}\n");
    }

    private static String[] repeated(String command, String message) {
        Matcher options =
                Pattern.compile("to repeat this request and no other, add (.*)").matcher(message);
        assertThat(options.find()).as(message).isTrue();
        return (command + " " + options.group(1)).split(" ");
    }

    /** A second key would revoke the log-ins between the two commands. */
    @ParameterizedTest
    @ValueSource(strings = {"subject alice", "client app --yes -q", "key k1 --yes -q"})
    void unconfirmedRevocationNamesTheOptionsThatRepeatItExactly(String kind) {
        boolean broad = !kind.startsWith("subject");
        if (broad) {
            publisher.answers(200, PREVIEW);
        }
        publisher.answers(503, "{}").answers(201, CREATED);

        Ended lost = commands.run(("revoke " + kind).split(" "));
        Ended again = commands.run(repeated("revoke " + kind, lost.err()));

        assertThat(lost.exitCode()).isEqualTo(4);
        assertThat(again.exitCode()).isZero();
        int first = publisher.requests.size() - 2;
        assertThat(publisher.requests).hasSize(broad ? 3 : 2);
        assertThat(publisher.requests.get(first + 1)).isEqualTo(publisher.requests.get(first));
        assertThat(key(first + 1)).isEqualTo(key(first)).isNotNull();
    }

    @Test
    void otherCommandsHaveOtherKeys() {
        publisher.answers(201, CREATED).answers(201, CREATED);

        commands.run("revoke", "subject", "alice");
        commands.run("revoke", "subject", "alice");

        assertThat(key(0)).isNotEqualTo(key(1));
    }

    /** Nothing was written then: the publisher would have answered with the first outcome. */
    @Test
    void repetitionWhoseConfirmationHasExpiredIsConfirmedAnew() {
        publisher
                .answers(409, "{\"title\":\"Confirm it\",\"preview\":" + PREVIEW + "}")
                .answers(201, CREATED);
        UUID key = UUID.randomUUID();

        Ended ended = commands.run(("revoke client app --yes --confirmation old --idempotency-key " + key).split(" "));

        assertThat(ended.exitCode()).isZero();
        assertThat(body(0)).endsWith(",\"confirm\":\"old\"}");
        assertThat(body(1)).endsWith(",\"confirm\":\"seen-this\"}");
        assertThat(key(1)).isEqualTo(key.toString());
    }

    @Test
    void earlierTryThatStillRunsIsNotConfirmed() {
        publisher.answers(409, "{\"type\":\"urn:revocast:problem:request-in-progress\"}");

        assertThat(commands.run("revoke", "subject", "alice").exitCode()).isEqualTo(4);
    }

    @Test
    void whatIsMissingOrWrongIsUsage() {
        assertThat(commands.without("REVOCAST_ISSUER")
                        .run("revoke", "subject", "alice")
                        .err())
                .isEqualTo("""
                        revocast: missing issuer
                          pass --issuer ISS, or set REVOCAST_ISSUER to the iss of the tokens
                        """);
        assertThat(commands.run("revoke", "token").exitCode()).isEqualTo(2);
        assertThat(commands.run("revoke", "token", "-", "--fingerprint", "x").exitCode())
                .isEqualTo(2);
        assertThat(commands.run("revoke", "token", "-").err()).contains("there is no token in standard input");
        assertThat(commands.run("revoke", "token", "--file", "/nowhere").exitCode())
                .isEqualTo(2);
        assertThat(commands.run("revoke", "subject", "a", "--issued-before", "soon")
                        .exitCode())
                .isEqualTo(2);
        assertThat(commands.run("revoke").err()).startsWith("revocast: a command is missing: token, session");
        assertThat(commands.run("list", "--url", "ftp://x").exitCode()).isEqualTo(2);
        assertThat(commands.run("list", "--api-key-file", "/nowhere").exitCode())
                .isEqualTo(2);
        assertThat(publisher.requests).isEmpty();
    }

    @Test
    void keyComesFromAFileAndIsNeverShown() throws Exception {
        publisher.answers(200, "{\"revocations\":[]}").answers(200, "{\"revocations\":[]}");
        Path file = Files.writeString(directory.resolve("key"), "rvk_from-a-file\n");

        commands.run("list", "--api-key-file", file.toString());
        Ended verbose = commands.without("REVOCAST_API_KEY")
                .with("REVOCAST_API_KEY_FILE", file.toString())
                .run("list", "-v");
        Files.writeString(file, "two words");
        Ended odd = commands.run("list");

        assertThat(publisher.requests)
                .extracting(StubPublisher.Request::authorization)
                .containsExactly("Bearer rvk_from-a-file", "Bearer rvk_from-a-file");
        assertThat(verbose.err()).contains("GET /v1/revocations: 200").doesNotContain("rvk_");
        assertThat(odd.exitCode()).isEqualTo(2);
        assertThat(odd.err()).doesNotContain("two words");
    }

    @Test
    void coloursAreForTerminalsThatWantThem() {
        for (int i = 0; i < 4; i++) {
            publisher.answers(201, CREATED);
        }

        assertThat(commands.run("revoke", "token", "1").out()).startsWith("revoked");
        assertThat(commands.run("revoke", "token", "1", "--color", "always").out())
                .startsWith("\u001b[31mrevoked");
        assertThat(commands.interactive().run("revoke", "token", "1").out()).startsWith("\u001b[31mrevoked");
        assertThat(commands.with("NO_COLOR", "1").run("revoke", "token", "1").out())
                .startsWith("revoked");
    }
}
