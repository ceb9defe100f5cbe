package io.revocast.consumer.internal.replay;

import io.revocast.consumer.internal.MutableClock;
import io.revocast.consumer.internal.TestToken;
import io.revocast.consumer.internal.replay.RecentRequests.Done;
import io.revocast.consumer.internal.replay.RecentRequests.First;
import io.revocast.consumer.internal.store.RevocationStore.Effect;
import io.revocast.event.Receipt;
import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.event.internal.EventCodec;
import io.revocast.event.internal.Origin;
import io.revocast.event.internal.RevocationEvent;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import static org.assertj.core.api.Assertions.assertThat;

class RecentRequestsTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final UUID REQUEST = new UUID(1, 2);
    private static final Target TARGET = new Target.Token(TestToken.ISSUER, "jti");
    private static final Revocation SHORT = new Revocation(TARGET, NOW.plusSeconds(600), null);
    private static final Revocation LONG = new Revocation(TARGET, NOW.plusSeconds(1200), null);

    private final MutableClock clock = new MutableClock(NOW);
    private final ApplyStep list = new ApplyStep(clock, clock.nanoTime(), true);
    private final RecentRequests requests = list.writer.firstWrites().requests();

    private static UUID id(int number) {
        return new UUID(0x7000, (0x8000L << 48) + number);
    }

    private static RevocationEvent revoked(Revocation revocation, int id, UUID request) {
        return new RevocationEvent.Revoked(revocation, new Origin(id(id), NOW, null, null, null), request);
    }

    private void apply(long offset, RevocationEvent event) {
        list.apply(ApplyStep.record(
                0,
                offset,
                NOW.toEpochMilli(),
                TimestampType.LOG_APPEND_TIME,
                ApplyStep.key(TARGET),
                EventCodec.encodeValue(event)));
    }

    private static Receipt at(String topicId, long offset) {
        return new Receipt(topicId, 0, offset);
    }

    private void add(UUID request, Receipt receipt, Instant appended) {
        requests.add(
                (RevocationEvent.Revoked) revoked(SHORT, 1, request),
                receipt,
                Effect.MADE_LIVE,
                appended.toEpochMilli());
    }

    private Optional<Receipt> receipt(UUID request, Instant now) {
        return requests.find(request, now).map(First::receipt);
    }

    @Test
    void firstEventOfARequestCounts() {
        apply(5, revoked(SHORT, 1, REQUEST));
        apply(6, revoked(LONG, 1, REQUEST));

        assertThat(requests.find(REQUEST, NOW))
                .contains(new First(at(ApplyStep.TOPIC_ID, 5), new Done(Effect.MADE_LIVE, SHORT, id(1))));
        assertThat(requests.find(new UUID(1, 3), NOW)).isEmpty();
    }

    @Test
    void requestThatJoinedARevocationKeepsWhatWasInForceThen() {
        UUID second = new UUID(1, 3);
        apply(5, revoked(SHORT, 1, REQUEST));
        apply(6, revoked(LONG, 2, second));
        apply(7, new RevocationEvent.Reinstated(TARGET, new Origin(id(1), NOW, null, null, null), 6L));
        apply(8, revoked(SHORT, 3, new UUID(1, 4)));

        assertThat(requests.find(second, NOW))
                .contains(new First(at(ApplyStep.TOPIC_ID, 6), new Done(Effect.EXTENDED, LONG, id(1))));
    }

    @Test
    void reinstatementOfTheNextDayTakesThePlaceOfTheOneBefore() {
        RevocationEvent.Reinstated one =
                new RevocationEvent.Reinstated(TARGET, new Origin(id(1), NOW, null, null, null), 1L, Map.of(), REQUEST);
        RevocationEvent.Reinstated other =
                new RevocationEvent.Reinstated(TARGET, new Origin(id(2), NOW, null, null, null), 5L, Map.of(), REQUEST);
        requests.add(one, at("a", 2), NOW.toEpochMilli());
        requests.add(other, at("a", 3), NOW.toEpochMilli() + 1);
        assertThat(requests.reinstatements()).containsExactly(one);

        requests.add(other, at("a", 6), NOW.plus(RecentRequests.LIMIT).toEpochMilli());

        assertThat(requests.reinstatements()).containsExactly(other);
    }

    @Test
    void listWithoutOriginsRemembersNoRequest() {
        RecentRequests none = new RecentRequests(null);
        none.add((RevocationEvent.Revoked) revoked(SHORT, 1, REQUEST), at("a", 5), Effect.MADE_LIVE, 0);

        assertThat(none.find(REQUEST, NOW)).isEmpty();
    }

    @Test
    void requestIsForgottenAfterADayAndItsIdStandsForAnother() {
        Instant nextDay = NOW.plus(RecentRequests.LIMIT);
        add(REQUEST, at("a", 5), NOW);

        assertThat(receipt(REQUEST, nextDay.minusMillis(1))).contains(at("a", 5));
        assertThat(receipt(REQUEST, nextDay)).isEmpty();

        add(REQUEST, at("a", 9), nextDay);

        assertThat(receipt(REQUEST, nextDay)).contains(at("a", 9));
    }

    @Test
    void eventInAnotherTopicTakesThePlaceOfOneThatIsGone() {
        add(REQUEST, at("a", 5), NOW);
        add(REQUEST, at("b", 0), NOW);

        assertThat(receipt(REQUEST, NOW)).contains(at("b", 0));
    }

    @Test
    void eventThatTheLogHasLostIsForgotten() {
        UUID lost = new UUID(1, 3);
        UUID elsewhere = new UUID(1, 4);
        apply(5, revoked(SHORT, 1, REQUEST));
        apply(6, revoked(LONG, 1, lost));
        add(elsewhere, at("a", 7), NOW);
        requests.readingAgain(ApplyStep.TOPIC_ID);
        apply(5, revoked(SHORT, 1, REQUEST));
        list.writer.caughtUp();

        assertThat(requests.find(lost, NOW)).isEmpty();
        assertThat(requests.find(REQUEST, NOW))
                .as("what it did when it was applied first")
                .contains(new First(at(ApplyStep.TOPIC_ID, 5), new Done(Effect.MADE_LIVE, SHORT, id(1))));
        assertThat(receipt(elsewhere, NOW)).as("of a topic that is gone").contains(at("a", 7));

        apply(9, revoked(LONG, 1, lost));

        assertThat(receipt(lost, NOW)).contains(at(ApplyStep.TOPIC_ID, 9));
    }

    @Test
    void eventThatWasAppendedAgainWhereOneWasLostTakesItsPlace() {
        apply(5, revoked(SHORT, 1, REQUEST));
        requests.readingAgain(ApplyStep.TOPIC_ID);
        apply(3, revoked(SHORT, 1, REQUEST));
        list.writer.caughtUp();

        assertThat(receipt(REQUEST, NOW)).contains(at(ApplyStep.TOPIC_ID, 3));
    }

    @Test
    void oldestOfTooManyIsForgotten() {
        for (int i = 0; i <= RecentRequests.KEPT; i++) {
            add(new UUID(0, i), at("a", i), NOW);
        }

        assertThat(receipt(new UUID(0, 0), NOW)).isEmpty();
        assertThat(receipt(new UUID(0, 1), NOW)).contains(at("a", 1));
    }
}
