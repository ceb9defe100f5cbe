package io.revocast.publisher.audit;

import io.revocast.event.Receipt;
import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.event.internal.Origin;
import io.revocast.event.internal.RevocationEvent;
import io.revocast.publisher.audit.AuditEntry.Action;
import io.revocast.publisher.audit.AuditEntry.Decision;
import io.revocast.publisher.audit.AuditEntry.Subject;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import static org.assertj.core.api.Assertions.assertThat;

class AuditReplayTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final Target TOKEN = new Target.Token("https://issuer", "t1");
    private static final Receipt RECEIPT = new Receipt("gone", 0, 1);

    private final AuditReplay replay = new AuditReplay(Duration.ofHours(24), place -> false, revocation -> false);
    private final ChainEncoder chain = new ChainEncoder(UUID.randomUUID());
    private final List<Optional<byte[]>> records = new ArrayList<>();
    private long offset;

    AuditReplayTest() {
        next(chain.open(NOW, "test", null));
    }

    private void entry(String request, Action action, Decision decision, Subject subject) {
        AuditEntry entry = new AuditEntry(
                NOW,
                request,
                "portal",
                action,
                decision,
                List.of(subject),
                null,
                null,
                new AuditEntry.Context(null, null, "gone"));
        next(chain.append(entry, 1, 1));
    }

    private void recovered(Action action, Decision decision, String topicId, String... lost) {
        AuditEntry entry = new AuditEntry(
                NOW,
                "recovery",
                "publisher",
                action,
                decision,
                List.of(),
                null,
                null,
                new AuditEntry.Context(null, null, topicId, List.of(lost), Map.of()));
        next(chain.append(entry, 1, 1));
    }

    private void next(byte @Nullable [] value) {
        records.add(Optional.ofNullable(value));
        replay.next(offset++, NOW, value);
    }

    /** What a publisher misses that finds a topic with this id, whose log begins with offset 1. */
    private List<Target> lostTo(String topicId) {
        AuditReplay again = new AuditReplay(
                Duration.ofHours(24),
                place -> topicId.equals(place.topicId())
                        && (place.receipt() == null || place.receipt().offset() >= 1),
                revocation -> false);
        for (int i = 0; i < records.size(); i++) {
            again.next(i, NOW, records.get(i).orElse(null));
        }
        return again.live(NOW).stream()
                .map(named -> named.event().revocation().target())
                .toList();
    }

    private void confirmed(String topicId, long at) {
        entry("r", Action.REVOKE, Decision.CONFIRMED, subject(TOKEN, "created", new Receipt(topicId, 0, at), null));
    }

    @Test
    void revocationOfTheTopicThatThereIsWasNotLostAndThatOfAnotherWas() {
        revoke(TOKEN, NOW.plusSeconds(60));

        assertThat(lostTo("gone")).isEmpty();
        assertThat(lostTo("new")).containsExactly(TOKEN);
        assertThat(replay.lostTopicIds()).containsExactly("gone");
    }

    @Test
    void completeRecoveryMovesWhatWasLostUntilItsTopicIsLostToo() {
        revoke(TOKEN, NOW.plusSeconds(60));
        recovered(Action.RESEED, Decision.CONFIRMED, "new", "gone");

        assertThat(lostTo("new")).isEmpty();
        assertThat(lostTo("newest")).containsExactly(TOKEN);

        recovered(Action.REPAIR, Decision.CONFIRMED, "newest", "new");

        assertThat(lostTo("newest")).isEmpty();
    }

    @Test
    void recoveryThatIsNotCompleteOrOfAnotherTopicCoversNothing() {
        revoke(TOKEN, NOW.plusSeconds(60));
        recovered(Action.RESEED, Decision.FAILED, "new", "gone");
        recovered(Action.RESEED, Decision.CONFIRMED, "new", "other");
        recovered(Action.RESEED, Decision.CONFIRMED, "between", "gone");

        assertThat(lostTo("new")).containsExactly(TOKEN);
    }

    @Test
    void revocationThatIsRecordedAfterTheRecoveryIsNotCovered() {
        recovered(Action.REPAIR, Decision.CONFIRMED, "new", "gone");
        revoke(TOKEN, NOW.plusSeconds(60));

        assertThat(lostTo("new")).containsExactly(TOKEN);
    }

    @Test
    void lossThatWasAcceptedIsNeverNamedAgain() {
        revoke(TOKEN, NOW.plusSeconds(60));
        recovered(Action.ACCEPT_LOSS, Decision.CONFIRMED, "new", "gone");

        assertThat(lostTo("new")).isEmpty();
        assertThat(lostTo("newest")).isEmpty();
    }

    @Test
    void receiptSaysInWhichTopicTheRevocationStands() {
        revoke(TOKEN, NOW.plusSeconds(60));
        confirmed("new", 5);

        assertThat(lostTo("new")).isEmpty();
        assertThat(lostTo("gone")).containsExactly(TOKEN);
    }

    @Test
    void recordBeforeTheBeginningOfTheLogIsLostUntilARecoveryOfThatTopic() {
        revoke(TOKEN, NOW.plusSeconds(60));
        confirmed("gone", 0);

        assertThat(lostTo("gone")).containsExactly(TOKEN);

        recovered(Action.REPAIR, Decision.CONFIRMED, "gone", "gone");

        assertThat(lostTo("gone")).isEmpty();
    }

    @Test
    void smallerRevocationInTheNewTopicDoesNotHideWhatIsLost() {
        revoke(TOKEN, NOW.plusSeconds(60));
        RevocationEvent event = new RevocationEvent.Revoked(new Revocation(TOKEN, NOW.plusSeconds(30), null), origin());
        next(chain.append(
                new AuditEntry(
                        NOW,
                        "s",
                        "portal",
                        Action.REVOKE,
                        Decision.GRANTED,
                        List.of(subject(TOKEN, "created", null, event)),
                        null,
                        null,
                        new AuditEntry.Context(null, null, "new")),
                1,
                1));
        entry("s", Action.REVOKE, Decision.CONFIRMED, subject(TOKEN, "created", new Receipt("new", 0, 5), null));

        assertThat(lostTo("new")).containsExactly(TOKEN);
    }

    private static Origin origin() {
        return new Origin(new UUID(0, 1), NOW, null, null, "portal");
    }

    private void revoke(Target target, Instant expiresAt) {
        RevocationEvent event = new RevocationEvent.Revoked(new Revocation(target, expiresAt, null), origin());
        entry("r", Action.REVOKE, Decision.GRANTED, subject(target, "created", null, event));
    }

    private static Subject subject(
            Target target, String outcome, @Nullable Receipt receipt, @Nullable RevocationEvent event) {
        return new Subject(
                target.key(), new UUID(0, 1).toString(), outcome, receipt, new AuditEntry.More(event, null, null));
    }

    private void reinstate(String request, Decision decision, String outcome) {
        boolean granted = decision == Decision.GRANTED;
        entry(
                request,
                Action.REINSTATE,
                decision,
                subject(
                        TOKEN,
                        outcome,
                        granted ? null : RECEIPT,
                        granted ? new RevocationEvent.Reinstated(TOKEN, origin(), 1L) : null));
    }

    private List<Target> live() {
        return replay.live(NOW).stream()
                .map(named -> named.event().revocation().target())
                .toList();
    }

    @Test
    void grantedRevocationCountsUntilItsTimeIsOver() {
        revoke(TOKEN, NOW.plusSeconds(60));
        revoke(new Target.Token("https://issuer", "over"), NOW);

        assertThat(live()).containsExactly(TOKEN);
        assertThat(replay.live(NOW).get(0).place().topicId()).isEqualTo("gone");
    }

    @Test
    void revocationsOfOneTargetAreMerged() {
        revoke(TOKEN, NOW.plusSeconds(60));
        revoke(TOKEN, NOW.plusSeconds(30));

        assertThat(replay.live(NOW).get(0).event().revocation().expiresAt()).isEqualTo(NOW.plusSeconds(60));
    }

    @Test
    void confirmedReinstatementTakesBackWhatWasRevokedBeforeIt() {
        revoke(TOKEN, NOW.plusSeconds(60));
        reinstate("a", Decision.GRANTED, "reinstated");
        assertThat(live()).as("not confirmed").containsExactly(TOKEN);

        reinstate("a", Decision.CONFIRMED, "reinstated");

        assertThat(live()).isEmpty();
    }

    @Test
    void whatIsRevokedWhileItIsTakenBackHolds() {
        revoke(TOKEN, NOW.plusSeconds(60));
        reinstate("a", Decision.GRANTED, "reinstated");
        revoke(TOKEN, NOW.plusSeconds(90));
        reinstate("a", Decision.CONFIRMED, "reinstated");

        assertThat(live()).containsExactly(TOKEN);
    }

    @Test
    void reinstatementThatCameTooLateTakesNothingBack() {
        revoke(TOKEN, NOW.plusSeconds(60));
        reinstate("a", Decision.GRANTED, "reinstated");
        reinstate("a", Decision.CONFIRMED, "revoked_again");

        assertThat(live()).containsExactly(TOKEN);
    }

    @Test
    void whatWasRefusedOrIsNoRecordChangesNothing() {
        entry("r", Action.REVOKE, Decision.REFUSED, subject(TOKEN, "created", null, null));
        next("{}".getBytes(StandardCharsets.UTF_8));
        next(null);

        assertThat(live()).isEmpty();
    }

    /** Version 1 has no event, and receipts only of what was committed. */
    @Test
    void entryOfVersionOneCountsForTheLongestLifetime() {
        Target claim = new Target.Claim("https://issuer", "sub", "alice");
        entry("r", Action.REVOKE, Decision.GRANTED, subject(claim, "appended", RECEIPT, null));

        Revocation named = replay.live(NOW).get(0).event().revocation();

        assertThat(named.target()).isEqualTo(claim);
        assertThat(named.issuedBefore()).isEqualTo(NOW);
        assertThat(named.expiresAt()).isEqualTo(NOW.plus(Duration.ofHours(24)).plusSeconds(1));
        assertThat(replay.live(NOW.plus(Duration.ofHours(25)))).isEmpty();
    }

    private void entry(String request, Action action, Decision decision, Receipt receipt) {
        entry(
                request,
                action,
                decision,
                subject(TOKEN, action == Action.REVOKE ? "created" : "reinstated", receipt, null));
    }

    /** A reinstatement with an idempotency key, as its granted entry names it, the first time and when it is repeated. */
    private void grantedWithKey(String request) {
        RevocationEvent event = new RevocationEvent.Reinstated(TOKEN, origin(), 1L, Map.of(), new UUID(0, 9));
        entry(request, Action.REINSTATE, Decision.GRANTED, subject(TOKEN, "reinstated", null, event));
    }

    private void revokeAs(String request) {
        RevocationEvent event = new RevocationEvent.Revoked(new Revocation(TOKEN, NOW.plusSeconds(60), null), origin());
        entry(request, Action.REVOKE, Decision.GRANTED, subject(TOKEN, "created", null, event));
    }

    @Test
    void repeatedReinstatementDoesNotTakeBackARevocationThatCameAfterTheFirst() {
        grantedWithKey("a");
        revokeAs("later");
        entry("later", Action.REVOKE, Decision.CONFIRMED, new Receipt("gone", 0, 59));
        grantedWithKey("b");
        entry("b", Action.REINSTATE, Decision.CONFIRMED, new Receipt("gone", 0, 46));

        assertThat(live()).containsExactly(TOKEN);

        grantedWithKey("c");
        entry("c", Action.REINSTATE, Decision.CONFIRMED, new Receipt("gone", 0, 60));

        assertThat(live()).as("a later reinstatement").isEmpty();
    }

    @Test
    void repeatedReinstatementDoesNotTakeBackALaterRevocationOfWhichNoReceiptIsKnown() {
        grantedWithKey("a");
        revokeAs("later");
        grantedWithKey("b");
        entry("b", Action.REINSTATE, Decision.CONFIRMED, new Receipt("gone", 0, 46));

        assertThat(live()).containsExactly(TOKEN);
    }

    @Test
    void repeatedRevocationDoesNotReturnAfterItWasTakenBack() {
        revokeAs("a");
        reinstate("b", Decision.GRANTED, "reinstated");
        entry("b", Action.REINSTATE, Decision.CONFIRMED, new Receipt("gone", 0, 50));
        revokeAs("c");
        entry("c", Action.REVOKE, Decision.CONFIRMED, new Receipt("gone", 0, 46));

        assertThat(live()).isEmpty();

        revokeAs("d");
        entry("d", Action.REVOKE, Decision.CONFIRMED, new Receipt("gone", 0, 51));

        assertThat(live()).as("a later revocation").containsExactly(TOKEN);
    }

    @Test
    void olderRevocationThatIsRepeatedDoesNotHideALaterOne() {
        revokeAs("a");
        entry("a", Action.REVOKE, Decision.CONFIRMED, new Receipt("gone", 0, 60));
        revokeAs("b");
        entry("b", Action.REVOKE, Decision.CONFIRMED, new Receipt("gone", 0, 46));
        reinstate("c", Decision.GRANTED, "reinstated");
        entry("c", Action.REINSTATE, Decision.CONFIRMED, new Receipt("gone", 0, 50));

        assertThat(live()).containsExactly(TOKEN);
    }

    @Test
    void topicThatARecoveryFilledIsNamedWhenItIsLostToo() {
        revoke(TOKEN, NOW.plusSeconds(60));
        recovered(Action.RESEED, Decision.CONFIRMED, "new", "gone");

        assertThat(live()).containsExactly(TOKEN);
        assertThat(replay.lostTopicIds()).containsExactly("gone", "new");
    }

    @Test
    void placesSayWhenTheyWereNamedAndFromWhereARecoveryAppended() {
        revoke(TOKEN, NOW.plusSeconds(60));
        assertThat(replay.live(NOW).get(0).place()).isEqualTo(new AuditReplay.Place("gone", null, NOW, Map.of()));

        next(chain.append(
                new AuditEntry(
                        NOW,
                        "recovery",
                        "publisher",
                        Action.RESEED,
                        Decision.CONFIRMED,
                        List.of(),
                        null,
                        null,
                        new AuditEntry.Context(null, null, "new", List.of("gone"), Map.of(0, 17L, 1, 4L))),
                1,
                1));

        assertThat(replay.live(NOW).get(0).place())
                .isEqualTo(new AuditReplay.Place("new", null, NOW, Map.of(0, 17L, 1, 4L)));
    }
}
