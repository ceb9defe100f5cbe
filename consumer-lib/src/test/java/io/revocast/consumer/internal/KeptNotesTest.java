package io.revocast.consumer.internal;

import io.revocast.consumer.Verdict;
import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.event.internal.Origin;
import io.revocast.event.internal.RevocationEvent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** The note of a revocation, as a service reads it. */
class KeptNotesTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final MutableClock clock = new MutableClock(START);
    private final ScriptedKafka kafka = new ScriptedKafka();
    private @Nullable KafkaRevocationList list;

    @AfterEach
    void close() {
        if (list != null) {
            list.close();
        }
    }

    private KafkaRevocationList start(long maxNoteBytes) throws InterruptedException {
        KafkaRevocationList started = kafka.list(clock).keepNotes(maxNoteBytes).build();
        list = started;
        started.start();
        assertThat(started.awaitCurrent(LIMIT)).isTrue();
        return started;
    }

    private static Origin origin(@Nullable String note) {
        return new Origin(UUID.randomUUID(), START, "stolen", note, "portal");
    }

    private void revoke(Target target, @Nullable String note) {
        Instant cutOff = target.kind().needsCutOff() ? START : null;
        kafka.append(new RevocationEvent.Revoked(new Revocation(target, START.plusSeconds(600), cutOff), origin(note)));
    }

    private static Target token(String jti) {
        return new Target.Token(TestToken.ISSUER, jti);
    }

    private static void awaitRevoked(KafkaRevocationList list, String jti) {
        await().atMost(LIMIT).until(() -> list.check(TestToken.withJti(jti)) instanceof Verdict.Revoked);
    }

    private static @Nullable String note(Verdict verdict) {
        assertThat(verdict).isInstanceOf(Verdict.Revoked.class);
        return ((Verdict.Revoked) verdict).note();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Log in again", "Bitte melden Sie sich neu an: \"Café\"\r\n😀"})
    void aVerdictHasTheNoteOfTheLastEvent(String text) throws InterruptedException {
        KafkaRevocationList started = start(10_000);
        revoke(token("1"), text);
        revoke(token("2"), null);
        awaitRevoked(started, "2");
        assertThat(note(started.check(TestToken.withJti("1")))).isEqualTo(text);
        assertThat(note(started.check(TestToken.withJti("2")))).isNull();

        revoke(token("1"), null);
        revoke(token("3"), text);
        awaitRevoked(started, "3");
        assertThat(note(started.check(TestToken.withJti("1")))).isNull();
    }

    @Test
    void aClaimHasItsNoteToo() throws InterruptedException {
        KafkaRevocationList started = start(10_000);
        revoke(new Target.Claim(TestToken.ISSUER, "sub", "alice"), "The account is closed");
        revoke(token("1"), null);
        awaitRevoked(started, "1");

        assertThat(note(started.check(TestToken.withClaim("sub", "alice", START.getEpochSecond()))))
                .isEqualTo("The account is closed");
    }

    @Test
    void aReinstatementTakesTheNoteBack() throws InterruptedException {
        KafkaRevocationList started = start(10_000);
        revoke(token("1"), "Log in again");
        awaitRevoked(started, "1");
        kafka.append(new RevocationEvent.Reinstated(token("1"), origin("a mistake"), null));
        await().atMost(LIMIT).until(() -> started.check(TestToken.withJti("1")).accepted());

        revoke(token("1"), null);
        awaitRevoked(started, "1");
        assertThat(note(started.check(TestToken.withJti("1")))).isNull();
    }

    @Test
    void aListKeepsNoNotesByDefault() throws InterruptedException {
        KafkaRevocationList started = start(0);
        revoke(token("1"), "Log in again");
        awaitRevoked(started, "1");

        assertThat(note(started.check(TestToken.withJti("1")))).isNull();
    }

    @Test
    void refusesAnImpossibleBound() {
        assertThatThrownBy(() -> kafka.list(clock).keepNotes(-1).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("keepNotes must lie between 0 and 1073741824 bytes: -1");
    }
}
