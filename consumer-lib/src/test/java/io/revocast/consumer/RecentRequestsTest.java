package io.revocast.consumer;

import io.revocast.event.Receipt;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.UUID;

import static org.assertj.core.api.Assertions.assertThat;

class RecentRequestsTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final UUID REQUEST = new UUID(1, 2);

    private final RecentRequests requests = new RecentRequests();

    private static Receipt at(String topicId, long offset) {
        return new Receipt(topicId, 0, offset);
    }

    @Test
    void firstEventOfARequestCounts() {
        requests.add(REQUEST, at("a", 5), NOW.toEpochMilli());
        requests.add(REQUEST, at("a", 6), NOW.toEpochMilli() + 1);
        requests.add(null, at("a", 7), NOW.toEpochMilli());

        assertThat(requests.find(REQUEST, NOW)).contains(at("a", 5));
        assertThat(requests.find(new UUID(1, 3), NOW)).isEmpty();
    }

    @Test
    void requestIsForgottenAfterADayAndItsIdStandsForAnother() {
        Instant nextDay = NOW.plus(RecentRequests.LIMIT);
        requests.add(REQUEST, at("a", 5), NOW.toEpochMilli());

        assertThat(requests.find(REQUEST, nextDay.minusMillis(1))).contains(at("a", 5));
        assertThat(requests.find(REQUEST, nextDay)).isEmpty();

        requests.add(REQUEST, at("a", 9), nextDay.toEpochMilli());

        assertThat(requests.find(REQUEST, nextDay)).contains(at("a", 9));
    }

    @Test
    void eventInAnotherTopicTakesThePlaceOfOneThatIsGone() {
        requests.add(REQUEST, at("a", 5), NOW.toEpochMilli());
        requests.add(REQUEST, at("b", 0), NOW.toEpochMilli());

        assertThat(requests.find(REQUEST, NOW)).contains(at("b", 0));
    }

    @Test
    void oldestOfTooManyIsForgotten() {
        for (int i = 0; i <= RecentRequests.KEPT; i++) {
            requests.add(new UUID(0, i), at("a", i), NOW.toEpochMilli());
        }

        assertThat(requests.find(new UUID(0, 0), NOW)).isEmpty();
        assertThat(requests.find(new UUID(0, 1), NOW)).contains(at("a", 1));
    }
}
