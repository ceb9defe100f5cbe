package io.revocast.cli;

import io.revocast.cli.CommandRun.Ended;
import io.revocast.client.StubPublisher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code fleet}, and {@code revoke} with {@code --wait}. */
class FleetCommandsTest {
    private static final String ID = "019a0000-0000-7000-8000-000000000001";
    private static final String LAST = """
            {"service":"pay","instance":"pay-2","state":"applying","outcome":"applied","precision":"exact",\
            "tookMillis":41}""";
    private static final String BEHIND =
            "{\"service\":\"pay\",\"instance\":\"pay-3\",\"state\":\"behind\",\"outcome\":\"pending\"}";
    private static final String SILENT = BEHIND.replace("behind", "silent");
    private static final String COMPLETE = """
            {"complete":true,"instances":2,"applied":2,"unknown":0,"last":%s,"wait":"all","stragglers":[]}""".formatted(LAST);

    private static final String RECEIPT = "\"receipt\":{\"topicId\":\"aU3S\",\"partition\":0,\"offset\":17}";
    private static final String WHOLE = "{\"id\":\"" + ID + "\"," + RECEIPT + ",";

    private final StubPublisher publisher = new StubPublisher();
    private final CommandRun commands = CommandRun.at(publisher.uri());

    FleetCommandsTest() throws IOException {}

    @AfterEach
    void close() {
        publisher.close();
    }

    private static String revoked(String propagation) {
        return """
                {"outcome":"created","id":"%s","target":{"kind":"token","issuer":"https://issuer.example","jti":"5f0c"},\
                "expiresAt":"2026-01-01T00:00:00Z","receipt":{"topicId":"aU3S","partition":0,"offset":17},\
                "propagation":%s}""".formatted(ID, propagation);
    }

    private static String incomplete(String straggler) {
        return """
                {"complete":false,"instances":3,"applied":2,"unknown":0,"last":%s,"wait":"all","stragglers":[%s]}""".formatted(LAST, straggler);
    }

    @Test
    void waitNamesTheLastInstance() {
        publisher.answers(201, revoked(COMPLETE));

        Ended ended = commands.run("revoke", "token", "5f0c", "--wait");

        assertThat(ended).isEqualTo(new Ended(0, """
                        revoked: token 5f0c of https://issuer.example
                          new, until 2026-01-01T00:00:00Z
                          id 019a0000-0000-7000-8000-000000000001
                          propagated to 2 of 2; pay/pay-2 was the last, after 41 ms
                        """, ""));
        assertThat(publisher.requests.get(0).path()).isEqualTo("/v1/revocations?wait=all&timeout=5000ms");
    }

    @Test
    void whatIsNotProvenInTimeExitsWith4AndIsNamed() {
        publisher.answers(201, revoked(incomplete(SILENT)));

        Ended ended = commands.run("revoke", "token", "5f0c", "--wait=95%", "--wait-timeout", "500ms");

        assertThat(ended.exitCode()).isEqualTo(4);
        assertThat(ended.out())
                .contains("propagated to 2 of 3; pay/pay-2 was the last so far, after 41 ms")
                .contains("not proven: pay/pay-3 (silent)");
        assertThat(publisher.requests.get(0).path()).isEqualTo("/v1/revocations?wait=95%25&timeout=500ms");
    }

    @Test
    void instancesThatStartedLaterAreNamedApart() {
        publisher.answers(201, revoked(COMPLETE.replace("\"unknown\"", "\"startedLater\":1,\"unknown\"")));
        publisher.answers(201, revoked("""
                {"complete":true,"instances":0,"applied":0,"startedLater":2,"unknown":0,"wait":"all","stragglers":[]}"""));

        assertThat(commands.run("revoke", "token", "5f0c", "--wait").out())
                .contains("propagated to 2 of 2; pay/pay-2 was the last, after 41 ms;"
                        + " 1 instance enforces it since its start");
        Ended ended = commands.run("revoke", "token", "5f0c", "--wait");
        assertThat(ended.exitCode()).isZero();
        assertThat(ended.out())
                .contains("  2 instances enforce it since their start\n")
                .doesNotContain("propagated", "nothing is proven");
    }

    @Test
    void terminalCountsInstancesThatStartedLater() {
        String later = BEHIND.replace("behind", "applying").replace("pending", "started_later");
        publisher.answers(201, revoked(incomplete(BEHIND)));
        publisher.answers(200, WHOLE + "\"detail\":[" + LAST + "," + later + "]}");

        Ended ended = commands.interactive().run("revoke", "token", "5f0c", "--wait", "--wait-timeout", "30s");

        assertThat(ended.exitCode()).isZero();
        assertThat(ended.out()).contains("propagated to 2 of 2; ", "1 instance enforces it since its start");
    }

    @Test
    void unreadableReportsAreSaid() {
        publisher.answers(201, revoked("""
                {"complete":false,"instances":0,"applied":0,"unknown":0,"unavailable":"fleet.topic is none",\
                "stragglers":[]}"""));

        Ended ended = commands.run("revoke", "token", "5f0c", "--wait");

        assertThat(ended.exitCode()).isEqualTo(4);
        assertThat(ended.out())
                .contains("revoked: token 5f0c")
                .contains("propagation is not known: fleet.topic is none")
                .contains("no instance reports, so nothing is proven");
    }

    @Test
    void jsonIsTheAnswer() {
        publisher.answers(201, revoked(COMPLETE));

        assertThat(commands.run("revoke", "token", "5f0c", "--wait", "--json"))
                .isEqualTo(new Ended(0, revoked(COMPLETE) + "\n", ""));
    }

    @Test
    void terminalShowsALineUntilTheLastInstanceHasApplied() {
        publisher.answers(201, revoked(incomplete(BEHIND)));
        publisher.answers(200, WHOLE + "\"detail\":[" + LAST + "," + LAST + "," + BEHIND + "]}");
        publisher.answers(
                200,
                WHOLE + "\"detail\":[" + LAST + "," + LAST + ","
                        + LAST.replace("pay-2", "pay-3").replace("41", "812") + "]}");

        Ended ended = commands.interactive().run("revoke", "token", "5f0c", "--wait", "--wait-timeout", "30s");

        assertThat(ended.exitCode()).isZero();
        assertThat(ended.out()).contains("propagated to 3 of 3; pay/pay-3 was the last, after 812 ms");
        assertThat(ended.err()).contains("\rpropagated to 2 of 3");
        assertThat(publisher.requests)
                .extracting(StubPublisher.Request::path)
                .containsExactly(
                        "/v1/revocations?wait=all&timeout=500ms",
                        "/v1/revocations/" + ID + "/propagation",
                        "/v1/revocations/" + ID + "/propagation");
    }

    /** Seen: an instance that left during the wait was no longer counted, and the goal was reached. */
    @ParameterizedTest
    @CsvSource({"all", "service:pay", "100%"})
    void terminalCountsTheInstancesThatThePublisherWaitedFor(String goal) {
        publisher.answers(201, revoked(incomplete(BEHIND).replace("\"all\"", '"' + goal + '"')));
        publisher.answers(200, WHOLE + "\"detail\":[" + LAST + "," + LAST + "]}");

        Ended ended = commands.interactive().run("revoke", "token", "5f0c", "--wait=" + goal, "--wait-timeout", "30s");

        assertThat(ended.exitCode()).isEqualTo(4);
        assertThat(ended.out()).contains("propagated to 2 of 3", "not proven: pay/pay-3 (left)");
        assertThat(publisher.requests).hasSize(2);
    }

    /** Seen: 2 of 2, although the process that had applied it was replaced by one that still replayed. */
    @Test
    void terminalCountsAnInstanceThatStartsAgainByItsNewProcess() {
        publisher.answers(201, revoked(incomplete(BEHIND)));
        publisher.answers(
                200,
                WHOLE + "\"detail\":[" + LAST.replace("pay-2", "pay-3") + "," + LAST + ","
                        + SILENT.replace("pay-3", "pay-1") + "]}");

        Ended ended = commands.interactive().run("revoke", "token", "5f0c", "--wait", "--wait-timeout", "30s");

        assertThat(ended.exitCode()).isEqualTo(4);
        assertThat(ended.out()).contains("propagated to 2 of 3", "not proven: pay/pay-1 (silent)");
    }

    /** Seen: milliseconds since a later request for the same target. */
    @Test
    void terminalTellsNoTimesOfAnotherRecord() {
        publisher.answers(201, revoked(incomplete(BEHIND)));
        publisher.answers(200, WHOLE.replace("17", "18") + "\"detail\":[" + LAST.replace("pay-2", "pay-3") + "]}");

        Ended ended = commands.interactive().run("revoke", "token", "5f0c", "--wait", "--wait-timeout", "30s");

        assertThat(ended.exitCode()).isZero();
        assertThat(ended.out()).contains("propagated to 3 of 3\n").doesNotContain(" ms");
    }

    @Test
    void terminalIsDoneWhenTheShareThatWasAskedForIsReached() {
        publisher.answers(201, revoked("""
                {"complete":false,"instances":4,"applied":2,"wait":"75%%","stragglers":[%s,%s]}\
                """.formatted(BEHIND, BEHIND.replace("pay-3", "pay-4"))));
        publisher.answers(
                200,
                WHOLE + "\"detail\":[" + LAST.replace("pay-2", "pay-3") + "," + BEHIND.replace("pay-3", "pay-4")
                        + "]}");

        Ended ended = commands.interactive().run("revoke", "token", "5f0c", "--wait=75%", "--wait-timeout", "30s");

        assertThat(ended.exitCode()).isZero();
        assertThat(ended.out()).contains("propagated to 3 of 4", "not proven: pay/pay-4 (behind)");
    }

    /** Seen: it said that nothing was confirmed, or that the publisher has no such thing, after it had been revoked. */
    @ParameterizedTest
    @CsvSource({"404", "503"})
    void revocationIsToldAlthoughNobodyCanSayHowFarItIs(int status) {
        publisher.answers(201, revoked(incomplete(BEHIND)));
        publisher.answers(status, "{\"title\":\"no answer\",\"status\":" + status + "}");

        Ended ended = commands.interactive().run("revoke", "token", "5f0c", "--wait", "--wait-timeout", "30s");

        assertThat(ended.exitCode()).isEqualTo(4);
        assertThat(ended.out()).contains("token 5f0c of", "id " + ID, "propagated to 2 of 3");
        assertThat(ended.err()).contains("how far the revocation is cannot be asked");
    }

    @Test
    void terminalDoesNotWaitForInstancesThatAreSilent() {
        publisher.answers(201, revoked(incomplete(SILENT)));

        Ended ended = commands.interactive().run("revoke", "token", "5f0c", "--wait", "--wait-timeout", "30s");

        assertThat(ended.exitCode()).isEqualTo(4);
        assertThat(publisher.requests).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "--wait=most, --wait must be all",
        "--wait=0%, --wait must be all",
        "--wait=service:, --wait must be all",
        "--wait-timeout=2s, --wait-timeout has no use without --wait",
        "--wait --wait-timeout=31s, --wait-timeout must be from 1ms to 30s",
        "--wait --wait-timeout=2, --wait-timeout must be from 1ms to 30s"
    })
    void wrongWaitsAreRefusedBeforeAnythingIsSent(String options, String message) {
        Ended ended = commands.run(("revoke token 5f0c " + options).split(" "));

        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.err()).contains(message);
        assertThat(publisher.requests).isEmpty();
    }

    private static String fleet(String more) {
        return """
                {"at":"2026-01-01T00:00:00Z","available":true,"states":{"applying":1,"behind":0,"silent":1},"instances":[\
                {"service":"pay","instance":"pay-1","state":"applying","reportedAt":"2026-01-01T00:00:00Z","ageMillis":210,\
                "host":"h1","version":"0.1.0","entries":17,"clockSkewMillis":-3,"conflict":false},\
                {"service":"pay","instance":"pay-2","state":"silent","reportedAt":"2025-12-31T23:59:00Z",\
                "host":"h2","version":"0.1.0","entries":16,"conflict":true}],"digestMismatches":[]%s}""".formatted(more);
    }

    @Test
    void fleetIsATable() {
        publisher.answers(200, fleet(""));

        Ended ended = commands.run("fleet");

        assertThat(ended.exitCode()).isZero();
        assertThat(ended.out()).isEqualTo("""
                SERVICE  INSTANCE  STATE     PROOF AGE  ENTRIES  CLOCK  VERSION  REPORTED AT
                pay      pay-1     applying  210 ms     17       -3 ms  0.1.0    2026-01-01T00:00:00Z
                pay      pay-2     silent    -          16       -      0.1.0    2025-12-31T23:59:00Z
                """);
        assertThat(ended.err()).contains("1 applying, 1 silent").contains("several processes report as pay/pay-2");
        assertThat(publisher.requests.get(0).path()).isEqualTo("/v1/fleet");
    }

    @Test
    void instanceThatReadsAnotherTopicIsNamedAndNotWaitedFor() {
        publisher.answers(
                200,
                fleet("").replace("\"state\":\"silent\"", "\"state\":\"other_topic\",\"topic\":\"revocast.staging\""));
        publisher.answers(201, revoked(incomplete(BEHIND.replace("behind", "other_topic"))));

        assertThat(commands.run("fleet").err())
                .contains("pay/pay-2 reads topic revocast.staging, and enforces nothing that this publisher revokes");
        Ended ended = commands.interactive().run("revoke", "token", "5f0c", "--wait", "--wait-timeout", "30s");
        assertThat(ended.exitCode()).isEqualTo(4);
        assertThat(ended.out()).contains("not proven: pay/pay-3 (other_topic)");
        assertThat(publisher.requests).hasSize(2);
    }

    @Test
    void fleetThatCannotBeReadExitsWith4() {
        publisher.answers(200, """
                {"at":"2026-01-01T00:00:00Z","available":false,"unavailable":"no READ on revocast.status","states":{},\
                "instances":[],"digestMismatches":[]}""");

        Ended ended = commands.run("fleet");

        assertThat(ended.exitCode()).isEqualTo(4);
        assertThat(ended.err()).contains("no instance reports").contains("no READ on revocast.status");
    }

    @Test
    void fleetAsJsonIsTheAnswer() {
        publisher.answers(200, fleet(""));

        assertThat(commands.run("fleet", "--json", "--quiet").out()).isEqualTo(fleet("") + "\n");
    }
}
