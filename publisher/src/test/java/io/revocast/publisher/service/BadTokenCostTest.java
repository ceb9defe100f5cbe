package io.revocast.publisher.service;

import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.request.UnavailableException;
import io.revocast.publisher.token.PastedToken;
import io.revocast.publisher.token.TokenReader;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** What a bad token costs before its signature is verified, which any caller can cause. */
class BadTokenCostTest {
    private static final int MOST_TIMES = 100;
    private static final int LARGEST_PAYLOAD = 46_000;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    static Stream<String> payloads() {
        return Stream.of(
                "{\"iss\":\"i\",\"exp\":1E-3000000}",
                "{\"iss\":\"i\",\"exp\":1E-999}",
                "{\"iss\":\"i\",\"exp\":1E+2147483647}",
                "{\"iss\":\"" + "eyJ".repeat(LARGEST_PAYLOAD / 3) + "\"}",
                "{\"iss\":\"" + "eyJaaaaaaaa.".repeat(LARGEST_PAYLOAD / 12) + "\"}",
                "{\"iss\":\"i\",\"x\":" + "[".repeat(LARGEST_PAYLOAD / 2) + "]".repeat(LARGEST_PAYLOAD / 2) + "}",
                "{\"iss\":\"i\",\"x\":[" + "[],".repeat(LARGEST_PAYLOAD / 3) + "1]}",
                "{\"iss\":\"i\",\"x\":" + "9".repeat(LARGEST_PAYLOAD) + "}",
                "{\"iss\":\"i\",\"x\":[" + ("9".repeat(99) + ",").repeat(LARGEST_PAYLOAD / 100) + "1]}",
                "{\"iss\":\"i\",\"x\":[" + "1E-999,".repeat(LARGEST_PAYLOAD / 7) + "1]}",
                "{" + members("Aa", "BB") + "\"iss\":\"i\"}",
                "{\"iss\":\"" + "\\u0041".repeat(LARGEST_PAYLOAD / 6) + "\"}");
    }

    /** Members whose names all have the same hash. */
    private static String members(String one, String other) {
        StringBuilder members = new StringBuilder();
        for (int i = 0; i < 2048; i++) {
            StringBuilder name = new StringBuilder();
            for (int bit = 0; bit < 8; bit++) {
                name.append((i >> bit & 1) == 0 ? one : other);
            }
            members.append('"').append(name).append(i >> 8).append("\":1,");
        }
        return members.toString();
    }

    /**
     * A text of the same size is the yardstick, in the same process and the same seconds. An exponent of a million digits
     * costs ten thousand times as much, where it is worked out.
     */
    @ParameterizedTest
    @MethodSource("payloads")
    void badTokenCostsNoMoreThanItsSizeExplains(String payload) {
        String plain = "{\"iss\":\"" + "a".repeat(LARGEST_PAYLOAD) + "\"}";

        assertThat(cost(payload)).isLessThan(MOST_TIMES * cost(plain));
    }

    private static long cost(String payload) {
        String token = Tokens.of(payload);
        TokenReader reader = new TokenReader(read -> {
            String unused = read.issuer();
            throw new RejectedException(RejectedException.Kind.UNVERIFIED_TOKEN, "token", null, "is read no further");
        });
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 50; i++) {
            long begun = THREADS.getCurrentThreadCpuTime();
            read(reader, token);
            least = Math.min(least, THREADS.getCurrentThreadCpuTime() - begun);
        }
        return least;
    }

    private static void read(TokenReader reader, String token) {
        try {
            PastedToken unused = reader.read(token);
            throw new AssertionError("the token is bad");
        } catch (RejectedException e) {
            assertThat(e.getMessage()).isNotEmpty();
        } catch (UnavailableException e) {
            throw new AssertionError(e);
        }
    }
}
