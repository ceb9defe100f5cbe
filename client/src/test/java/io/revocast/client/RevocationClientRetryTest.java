package io.revocast.client;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RevocationClientRetryTest {
    private static final String KEY = "rvk_0123456789";
    private static final String JWT = "eyJhbGciOiJIUzI1NiJ9.eyJqdGkiOiI1ZjBjIn0.c2lnbmF0dXJl";
    private static final String CONFIRMED = """
            {"outcome":"created","target":{"kind":"token","issuer":"https://issuer.example","jti":"5f0c"},
             "expiresAt":"2026-01-01T00:00:00Z","receipt":{"topicId":"aU3S","partition":0,"offset":17}}""";
    private static final String DOWN = "{\"title\":\"The log did not confirm\",\"detail\":\"no broker answers\"}";

    private final StubPublisher publisher = new StubPublisher();

    RevocationClientRetryTest() throws IOException {}

    @AfterEach
    void close() {
        publisher.close();
    }

    private RevocationClient client(Duration limit) {
        return RevocationClient.builder(publisher.uri(), () -> KEY)
                .requestTimeout(limit)
                .build();
    }

    @Test
    void whatDidNotConfirmIsTriedAgainAfterAWhile() throws Exception {
        publisher.answers(503, DOWN).breaks().answers(201, CONFIRMED);

        RevocationReply reply = client(Duration.ofSeconds(20)).revokeToken(JWT, Reason.NONE);

        assertThat(reply).isInstanceOf(RevocationReply.Confirmed.class);
        // The JDK's client may itself repeat a request whose connection broke before any answer.
        assertThat(publisher.requests).hasSizeGreaterThanOrEqualTo(3);
    }

    @Test
    void triesOfACallShareOneKey() throws Exception {
        publisher.answers(503, DOWN).breaks().answers(201, CONFIRMED);

        client(Duration.ofSeconds(20)).revokeToken(JWT, Reason.NONE);

        assertThat(publisher.headers)
                .extracting(each -> String.valueOf(each.getFirst("Idempotency-Key")))
                .hasSizeGreaterThanOrEqualTo(3)
                .allMatch(key -> key.equals(publisher.headers.get(0).getFirst("Idempotency-Key")))
                .doesNotContain("null");
    }

    @Test
    void callWhoseEarlierTryIsStillServedWaitsForItsOutcome() throws Exception {
        for (int i = 0; i < 5; i++) {
            publisher.answers(409, "{\"type\":\"urn:revocast:problem:request-in-progress\"}");
        }
        publisher.answers(201, CONFIRMED);

        RevocationReply reply = client(Duration.ofSeconds(20)).revokeToken(JWT, Reason.NONE);

        assertThat(reply).isInstanceOf(RevocationReply.Confirmed.class);
    }

    @Test
    void retryAfterIsHonoured() throws Exception {
        publisher.answers(429, "{}", Map.of("Retry-After", "1")).answers(201, CONFIRMED);
        long start = System.nanoTime();

        client(Duration.ofSeconds(20)).revokeToken(JWT, Reason.NONE);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
        assertThat(publisher.requests).hasSize(2);
    }

    @Test
    void retryAfterBeyondTheTimeLimitEndsTheCallAtOnce() {
        publisher.answers(503, DOWN, Map.of("Retry-After", "3600"));

        assertThatThrownBy(() -> client(Duration.ofSeconds(20)).revokeToken(JWT, Reason.NONE))
                .isInstanceOf(RevocationUnconfirmedException.class)
                .hasMessage("the publisher answered 503: no broker answers");
        assertThat(publisher.requests).hasSize(1);
    }

    @Test
    void triesAreUsedUpAfterThree() {
        publisher.answers(503, DOWN).answers(503, DOWN).answers(503, DOWN);

        assertThatThrownBy(() -> client(Duration.ofSeconds(20)).revokeToken(JWT, Reason.NONE))
                .isInstanceOf(RevocationUnconfirmedException.class)
                .hasMessage("the publisher answered 503, 3 times: no broker answers");
        assertThat(publisher.requests).hasSize(3);
    }

    @Test
    void publisherThatNeverAnswersIsNotWaitedForLongerThanSaid() {
        publisher.hangs();

        assertThatThrownBy(() -> client(Duration.ofMillis(500)).revokeToken(JWT, Reason.NONE))
                .isInstanceOf(RevocationUnconfirmedException.class)
                .hasMessage("the publisher did not answer");
    }

    @Test
    void answerThatTricklesIsNotWaitedForLongerThanSaid() {
        publisher.trickles();

        assertThatThrownBy(() -> client(Duration.ofMillis(500)).revokeToken(JWT, Reason.NONE))
                .isInstanceOf(RevocationUnconfirmedException.class)
                .hasMessage("the publisher did not answer");
    }

    @Test
    void nobodyListeningIsNotConfirmed() {
        RevocationClient client = client(Duration.ofSeconds(20));
        publisher.close();

        assertThatThrownBy(() -> client.revokeToken(JWT, Reason.NONE))
                .isInstanceOf(RevocationUnconfirmedException.class)
                .hasMessage("the publisher did not answer, 3 times");
    }

    @Test
    void answerWithoutEndIsCutOff() {
        publisher.answers(200, "{\"x\":\"" + "y".repeat(RevocationClient.MAX_ANSWER) + "\"}");

        assertThatThrownBy(() -> RevocationClient.builder(publisher.uri(), () -> KEY)
                        .tries(1)
                        .build()
                        .revokeToken(JWT, Reason.NONE))
                .isInstanceOf(RevocationUnconfirmedException.class)
                .cause()
                .hasMessageContaining("longer than " + RevocationClient.MAX_ANSWER + " bytes");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>log in</html>",
                "[]",
                "{}",
                "{\"outcome\":\"created\"}",
                "{\"outcome\":\"done\",\"target\":{\"kind\":\"issuer\",\"issuer\":\"i\"},\"expiresAt\":\"2026-01-01T00:00:00Z\"}",
                "{\"outcome\":\"created\",\"target\":{\"kind\":\"issuer\",\"issuer\":\"i\"},\"expiresAt\":\"2026-01-01T00:00:00Z\"}",
                "{\"outcome\":\"created\",\"target\":{\"kind\":\"planet\",\"issuer\":\"i\"},\"expiresAt\":\"2026-01-01T00:00:00Z\"}",
                "{\"outcome\":\"created\",\"target\":{\"kind\":\"issuer\",\"issuer\":\"i\"},\"expiresAt\":\"soon\"}",
                "{\"outcome\":\"created\",\"target\":{\"kind\":\"issuer\",\"issuer\":\"i\"},\"expiresAt\":\"2026-01-01T00:00:00Z\","
                        + "\"receipt\":{\"topicId\":\"t\",\"partition\":99999999999,\"offset\":1}}",
                "{\"a\":[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]}"
            })
    void anythingButAWholeConfirmationConfirmsNothing(String garbage) {
        publisher.answers(200, garbage);

        assertThatThrownBy(() -> client(Duration.ofSeconds(20)).revokeToken(JWT, Reason.NONE))
                .isInstanceOf(RevocationUnconfirmedException.class)
                .hasMessage("unexpected answer: it is not the confirmation of a publisher; check the address");
    }

    @ParameterizedTest
    @ValueSource(ints = {202, 500, 502, 504})
    void otherFailuresAreNotConfirmedAndNotTriedAgain(int status) {
        publisher.answers(status, "{\"title\":\"The publisher failed\"}");

        assertThatThrownBy(() -> client(Duration.ofSeconds(20)).revokeToken(JWT, Reason.NONE))
                .isInstanceOf(RevocationUnconfirmedException.class)
                .hasMessage("the publisher answered " + status + ": The publisher failed");
        assertThat(publisher.requests).hasSize(1);
    }

    @Test
    void interruptEndsTheCallAndStaysSet() {
        publisher.hangs();
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> client(Duration.ofSeconds(20)).revokeToken(JWT, Reason.NONE))
                .isInstanceOf(RevocationUnconfirmedException.class)
                .hasMessage("interrupted while the publisher was asked");
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void neitherTokenNorKeyIsInWhatIsThrownOrShown() {
        RevocationClient client = client(Duration.ofMillis(500));
        publisher.answers(200, "{\"echo\":\"" + JWT + "\"}");

        assertThatThrownBy(() -> client.revokeToken(JWT, Reason.NONE)).satisfies(thrown -> {
            StringBuilder all = new StringBuilder(client.toString());
            for (Throwable each = thrown; each != null; each = each.getCause()) {
                all.append(each);
            }
            assertThat(all.toString()).doesNotContain(JWT, "c2lnbmF0dXJl", KEY);
        });
    }
}
