package io.revocast.cli;

import io.revocast.cli.CommandRun.Ended;
import io.revocast.client.StubPublisher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code reinstate --file} takes every file that {@code import} takes. */
class ReinstateFileTest {
    private static final String ALICE =
            "{\"kind\":\"claim\",\"issuer\":\"https://issuer\",\"name\":\"sub\",\"value\":\"alice\"}";
    private static final String ANSWER = "{\"reinstatements\":[{\"outcome\":\"reinstated\"}]}";

    private final StubPublisher publisher = new StubPublisher();
    private final CommandRun commands = CommandRun.at(publisher.uri());

    ReinstateFileTest() throws IOException {}

    @AfterEach
    void close() {
        publisher.close();
    }

    private Ended reinstate(String file) {
        return commands.input(file).run("reinstate", "--file", "-");
    }

    private String body(int request) {
        return publisher.requests.get(request).body();
    }

    private static String token(String claims) {
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        return base64.encodeToString("{\"alg\":\"RS256\"}".getBytes(StandardCharsets.UTF_8)) + "."
                + base64.encodeToString(claims.getBytes(StandardCharsets.UTF_8)) + ".c2lnbmF0dXJl";
    }

    @Test
    void blankLinesAndAByteOrderMarkArePassed() {
        publisher.answers(200, ANSWER);

        Ended ended = reinstate("\uFEFF{\"target\":" + ALICE + "}\n\n \t\n");

        assertThat(ended.exitCode()).as(ended.err()).isZero();
        assertThat(body(0)).isEqualTo("{\"reinstatements\":[{\"target\":" + ALICE + "}]}");
    }

    @Test
    void pastedTokensAreNamedAsThePublisherNamesThem() {
        publisher.answers(200, ANSWER);
        String named = token("{\"iss\":\"https://issuer\",\"jti\":\"t1\"}");
        String unnamed = token("{\"iss\":\"https://issuer\",\"sub\":\"x\"}");

        Ended ended = reinstate("{\"token\":\"" + named + "\"}\n{\"token\":\"" + unnamed + "\",\"reason\":\"leak\"}\n");

        assertThat(ended.exitCode()).as(ended.err()).isZero();
        assertThat(body(0))
                .contains("{\"target\":{\"kind\":\"token\",\"issuer\":\"https://issuer\",\"jti\":\"t1\"}}")
                .containsPattern("\"issuer\":\"https://issuer\",\"fingerprint\":\"sha256:[A-Za-z0-9_-]{43}\"")
                .doesNotContain("c2lnbmF0dXJl");
    }

    @Test
    void revocationThatTheFileNamesTwiceIsSentOnce() {
        publisher.answers(200, ANSWER);

        Ended ended = reinstate(
                "{\"target\":" + ALICE + ",\"issuedBefore\":\"2026-01-01T00:00:00Z\"}\n{\"target\":" + ALICE + "}\n");

        assertThat(ended.exitCode()).as(ended.err()).isZero();
        assertThat(body(0)).isEqualTo("{\"reinstatements\":[{\"target\":" + ALICE + "}]}");
    }

    @Test
    void lineThatNamesNothingIsRefusedWithWhatIsDoneAlready() {
        publisher.answers(200, ANSWER);
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 501; i++) {
            lines.append("{\"id\":\"").append(i).append("\"}\n");
        }

        Ended ended = reinstate(lines + "{\"token\":\"no token\"}\n");

        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.err()).contains("line 502 names no revocation", "the 500 lines before line 501");
        assertThat(publisher.requests).hasSize(1);
    }
}
