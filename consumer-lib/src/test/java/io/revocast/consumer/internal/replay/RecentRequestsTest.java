package io.revocast.consumer.internal.replay;

import io.revocast.consumer.internal.replay.RecentRequests.First;
import io.revocast.consumer.internal.store.RevocationStore.Effect;
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
        requests.add(REQUEST, at("a", 5), Effect.MADE_LIVE, NOW.toEpochMilli());
        requests.add(REQUEST, at("a", 6), Effect.UNCHANGED, NOW.toEpochMilli() + 1);
        requests.add(null, at("a", 7), Effect.MADE_LIVE, NOW.toEpochMilli());

        assertThat(requests.find(REQUEST, NOW)).contains(new First(at("a", 5), Effect.MADE_LIVE));
        assertThat(requests.find(new UUID(1, 3), NOW)).isEmpty();
    }

    @Test
    void requestIsForgottenAfterADayAndItsIdStandsForAnother() {
        Instant nextDay = NOW.plus(RecentRequests.LIMIT);
        requests.add(REQUEST, at("a", 5), Effect.MADE_LIVE, NOW.toEpochMilli());

        assertThat(requests.find(REQUEST, nextDay.minusMillis(1))).contains(new First(at("a", 5), Effect.MADE_LIVE));
        assertThat(requests.find(REQUEST, nextDay)).isEmpty();

        requests.add(REQUEST, at("a", 9), Effect.MADE_LIVE, nextDay.toEpochMilli());

        assertThat(requests.find(REQUEST, nextDay)).contains(new First(at("a", 9), Effect.MADE_LIVE));
    }

    @Test
    void eventInAnotherTopicTakesThePlaceOfOneThatIsGone() {
        requests.add(REQUEST, at("a", 5), Effect.MADE_LIVE, NOW.toEpochMilli());
        requests.add(REQUEST, at("b", 0), Effect.MADE_LIVE, NOW.toEpochMilli());

        assertThat(requests.find(REQUEST, NOW)).contains(new First(at("b", 0), Effect.MADE_LIVE));
    }

    @Test
    void oldestOfTooManyIsForgotten() {
        for (int i = 0; i <= RecentRequests.KEPT; i++) {
            requests.add(new UUID(0, i), at("a", i), Effect.MADE_LIVE, NOW.toEpochMilli());
        }

        assertThat(requests.find(new UUID(0, 0), NOW)).isEmpty();
        assertThat(requests.find(new UUID(0, 1), NOW)).contains(new First(at("a", 1), Effect.MADE_LIVE));
    }
}
