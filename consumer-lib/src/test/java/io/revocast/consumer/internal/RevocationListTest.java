package io.revocast.consumer.internal;

import io.revocast.consumer.FailurePolicy;
import io.revocast.consumer.State;
import io.revocast.consumer.Verdict;
import io.revocast.consumer.VerifiedToken;
import io.revocast.consumer.internal.replay.OverwriteListener;
import io.revocast.consumer.internal.store.LiveRevocation;
import io.revocast.event.Receipt;
import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.event.internal.EventCodec;
import io.revocast.event.internal.Origin;
import io.revocast.event.internal.RevocationEvent;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

import static io.revocast.consumer.internal.TestToken.ISSUER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

class RevocationListTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration MAX_STALENESS = Duration.ofSeconds(30);
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final MutableClock clock = new MutableClock(START);
    private final ScriptedKafka kafka = new ScriptedKafka();
    private final KafkaRevocationList list = builder().build();

    private ListOptions builder() {
        return new ListOptions()
                .bootstrapServers("broker:9092")
                .maxStaleness(MAX_STALENESS)
                .clock(clock)
                .nanoTime(clock.nanoTime())
                .keepOrigins(true)
                .connections(kafka.connections());
    }

    @AfterEach
    void close() {
        list.close();
    }

    private static RevocationEvent.Revoked revoked(Target target, long expiresInSeconds, @Nullable Instant before) {
        return new RevocationEvent.Revoked(
                new Revocation(target, START.plusSeconds(expiresInSeconds), before),
                new Origin(UUID.randomUUID(), START, null, null, null));
    }

    private static RevocationEvent.Revoked revokedToken(String jti) {
        return revoked(new Target.Token(ISSUER, jti), 3600, null);
    }

    private Verdict check(String jti) {
        return list.check(TestToken.withJti(jti));
    }

    private void startAndAwaitCurrent() throws InterruptedException {
        list.start();
        assertThat(list.awaitCurrent(LIMIT)).isTrue();
    }

    private static Verdict unknown(Verdict.Reason reason) {
        return new Verdict.Unknown(reason, FailurePolicy.DENY);
    }

    @Test
    void answersUnknownUntilTheReplayReachedTheEndOffsetsSampledAtItsStart() {
        kafka.append(revokedToken("1"));
        kafka.deliversRecords = false;
        list.start();
        await().atMost(LIMIT).until(() -> list.state() == State.REPLAYING);

        assertThat(check("2")).isEqualTo(unknown(Verdict.Reason.REPLAYING));
        assertThat(check("2").accepted()).isFalse();
        assertThat(list.status().initialReplayComplete()).isFalse();

        kafka.deliversRecords = true;
        await().atMost(LIMIT).until(() -> list.state() == State.CURRENT);
        assertThat(check("1")).isInstanceOf(Verdict.Revoked.class);
        assertThat(check("2")).isEqualTo(new Verdict.NotRevoked());
        assertThat(list.status().initialReplayComplete()).isTrue();
    }

    @Test
    void emptyPollsAreNeverTakenForTheEndOfTheLog() {
        kafka.append(revokedToken("1"));
        kafka.deliversRecords = false;
        list.start();

        await().during(Duration.ofMillis(300))
                .atMost(LIMIT)
                .until(() -> list.state() == State.REPLAYING || list.state() == State.STARTING);
    }

    @Test
    void holesAtTheEndOfTheLogDoNotKeepTheReplayFromEnding() throws InterruptedException {
        kafka.append(revokedToken("1"));
        kafka.appendHole();
        kafka.appendHole();

        startAndAwaitCurrent();

        assertThat(check("1")).isInstanceOf(Verdict.Revoked.class);
    }

    @Test
    void aRevocationThatFollowsIsApplied() throws InterruptedException {
        startAndAwaitCurrent();
        assertThat(check("1")).isEqualTo(new Verdict.NotRevoked());

        long offset = kafka.append(revokedToken("1"));

        assertThat(list.awaitApplied(new Receipt("topic-1", 0, offset), LIMIT)).isTrue();
        assertThat(check("1")).isInstanceOf(Verdict.Revoked.class);
    }

    @Test
    void aReinstatementTakesTheRevocationBack() throws InterruptedException {
        RevocationEvent.Revoked event = revokedToken("1");
        kafka.append(event);
        kafka.append(new RevocationEvent.Reinstated(event.target(), event.origin(), null));

        startAndAwaitCurrent();

        assertThat(check("1")).isEqualTo(new Verdict.NotRevoked());
    }

    @Test
    void silenceMakesTheListStaleAtTheMomentOfTheCheck() throws InterruptedException {
        kafka.append(revokedToken("1"));
        startAndAwaitCurrent();
        kafka.answersProbes = false;

        clock.pass(MAX_STALENESS);
        assertThat(check("2")).isEqualTo(new Verdict.NotRevoked());
        clock.pass(Duration.ofMillis(1));

        assertThat(check("2")).isEqualTo(unknown(Verdict.Reason.STALE));
        assertThat(check("1")).as("what is known stays revoked").isInstanceOf(Verdict.Revoked.class);
        assertThat(list.status().initialReplayComplete()).as("readiness").isTrue();

        kafka.answersProbes = true;
        await().atMost(LIMIT).until(() -> {
            clock.pass(Duration.ofSeconds(1));
            return list.state() == State.CURRENT;
        });
    }

    @Test
    void aSuspendedProcessThatOnlyTheWallClockSawIsStale() throws InterruptedException {
        startAndAwaitCurrent();
        kafka.answersProbes = false;

        clock.setWallForward(MAX_STALENESS.plusMillis(1));

        assertThat(check("1")).isEqualTo(unknown(Verdict.Reason.STALE));
    }

    @Test
    void aWallClockSetBackDoesNotMakeOldEvidenceYoung() throws InterruptedException {
        startAndAwaitCurrent();
        kafka.answersProbes = false;

        clock.setWallForward(Duration.ofHours(-2));
        clock.pass(MAX_STALENESS.plusMillis(1));

        assertThat(check("1")).isEqualTo(unknown(Verdict.Reason.STALE));
    }

    @Test
    void aThreadFrozenInTheMiddleOfACheckDoesNotAnswerFromBefore() throws InterruptedException {
        kafka.append(revoked(new Target.Claim(ISSUER, "sub", "mallory"), 3600, START));
        startAndAwaitCurrent();
        TestToken token = TestToken.withJti("1");
        VerifiedToken freezesWhenRead = new DelegatingToken(token) {
            @Override
            public @Nullable Object claim(String name) {
                clock.pass(MAX_STALENESS.plusSeconds(1));
                await().atMost(LIMIT).until(() -> list.state() == State.CURRENT);
                return null;
            }
        };

        assertThat(list.check(freezesWhenRead)).isEqualTo(unknown(Verdict.Reason.STALE));
    }

    @Test
    void aRecordThatWasNotAppliedYetKeepsTheEvidenceOpen() throws InterruptedException {
        startAndAwaitCurrent();
        kafka.deliversRecords = false;
        kafka.append(revokedToken("1"));

        clock.pass(MAX_STALENESS.plusMillis(1));
        await().atMost(LIMIT).until(() -> list.status().lagRecords() == 1);

        assertThat(check("2")).isEqualTo(unknown(Verdict.Reason.STALE));
    }

    @Test
    void theAllowPolicyAcceptsWhatIsUnknownAndCountsIt() {
        try (KafkaRevocationList lenient =
                builder().failurePolicy(FailurePolicy.ALLOW).build()) {
            Verdict verdict = lenient.check(TestToken.withJti("1"));

            assertThat(verdict).isEqualTo(new Verdict.Unknown(Verdict.Reason.STARTING, FailurePolicy.ALLOW));
            assertThat(verdict.accepted()).isTrue();
            assertThat(lenient.status().counters().values()).containsEntry("checks.allowed_starting", 1L);
        }
    }

    @Test
    void aTokenThatNoRevocationCouldNameIsUnknown() throws InterruptedException {
        startAndAwaitCurrent();

        assertThat(list.check(new TestToken(null, "1", null, 0, Map.of())))
                .isEqualTo(unknown(Verdict.Reason.NO_ISSUER));
        assertThat(list.check(new TestToken("", "1", null, 0, Map.of()))).isEqualTo(unknown(Verdict.Reason.NO_ISSUER));
    }

    @Test
    void aTokenThatThrowsWhenReadIsUnknownAndTheCheckDoesNotThrow() throws InterruptedException {
        startAndAwaitCurrent();
        VerifiedToken broken = new DelegatingToken(TestToken.withJti("1")) {
            @Override
            public String issuer() {
                throw new IllegalStateException("lazy parsing failed");
            }
        };

        assertThat(list.check(broken)).isEqualTo(unknown(Verdict.Reason.UNREADABLE_TOKEN));
    }

    @Test
    void unreadableRecordsAreCountedAndNeverStopTheReplayNorRemoveAnything() throws InterruptedException {
        byte[] key = EventCodec.encodeKey(new Target.Token(ISSUER, "1"));
        kafka.append(bytes("no key"), bytes("no value"));
        kafka.append(revokedToken("1"));
        kafka.append(key, null);
        kafka.append(key, bytes("{}"));
        kafka.append(EventCodec.encodeKey(new Target.Token(ISSUER, "garbled")), new byte[5000]);
        kafka.append(null, null);

        startAndAwaitCurrent();

        assertThat(check("1")).isInstanceOf(Verdict.Revoked.class);
        assertThat(check("garbled")).isInstanceOf(Verdict.Revoked.class);
        assertThat(check("2")).isEqualTo(new Verdict.NotRevoked());
        assertThat(list.status().counters().values())
                .containsEntry("events.ignored.malformed", 2L)
                .containsEntry("events.ignored.tombstone", 1L)
                .containsEntry("events.applied.unreadable", 2L)
                .containsEntry("events.applied.revoke", 1L);
    }

    @Test
    void theFirstEventOfALiveTargetGivesTheIdAndTheLastOneTheReceipt() throws InterruptedException {
        RevocationEvent.Revoked first = revokedToken("1");
        kafka.append(first);
        long offset = kafka.append(revokedToken("1"));
        Receipt before = new Receipt("topic-1", 0, offset - 1);

        startAndAwaitCurrent();

        assertThat(list.find(first.target()))
                .as("marked, because compaction leaves a record with another id")
                .contains(new LiveRevocation(
                        first.revocation(), first.origin(), before, new Receipt("topic-1", 0, offset), true));
        assertThat(list.live()).hasSize(1);
    }

    @Test
    void aLiveRevocationWhoseLastRecordSaysLessIsKeptAndMarkedForItsPublisher() throws InterruptedException {
        List<LiveRevocation> told = new CopyOnWriteArrayList<>();
        OverwriteListener publisher = told::add;
        RevocationEvent.Revoked event = revokedToken("1");
        byte[] key = EventCodec.encodeKey(event.target());
        kafka.append(event);
        kafka.append(key, null);
        try (KafkaRevocationList listening = builder().listener(publisher).build()) {
            listening.start();
            assertThat(listening.awaitCurrent(LIMIT)).isTrue();
            assertThat(listening.live()).singleElement().matches(LiveRevocation::overwritten, "overwritten by a null");

            kafka.append(event);
            kafka.append(key, bytes("unreadable"));
            kafka.append(event);
            kafka.append(revoked(event.target(), 60, null));
            await().atMost(LIMIT).until(() -> told.size() == 3);
            kafka.append(new RevocationEvent.Revoked(told.get(2).revocation(), event.origin()));

            await().atMost(LIMIT).until(() -> listening.live().noneMatch(LiveRevocation::overwritten));
            assertThat(listening.check(TestToken.withJti("1"))).isInstanceOf(Verdict.Revoked.class);
            assertThat(told).hasSize(3);
        }
    }

    @Test
    void aFailingConsumerIsReplacedAndReadsOnFromItsPosition() throws InterruptedException {
        kafka.append(revokedToken("1"));
        startAndAwaitCurrent();

        kafka.pollFailure.set(() -> new TopicAuthorizationException("secret topic name"));
        await().atMost(LIMIT).until(() -> kafka.consumersOpened.get() == 2);
        long offset = kafka.append(revokedToken("2"));

        assertThat(list.awaitApplied(new Receipt("topic-1", 0, offset), LIMIT)).isTrue();
        assertThat(list.status().counters().values())
                .containsEntry("events.applied.revoke", 2L)
                .containsEntry("reconnects", 1L);
    }

    @Test
    void aLostPositionMakesItReadTheLogFromItsBeginning() throws InterruptedException {
        kafka.append(revokedToken("1"));
        startAndAwaitCurrent();

        kafka.pollFailure.set(
                () -> new OffsetOutOfRangeException(Map.of(new TopicPartition(ScriptedKafka.TOPIC, 0), 9L)));
        await().atMost(LIMIT).until(() -> list.status().counters().get("events.applied.revoke") == 2);

        await().atMost(LIMIT).until(() -> list.state() == State.CURRENT);
        assertThat(check("1")).isInstanceOf(Verdict.Revoked.class);
    }

    @Test
    void aTopicMadeAgainIsReadFromItsBeginningAndOldEntriesStay() throws InterruptedException {
        kafka.append(revokedToken("old"));
        startAndAwaitCurrent();

        kafka.deliversRecords = false;
        kafka.recreate("topic-2");
        kafka.append(revokedToken("new"));
        kafka.append(revokedToken("newer"));
        kafka.pollFailure.set(() -> new UnknownTopicOrPartitionException("gone"));
        await().atMost(LIMIT).until(() -> list.state() == State.REBUILDING);
        assertThat(check("old")).isInstanceOf(Verdict.Revoked.class);
        assertThat(check("other")).isEqualTo(unknown(Verdict.Reason.REBUILDING));

        kafka.deliversRecords = true;
        await().atMost(LIMIT).until(() -> list.state() == State.CURRENT);
        assertThat(check("old")).isInstanceOf(Verdict.Revoked.class);
        assertThat(check("new")).isInstanceOf(Verdict.Revoked.class);
        assertThat(check("newer")).isInstanceOf(Verdict.Revoked.class);
        assertThatThrownBy(() -> list.awaitApplied(new Receipt("topic-1", 0, 0), LIMIT))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("re-created");
    }

    @Test
    void aTopicMadeAgainBehindASilentConsumerIsNoticedByItsId() throws InterruptedException {
        kafka.append(revokedToken("old"));
        try (KafkaRevocationList watching = builder().build()) {
            watching.start();
            assertThat(watching.awaitCurrent(LIMIT)).isTrue();

            kafka.recreate("topic-2");
            kafka.append(revokedToken("at the offset that was read before"));
            kafka.append(revokedToken("newer"));

            await().atMost(LIMIT).until(() -> {
                clock.pass(Duration.ofSeconds(1));
                return watching.check(TestToken.withJti("at the offset that was read before"))
                        instanceof Verdict.Revoked;
            });
            assertThat(watching.check(TestToken.withJti("old"))).isInstanceOf(Verdict.Revoked.class);
        }
    }

    @Test
    void aLogCutShortBelowTheReplaysGoalDoesNotKeepItWaitingForEver() throws InterruptedException {
        kafka.append(revokedToken("1"));
        kafka.append(revokedToken("2"));
        kafka.deliversRecords = false;
        list.start();
        await().atMost(LIMIT).until(() -> list.status().lagRecords() == 2);

        kafka.truncate(1);
        kafka.deliversRecords = true;
        await().atMost(LIMIT).until(() -> {
            clock.pass(Duration.ofSeconds(4));
            return list.state() == State.CURRENT;
        });

        assertThat(check("1")).isInstanceOf(Verdict.Revoked.class);
    }

    @Test
    void settingsThatTurnBadAreSaidAlthoughTheListStaysCurrent() throws InterruptedException {
        try (KafkaRevocationList watching =
                builder().watchInterval(Duration.ofMillis(50)).build()) {
            watching.start();
            assertThat(watching.awaitCurrent(LIMIT)).isTrue();

            kafka.differences = List.of("cleanup.policy is delete; want compact,delete");

            await().atMost(LIMIT).until(() -> {
                clock.pass(Duration.ofSeconds(1));
                return "cleanup.policy is delete; want compact,delete"
                        .equals(watching.status().cause());
            });
            assertThat(watching.state()).isEqualTo(State.CURRENT);
        }
    }

    @Test
    void anAbsentBrokerIsNotAnErrorAndTheStatusSaysWhatIsMissing() throws InterruptedException {
        kafka.inspectFailure.set(new TimeoutException("no answer"));
        list.start();
        await().atMost(LIMIT).until(() -> list.status().cause() != null);

        assertThat(list.status().cause())
                .isEqualTo(
                        "no broker at broker:9092 answered in time;"
                                + " is one up, and does it speak PLAINTEXT there (security.protocol)?, since 2026-01-01T00:00:00Z");
        assertThat(check("1")).isEqualTo(unknown(Verdict.Reason.STARTING));

        kafka.inspectFailure.set(new UnknownTopicOrPartitionException("gone"));
        await().atMost(LIMIT)
                .until(
                        () -> list.status().cause(),
                        ("topic revocast.revocations does not exist; the publisher creates it when it starts,"
                                + " since 2026-01-01T00:00:00Z")::equals);

        kafka.inspectFailure.set(null);
        assertThat(list.awaitCurrent(LIMIT)).isTrue();
        assertThat(list.status().cause()).isNull();
    }

    @Test
    void aTopicThatWouldLoseRevocationsNeverMakesTheListCurrent() {
        kafka.differences = List.of("cleanup.policy is delete; want compact,delete");
        list.start();

        await().atMost(LIMIT).until(() -> list.status().cause() != null);

        assertThat(list.status().cause())
                .isEqualTo("topic revocast.revocations is not fit to keep revocations:"
                        + " cleanup.policy is delete; want compact,delete, since 2026-01-01T00:00:00Z");
        assertThat(list.state()).isEqualTo(State.STARTING);
    }

    @Test
    void anInterruptFromOutsideDoesNotEndTheReplay() throws InterruptedException {
        startAndAwaitCurrent();
        Thread replay = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("revocast-replay-" + ScriptedKafka.TOPIC))
                .findFirst()
                .orElseThrow();

        kafka.pollFailure.set(() -> new InterruptException("from outside"));
        long offset = kafka.append(revokedToken("1"));

        assertThat(list.awaitApplied(new Receipt("topic-1", 0, offset), LIMIT)).isTrue();
        assertThat(replay.isAlive()).isTrue();
    }

    @Test
    void aClosedListAnswersUnknownAndStaysClosed() throws InterruptedException {
        kafka.append(revokedToken("1"));
        startAndAwaitCurrent();

        list.close();
        list.close();

        assertThat(check("1")).isEqualTo(unknown(Verdict.Reason.CLOSED));
        assertThat(list.state()).isEqualTo(State.CLOSED);
        assertThat(list.awaitCurrent(LIMIT)).isFalse();
        assertThatThrownBy(list::start)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a revocation list is started once: it is closed; build another");
        await().atMost(LIMIT)
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("revocast-")));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
