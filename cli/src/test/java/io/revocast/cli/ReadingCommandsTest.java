package io.revocast.cli;

import io.revocast.cli.CommandRun.Ended;
import io.revocast.client.StubPublisher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

class ReadingCommandsTest {
    private static final String JWT = "eyJhbGciOiJIUzI1NiJ9.eyJqdGkiOiI1ZjBjIn0.c2lnbmF0dXJl";
    private static final String ID = "019a0000-0000-7000-8000-000000000001";
    private static final String CLAIM = """
            {"id":"%s","target":{"kind":"claim","issuer":"https://issuer.example","name":"sub","value":"alice"},\
            "expiresAt":"2026-01-02T00:00:00Z","issuedBefore":"2026-01-01T00:00:00Z","at":"2026-01-01T00:00:01Z",\
            "reason":"left","note":"ticket 7","by":"portal","receipt":{"topicId":"aU3S","partition":0,"offset":17}}""".formatted(ID);
    private static final String TOKEN = """
            {"target":{"kind":"token","issuer":"https://issuer.example","jti":"5f\\u001b[31m0c"},\
            "expiresAt":"2026-01-02T00:00:00Z","receipt":{"topicId":"aU3S","partition":0,"offset":16}}""";

    private final StubPublisher publisher = new StubPublisher();
    private final CommandRun commands = CommandRun.at(publisher.uri());

    ReadingCommandsTest() throws IOException {}

    @AfterEach
    void close() {
        publisher.close();
    }

    @Test
    void checkExplainsWhichRevocationByWhomWhenWhyAndUntilWhen() {
        publisher.answers(200, "{\"verdict\":\"revoked\",\"revocations\":[" + CLAIM + "]}");

        Ended ended = commands.input(JWT).run("check", "-");

        assertThat(ended).isEqualTo(new Ended(10, """
                        revoked
                        - by the revocation of tokens of https://issuer.example with sub=alice
                          issued at or before 2026-01-01T00:00:00Z
                          made by portal at 2026-01-01T00:00:01Z
                          because: left, ticket 7
                          until 2026-01-02T00:00:00Z, when no such token is accepted any more
                          take it back with: revocast reinstate %s
                        """.formatted(ID), ""));
        assertThat(publisher.requests)
                .containsExactly(new StubPublisher.Request(
                        "POST", "/v1/check", "Bearer rvk_0123456789", "{\"token\":\"" + JWT + "\"}"));
    }

    @Test
    void checkEndsByItsVerdict() {
        publisher
                .answers(200, "{\"verdict\":\"not_revoked\",\"revocations\":[]}")
                .answers(200, "{\"verdict\":\"unknown\",\"reason\":\"stale\",\"revocations\":[]}")
                .answers(200, "{\"verdict\":\"unknown\",\"reason\":\"stale\",\"revocations\":[]}")
                .answers(200, "{\"verdict\":\"perhaps\"}")
                .answers(401, "{}");

        assertThat(commands.run("check", "--jti", "1")).isEqualTo(new Ended(0, "not revoked\n", ""));
        assertThat(commands.run("check", "--jti", "1"))
                .isEqualTo(new Ended(4, "unknown: stale; services that deny what is unknown refuse it now\n", ""));
        assertThat(commands.run("check", "--jti", "1", "--json"))
                .isEqualTo(new Ended(4, "{\"verdict\":\"unknown\",\"reason\":\"stale\",\"revocations\":[]}\n", ""));
        assertThat(commands.run("check", "--jti", "1").exitCode()).isEqualTo(4);
        assertThat(commands.run("check", "--jti", "1").exitCode()).isEqualTo(3);
    }

    @Test
    void checkTakesATokenInParts() {
        publisher.answers(200, "{\"verdict\":\"not_revoked\"}");

        commands.run(("check --jti 5f0c --kid k1 --iat 2026-01-01T00:00:00Z --claim sub=alice --claim tenant=a=b"
                        + " --issuer https://b")
                .split(" "));

        assertThat(publisher.requests.get(0).body())
                .isEqualTo("{\"iss\":\"https://b\",\"jti\":\"5f0c\",\"kid\":\"k1\",\"iat\":1767225600,"
                        + "\"claims\":{\"sub\":\"alice\",\"tenant\":\"a=b\"}}");
        assertThat(commands.run("check").exitCode()).isEqualTo(2);
        assertThat(commands.run("check", "--claim", "sub").exitCode()).isEqualTo(2);
        assertThat(commands.run("check", "5f0c").exitCode()).isEqualTo(2);
    }

    @Test
    void checkTakesNestedClaimsAndARule() {
        publisher.answers(
                200,
                "{\"verdict\":\"not_revoked\",\"revocations\":[],\"notMatching\":[{\"target\":{\"kind\":\"claim\","
                        + "\"issuer\":\"https://b\",\"name\":\"sub\",\"value\":\"alice\"},\"why\":\"its iat is after\"}],"
                        + "\"rule\":{\"target\":{\"kind\":\"path\",\"issuer\":\"https://b\",\"pointer\":\"/act/sub\","
                        + "\"value\":\"agent-8\"},\"revoked\":false,\"matches\":false,\"why\":\"/act/sub is other\"}}");

        Ended ended = commands.run(("check --claim sub=alice --path /act/sub=agent-7 --path /act/on=x "
                        + "--rule path:/act/sub=agent-8 --issuer https://b")
                .split(" "));

        assertThat(ended).isEqualTo(new Ended(0, """
                        not revoked
                        - not by the revocation of tokens of https://b with sub=alice: its iat is after
                        - tokens of https://b with /act/sub=agent-8: this token does not match: /act/sub is other
                        """, ""));
        assertThat(publisher.requests.get(0).body())
                .isEqualTo("{\"iss\":\"https://b\",\"claims\":{\"sub\":\"alice\",\"act\":{\"sub\":\"agent-7\","
                        + "\"on\":\"x\"}},\"target\":{\"issuer\":\"https://b\",\"kind\":\"path\","
                        + "\"pointer\":\"/act/sub\",\"value\":\"agent-8\"}}");
    }

    @Test
    void checkSaysThatThePublisherCannotKnowWhetherARuleMatches() {
        publisher.answers(
                200,
                "{\"verdict\":\"unknown\",\"reason\":\"replaying\",\"revocations\":[],\"rule\":{\"target\":{"
                        + "\"kind\":\"claim\",\"issuer\":\"https://b\",\"name\":\"sub\",\"value\":\"alice\"},"
                        + "\"why\":\"its list is not current\"}}");

        Ended ended = commands.run("check --claim sub=alice --rule claim:sub=alice --issuer https://b".split(" "));

        assertThat(ended.out())
                .contains("- tokens of https://b with sub=alice: unknown whether this token matches: "
                        + "its list is not current");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--path act=x",
                "--path /act=x",
                "--path /act/sub",
                "--claim act=x --path /act/sub=y",
                "--jti a --rule claim:x",
                "--jti a --rule role:x",
                "--jti a --rule issuer:x",
                "--jti a --rule key"
            })
    void checkThatNamesNothingIsAMistake(String arguments) {
        Ended ended = commands.run(("check --issuer https://b " + arguments).split(" "));

        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(publisher.requests).isEmpty();
    }

    @Test
    void listIsATableForPeopleWithoutTheControlCharactersOfOthers() {
        publisher.answers(200, "{\"revocations\":[" + CLAIM + "," + TOKEN + "]}");

        Ended ended = commands.run("list", "--kind", "claim", "--issuer", "https://a?b&c", "--limit", "2");

        assertThat(ended.exitCode()).isZero();
        assertThat(ended.out()).isEqualTo("""
                        REVOKED AT            KIND   TARGET      ISSUER                  UNTIL                 BY      REASON  ID
                        2026-01-01T00:00:01Z  claim  sub=alice   https://issuer.example  2026-01-02T00:00:00Z  portal  left    %s
                        -                     token  5f?[31m0c   https://issuer.example  2026-01-02T00:00:00Z  -       -       -
                        """.replace("  5f?[31m0c   ", "  5f?[31m0c  ")
                .replace("TARGET      ", "TARGET     ")
                .replace("sub=alice   ", "sub=alice  ")
                .formatted(ID));
        assertThat(ended.err()).isEqualTo("2 live\n");
        assertThat(publisher.requests.get(0).path())
                .isEqualTo("/v1/revocations?kind=claim&issuer=https%3A%2F%2Fa%3Fb%26c&limit=2");
    }

    @Test
    void listOfAllFollowsThePagesAndPrintsALineEach() {
        publisher
                .answers(200, "{\"revocations\":[" + CLAIM + "],\"next\":\"abc\"}")
                .answers(200, "{\"revocations\":[" + TOKEN + "]}");

        Ended ended = commands.run("list", "--all", "--json", "-q");

        assertThat(ended).isEqualTo(new Ended(0, CLAIM + "\n" + TOKEN.replace("\\u001b", "\\u001B") + "\n", ""));
        assertThat(publisher.requests)
                .extracting(StubPublisher.Request::path)
                .containsExactly("/v1/revocations?limit=1000", "/v1/revocations?limit=1000&cursor=abc");
    }

    @Test
    void listEndsAtItsLimit() {
        publisher.answers(200, "{\"revocations\":[" + CLAIM + "],\"next\":\"abc\"}");

        assertThat(commands.run("list", "--limit", "1", "--json").exitCode()).isZero();
        assertThat(publisher.requests).hasSize(1);
        assertThat(commands.run("list", "--limit", "0").exitCode()).isEqualTo(2);
    }

    @Test
    void listSaysThatThereAreMoreThanItsLimit() {
        publisher.answers(200, "{\"revocations\":[" + CLAIM + "],\"next\":\"abc\"}");

        assertThat(commands.run("list", "--limit", "1", "--json").err())
                .isEqualTo("the newest 1 live revocations; there are more: list them with --all\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"list", "list --all -q", "list --kind token --json"})
    void listWarnsWhenItMayLackRevocations(String command) {
        publisher
                .answers(200, "{\"revocations\":[" + CLAIM + "],\"next\":\"abc\",\"stale\":\"cannot prove\"}")
                .answers(200, "{\"revocations\":[" + TOKEN + "]}");

        Ended ended = commands.run(command.split(" "));

        assertThat(ended.exitCode()).isZero();
        assertThat(ended.err()).endsWith("revocast: warning: this list may lack revocations: cannot prove\n");
    }

    @Test
    void emptyListIsSaidAndIsNoFailure() {
        publisher
                .answers(200, "{\"revocations\":[]}")
                .answers(200, "{\"revocations\":[]}")
                .answers(200, "<html>");

        assertThat(commands.run("list")).isEqualTo(new Ended(0, "", "nothing is revoked\n"));
        assertThat(commands.run("list", "--kind", "claim")).isEqualTo(new Ended(0, "", "no live revocation matches\n"));
        assertThat(commands.run("list").exitCode()).isEqualTo(4);
    }

    @Test
    void reinstateNamesAnIdOrATarget() {
        String reinstated = "{\"outcome\":\"reinstated\",\"id\":\"" + ID
                + "\",\"target\":{\"kind\":\"claim\",\"issuer\":\"https://issuer.example\",\"name\":\"sub\",\"value\":\"alice\"}}";
        String receipt = "{\"topicId\":\"aU3S\",\"partition\":0,\"offset\":17}";
        publisher.answers(200, "{\"id\":\"" + ID + "\",\"receipt\":" + receipt + "}");
        String expected = "\"expected\":" + receipt + "}";
        String listed = "{\"revocations\":[{\"id\":\"" + ID + "\",\"receipt\":" + receipt + "}]}";
        publisher.answers(200, reinstated);
        for (int i = 0; i < 3; i++) {
            publisher.answers(200, listed).answers(200, reinstated);
        }
        publisher.answers(200, "{\"revocations\":[]}").answers(200, reinstated);
        publisher.answers(403, "{}").answers(200, reinstated);

        assertThat(commands.run("reinstate", ID, "--reason", "mistake"))
                .isEqualTo(new Ended(0, "reinstated: tokens of https://issuer.example with sub=alice\n", ""));
        for (List<String> target : List.of(
                List.of("--claim", "sub=alice"),
                List.of("--jti", "5f0c"),
                List.of("--fingerprint", "sha256:x"),
                List.of("--kid", "k1"),
                List.of("--whole-issuer"))) {
            String[] arguments = {"reinstate", target.get(0), target.get(target.size() - 1)};
            commands.run(target.size() == 1 ? new String[] {"reinstate", target.get(0)} : arguments);
        }

        assertThat(publisher.requests)
                .extracting(StubPublisher.Request::body)
                .containsExactly(
                        "",
                        "{\"id\":\"" + ID + "\",\"reason\":\"mistake\",\"expected\":" + receipt + "}",
                        "",
                        "{\"target\":{\"issuer\":\"https://issuer.example\",\"kind\":\"claim\",\"name\":\"sub\",\"value\":\"alice\"},"
                                + expected,
                        "",
                        "{\"target\":{\"issuer\":\"https://issuer.example\",\"kind\":\"token\",\"jti\":\"5f0c\"},"
                                + expected,
                        "",
                        "{\"target\":{\"issuer\":\"https://issuer.example\",\"kind\":\"token\",\"fingerprint\":\"sha256:x\"},"
                                + expected,
                        "",
                        "{\"target\":{\"issuer\":\"https://issuer.example\",\"kind\":\"key\",\"kid\":\"k1\"}}",
                        "",
                        "{\"target\":{\"issuer\":\"https://issuer.example\",\"kind\":\"issuer\"}}");
        String list = "/v1/revocations?kind=%s&issuer=https%%3A%%2F%%2Fissuer.example";
        assertThat(publisher.requests)
                .filteredOn(request -> request.method().equals("GET"))
                .extracting(StubPublisher.Request::path)
                .containsExactly(
                        "/v1/revocations/" + ID,
                        list.formatted("claim") + "&name=sub&value=alice&limit=1",
                        list.formatted("token") + "&value=5f0c&limit=1",
                        list.formatted("token") + "&value=sha256%3Ax&limit=1",
                        list.formatted("key") + "&value=k1&limit=1",
                        list.formatted("issuer") + "&limit=1");
        assertThat(commands.run("reinstate").exitCode()).isEqualTo(2);
        assertThat(commands.run("reinstate", "--jti", "1", "--kid", "2").exitCode())
                .isEqualTo(2);
        assertThat(commands.run("reinstate", "not-an-id").exitCode()).isEqualTo(2);
    }

    /** The look-up of a repetition would find another record, or none. */
    @Test
    void unconfirmedReinstatementNamesTheOptionsThatRepeatItExactly() {
        publisher
                .answers(
                        200, "{\"id\":\"" + ID + "\",\"receipt\":{\"topicId\":\"aU3S\",\"partition\":0,\"offset\":17}}")
                .answers(503, "{}")
                .answers(200, "{\"outcome\":\"reinstated\"}");

        Ended lost = commands.run("reinstate", ID);
        Matcher options =
                Pattern.compile("to repeat this request and no other, add (.*)").matcher(lost.err());
        assertThat(options.find()).isTrue();
        Ended again = commands.run(("reinstate " + ID + " " + options.group(1)).split(" "));

        assertThat(lost.exitCode()).isEqualTo(4);
        assertThat(again.exitCode()).isZero();
        assertThat(publisher.requests).hasSize(3);
        assertThat(publisher.requests.get(2)).isEqualTo(publisher.requests.get(1));
        assertThat(publisher.headers.get(2).getFirst("Idempotency-Key"))
                .isEqualTo(publisher.headers.get(1).getFirst("Idempotency-Key"))
                .isNotNull();
        assertThat(commands.run("reinstate", ID, "--expected", "17").exitCode()).isEqualTo(2);
    }

    @Test
    void unconfirmedFileOfReinstatementsIsRepeatedWithTheSameKeys() {
        String lines = IntStream.rangeClosed(1, 501)
                .mapToObj(i -> "{\"id\":\"" + new UUID(0, i) + "\"}\n")
                .collect(Collectors.joining());
        publisher.answers(200, "{\"reinstatements\":[]}").answers(503, "{}");
        publisher.answers(200, "{\"reinstatements\":[]}").answers(200, "{\"reinstatements\":[]}");

        Ended lost = commands.input(lines).run("reinstate", "--file", "-");
        String key = lost.err().replaceAll("(?s).*--idempotency-key (\\S+).*", "$1");
        Ended again = commands.input(lines).run("reinstate", "--file", "-", "--idempotency-key", key);

        assertThat(lost.exitCode()).isEqualTo(4);
        assertThat(again.exitCode()).isZero();
        List<String> keys = publisher.headers.stream()
                .map(each -> each.getFirst("Idempotency-Key"))
                .toList();
        assertThat(keys.subList(2, 4)).isEqualTo(keys.subList(0, 2)).doesNotHaveDuplicates();
    }

    @Test
    void reinstateEndsByItsOutcome() {
        for (String answer : List.of(
                "{\"outcome\":\"not_revoked\"}",
                "{\"outcome\":\"revoked_again\"}",
                "{\"outcome\":\"revoked_again\"}",
                "{}")) {
            publisher.answers(200, "{\"revocations\":[]}").answers(200, answer);
        }
        publisher.answers(200, "{\"revocations\":[]}").answers(404, "{\"detail\":\"no such id\"}");

        assertThat(commands.run("reinstate", "--jti", "5f0c")).isEqualTo(new Ended(0, "was not revoked\n", ""));
        assertThat(commands.run("reinstate", "--jti", "5f0c").exitCode()).isEqualTo(5);
        assertThat(commands.run("reinstate", "--jti", "5f0c", "--json"))
                .isEqualTo(new Ended(5, "{\"outcome\":\"revoked_again\"}\n", ""));
        assertThat(commands.run("reinstate", "--jti", "5f0c").exitCode()).isEqualTo(4);
        assertThat(commands.run("reinstate", "--jti", "5f0c").exitCode()).isEqualTo(5);
    }

    @Test
    void auditIsATableOrALineEach() {
        String entry = "{\"offset\":7,\"at\":\"2026-01-01T00:00:00Z\",\"actor\":\"portal\",\"action\":\"revoke\","
                + "\"decision\":\"refused\",\"subjects\":[{\"target\":{\"kind\":\"key\",\"issuer\":\"https://a\",\"kid\":\"k1\"}}],"
                + "\"reason\":\"forbidden\"}";
        publisher
                .answers(200, "{\"entries\":[" + entry + "],\"next\":\"7\"}")
                .answers(200, "{\"entries\":[]}")
                .answers(200, "{\"entries\":[" + entry + "]}");

        Ended table = commands.run("audit", "--decision", "refused", "--actor", "portal", "--after", "6");
        Ended json = commands.run("audit", "--json");

        assertThat(table.out()).isEqualTo("""
                        AT                    DECISION  ACTION  ACTOR   ABOUT                                   REASON     OFFSET
                        2026-01-01T00:00:00Z  refused   revoke  portal  tokens of https://a signed with key k1  forbidden  7
                        """);
        assertThat(json).isEqualTo(new Ended(0, entry + "\n", ""));
        assertThat(publisher.requests)
                .extracting(StubPublisher.Request::path)
                .containsExactly(
                        "/v1/audit?after=6&actor=portal&decision=refused&limit=100",
                        "/v1/audit?after=7&actor=portal&decision=refused&limit=99",
                        "/v1/audit?limit=100");
    }

    @Test
    void auditVerifyEndsByWhatWasFound() {
        publisher
                .answers(
                        200,
                        "{\"intact\":true,\"complete\":true,\"entries\":9,\"chains\":2,\"open\":1,\"breaks\":[],\"allBreaks\":0}")
                .answers(
                        200,
                        "{\"intact\":false,\"complete\":false,\"entries\":9,\"chains\":2,\"open\":1,\"breaks\":[],\"allBreaks\":0}")
                .answers(
                        200,
                        "{\"intact\":false,\"complete\":true,\"entries\":9,\"chains\":2,\"open\":1,\"allBreaks\":1,"
                                + "\"breaks\":[{\"kind\":\"missing\",\"offset\":4,\"what\":\"seq 3 is missing\"}]}")
                .answers(403, "{}");

        assertThat(commands.run("audit", "verify"))
                .isEqualTo(new Ended(0, "intact: 9 entries in 2 chains, 1 of them open\n", ""));
        assertThat(commands.run("audit", "verify").exitCode()).isEqualTo(4);
        assertThat(commands.run("audit", "verify")).isEqualTo(new Ended(5, """
                        broken: 9 entries in 2 chains, 1 of them open
                        - missing at offset 4: seq 3 is missing
                        """, ""));
        assertThat(commands.run("audit", "verify").exitCode()).isEqualTo(3);
        assertThat(publisher.requests.get(0).path()).isEqualTo("/v1/audit/verification");
    }
}
