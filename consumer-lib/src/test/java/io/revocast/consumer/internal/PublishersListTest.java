package io.revocast.consumer.internal;

import io.revocast.consumer.internal.replay.OverwriteListener;
import io.revocast.consumer.internal.store.LiveRevocation;
import io.revocast.event.Receipt;
import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.event.internal.Origin;
import io.revocast.event.internal.RevocationEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What a list that keeps origins tells the publisher that embeds it. */
class PublishersListTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Target TOKEN = new Target.Token(TestToken.ISSUER, "1");
    private static final Target SUBJECT = new Target.Claim(TestToken.ISSUER, "sub", "alice");

    private final MutableClock clock = new MutableClock(START);
    private final ScriptedKafka kafka = new ScriptedKafka();
    private final List<LiveRevocation> overwritten = new CopyOnWriteArrayList<>();
    private final KafkaRevocationList list = kafka.list(clock)
            .keepOrigins(true)
            .listener(new OverwriteListener() {
                @Override
                public void onOverwritten(LiveRevocation revocation) {
                    overwritten.add(revocation);
                }
            })
            .build();

    @BeforeEach
    void start() throws InterruptedException {
        list.start();
        assertThat(list.awaitCurrent(LIMIT)).isTrue();
    }

    @AfterEach
    void close() {
        list.close();
    }

    private static Origin origin() {
        return new Origin(UUID.randomUUID(), START, null, null, "publisher");
    }

    private record Appended(Receipt receipt, UUID id) {}

    private Appended append(RevocationEvent event) throws InterruptedException {
        Receipt receipt = new Receipt("topic-1", 0, kafka.append(event));
        assertThat(list.awaitApplied(receipt, LIMIT)).isTrue();
        return new Appended(receipt, event.origin().id());
    }

    private boolean wasFirst(Appended event) {
        return list.wasFirst(event.receipt(), event.id());
    }

    private Appended revoke(Target target, Duration until) throws InterruptedException {
        Instant cutOff = target instanceof Target.Claim ? START : null;
        return append(new RevocationEvent.Revoked(new Revocation(target, START.plus(until), cutOff), origin()));
    }

    @Test
    void whichRecordMadeATargetLiveIsKnown() throws InterruptedException {
        Appended first = revoke(TOKEN, Duration.ofMinutes(1));
        Appended longer = revoke(TOKEN, Duration.ofMinutes(2));
        Appended wide = revoke(SUBJECT, Duration.ofMinutes(1));
        Appended back = append(
                new RevocationEvent.Reinstated(TOKEN, origin(), longer.receipt().offset()));
        Appended again = revoke(TOKEN, Duration.ofMinutes(1));

        assertThat(List.of(first, longer, wide, back, again).stream().map(this::wasFirst))
                .containsExactly(true, false, true, false, true);
    }

    @Test
    void anEventPastItsTimeThatStandsWhereALongerOneStoodIsToldOf() throws InterruptedException {
        revoke(TOKEN, Duration.ofHours(1));
        clock.pass(Duration.ofMinutes(10));

        Appended late = revoke(TOKEN, Duration.ofMinutes(1));

        await().atMost(LIMIT).until(() -> !overwritten.isEmpty());
        assertThat(overwritten.get(0).receipt()).isEqualTo(late.receipt());
        assertThat(overwritten.get(0).revocation().expiresAt()).isEqualTo(START.plus(Duration.ofHours(1)));
        assertThat(wasFirst(late)).isFalse();
    }
}
