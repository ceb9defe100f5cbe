package io.revocast.consumer.internal.replay;

import io.revocast.consumer.RevocationListener;
import io.revocast.consumer.internal.KafkaRevocationList;
import io.revocast.consumer.internal.MutableClock;
import io.revocast.consumer.internal.ScriptedKafka;
import io.revocast.consumer.internal.TestToken;
import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.event.internal.EventCodec;
import io.revocast.event.internal.Origin;
import io.revocast.event.internal.RevocationEvent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Listeners hear the same of a token, whether its event is read by the short cut or, for its note, by the codec. */
class AnnouncedEventTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final MutableClock clock = new MutableClock(START);
    private final ScriptedKafka kafka = new ScriptedKafka();
    private final List<Object> heard = new CopyOnWriteArrayList<>();
    private final KafkaRevocationList list = kafka.list(clock)
            .maxEntries(3)
            .listener(new RevocationListener() {
                @Override
                public void onRevoked(Revocation revocation) {
                    heard.add(revocation);
                }

                @Override
                public void onReinstated(Target target) {
                    heard.add(target);
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

    private static Revocation revocation(String jti, long seconds) {
        return new Revocation(new Target.Token(TestToken.ISSUER, jti), START.plusSeconds(seconds), null);
    }

    private static Origin origin(@Nullable String note) {
        return new Origin(UUID.randomUUID(), START, null, note, null);
    }

    private void revoke(Revocation revocation, @Nullable String note) {
        RevocationEvent.Revoked event = new RevocationEvent.Revoked(revocation, origin(note));
        assertThat(new PlainEvent().read(EventCodec.encodeKey(event.target()), EventCodec.encodeValue(event)))
                .isEqualTo(note == null);
        kafka.append(event);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = "gestohlen, im Café")
    void listenersHearOfWhatMakesMoreTokensOrLongerMatchAndOfNothingElse(@Nullable String note) {
        revoke(revocation("1", 600), note);
        revoke(revocation("1", 600), note);
        revoke(revocation("1", 300), note);
        revoke(revocation("1", 900), note);
        revoke(revocation("expired", -3600), note);
        kafka.append(new RevocationEvent.Reinstated(new Target.Token(TestToken.ISSUER, "1"), origin(null), null));
        revoke(revocation("1", 300), note);
        revoke(revocation("2", 600), note);
        revoke(revocation("3", 600), note);
        revoke(revocation("no room", 600), note);
        revoke(revocation("3", 700), note);

        await().atMost(LIMIT).until(() -> heard.contains(revocation("3", 700)));
        assertThat(heard)
                .containsExactly(
                        revocation("1", 600),
                        revocation("1", 900),
                        new Target.Token(TestToken.ISSUER, "1"),
                        revocation("1", 300),
                        revocation("2", 600),
                        revocation("3", 600),
                        revocation("3", 700));
        assertThat(list.status().counters().values())
                .containsEntry("events.applied.revoke", 8L)
                .containsEntry("events.ignored.expired", 1L)
                .containsEntry("events.dropped.over_limit", 1L);
    }
}
