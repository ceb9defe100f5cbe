package io.revocast.publisher.oauth;

import io.revocast.consumer.Verdict;
import io.revocast.publisher.credentials.Caller;
import io.revocast.publisher.request.UnavailableException;
import io.revocast.publisher.service.Tokens;
import io.revocast.publisher.time.DoubtfulClock;
import io.revocast.publisher.token.TokenReader;
import org.junit.jupiter.api.Test;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** P17: tokens that are active by one of two clocks only. */
class IntrospectionTimeTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final Duration DIFFERENCE = Duration.ofHours(2);

    private static boolean isActive(Clock clock, long begin, long end) throws UnavailableException {
        Introspection introspection = new Introspection(
                new TokenReader(token -> {}), token -> new Verdict.NotRevoked(), Duration.ZERO, clock);
        String token = Tokens.of("{\"iss\":\"https://issuer\",\"jti\":\"t1\",\"client_id\":\"portal\",\"nbf\":"
                + NOW.plusSeconds(begin).getEpochSecond() + ",\"exp\":"
                + NOW.plusSeconds(end).getEpochSecond() + "}");
        return introspection
                .active(new Caller("test", "test", Set.of(), Set.of()), token)
                .isPresent();
    }

    @Test
    void tokenIsActiveOrInactiveOnlyWhenBothClocksSaySo() throws Exception {
        Clock differing = DoubtfulClock.from(NOW, DIFFERENCE);

        assertThat(isActive(differing, -60, 7260)).isTrue();
        assertThat(isActive(differing, -60, 0)).isFalse();
        assertThat(isActive(differing, 7201, 9000)).isFalse();
        for (long[] times : new long[][] {{-60, 3600}, {60, 9000}, {60, 3600}}) {
            assertThatThrownBy(() -> isActive(differing, times[0], times[1]))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("the clocks differ");
        }
    }

    @Test
    void nothingIsToldBeforeTheBrokersTimeIsKnown() {
        assertThatThrownBy(() -> isActive(DoubtfulClock.unknown(), -60, 3600))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("nothing is known");
    }
}
