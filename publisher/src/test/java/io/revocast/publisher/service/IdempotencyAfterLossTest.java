package io.revocast.publisher.service;

import io.revocast.consumer.internal.store.LiveRevocation;
import io.revocast.event.internal.RevocationEvent;
import io.revocast.publisher.audit.AuditEntry;
import io.revocast.publisher.audit.AuditEntry.Action;
import io.revocast.publisher.audit.AuditEntry.Decision;
import io.revocast.publisher.request.Reinstatement;
import io.revocast.publisher.request.RevocationOutcome;
import io.revocast.publisher.request.RevocationResult;
import io.revocast.publisher.request.RevokeRequest;
import io.revocast.publisher.request.UnavailableException;
import io.revocast.publisher.request.UnavailableException.Certainty;
import io.revocast.publisher.time.DoubtfulClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Requests that are repeated after records were lost: a success that is answered is true. */
class IdempotencyAfterLossTest extends TwoPublishers {
    private void reinstatedBySomebody() throws Exception {
        one.reinstate(TestWrites.requester("other"), List.of(new Reinstatement.ByTarget(TOKEN, WHY)));
    }

    @ParameterizedTest(name = "known to this process: {0}")
    @ValueSource(booleans = {true, false})
    void revocationThatWasLostWithItsTopicIsAppendedAgainAsItWas(boolean kept) throws Exception {
        RevocationResult first = revoke(one, USER);
        now = now.plusSeconds(60);
        log.loseTopic(kept);

        RevocationResult repeated = revoke(two, USER);

        assertThat(log.find(USER).orElseThrow().overwritten()).isFalse();
        assertThat(repeated.validity()).isEqualTo(first.validity());
        assertThat(log.events()).hasSize(1);
        assertThat(log.events().get(0).origin().reason()).isEqualTo("left");
        assertThat(revoke(one, USER)).isEqualTo(repeated);
        assertThat(revoke(two, USER)).isEqualTo(repeated);
        assertThat(log.events()).hasSize(1);
    }

    /** Services accept a token until the margin has passed after its {@code exp}. */
    @ParameterizedTest
    @CsvSource({"100,1", "121,0"})
    void revocationThatWasLostIsAppendedAgainUntilTheMarginHasPassed(long secondsAfterTheEnd, int appended)
            throws Exception {
        List<RevokeRequest> request = List.of(new RevokeRequest.ByTarget(TOKEN, null, now.plusSeconds(600), WHY));
        RevocationResult first = one.revoke(with(key, "body"), request, null).get(0);
        now = first.validity().expiresAt().plusSeconds(secondsAfterTheEnd);
        log.loseTopic(false);

        assertThat(two.revoke(with(key, "body"), request, null).get(0).validity())
                .isEqualTo(first.validity());

        assertThat(log.events()).hasSize(appended);
    }

    @Test
    void revocationThatIsNotConfirmedAndWasLostIsAppendedAgainOnceTheFirstRequestIsOver() throws Exception {
        audit.lose(Decision.CONFIRMED);
        revoke(one, USER);
        log.loseTopic(true);
        log.replayed(true);
        now = now.plusSeconds(110);

        RevocationResult repeated = revoke(two, USER);

        assertThat(repeated.outcome()).isEqualTo(RevocationOutcome.CREATED);
        assertThat(repeated.commitment()).isNotNull();
        assertThat(log.find(USER).orElseThrow().overwritten()).isFalse();
        assertThat(log.events()).hasSize(1);
    }

    @Test
    void revocationThatIsLiveInTheNewTopicIsAnsweredWithItsRecordThere() throws Exception {
        RevocationResult first = revoke(one, TOKEN);
        log.loseTopic(false);
        now = now.minusSeconds(1);
        revokedByAnother(TOKEN);
        now = now.plusSeconds(1);
        one.revoke(TestWrites.requester("other"), List.of(request(TOKEN)), null);

        RevocationResult repeated = revoke(two, TOKEN);

        assertThat(repeated.outcome()).isEqualTo(first.outcome());
        assertThat(Objects.requireNonNull(repeated.commitment()).receipt())
                .isEqualTo(log.find(TOKEN).orElseThrow().receipt());
    }

    @Test
    void revocationThatWasTakenBackBeforeItsTopicWasLostIsNotAppendedAgain() throws Exception {
        RevocationResult first = revoke(one, TOKEN);
        reinstatedBySomebody();
        log.loseTopic(false);

        assertThat(revoke(two, TOKEN)).isEqualTo(first);
        assertThat(log.find(TOKEN)).isEmpty();
    }

    @Test
    void revocationThatWasTakenBackAfterItWasAppendedAgainStaysTakenBack() throws Exception {
        revoke(one, TOKEN);
        log.loseTopic(false);
        RevocationResult again = revoke(two, TOKEN);
        reinstatedBySomebody();

        assertThat(revoke(one, TOKEN).outcome()).isEqualTo(again.outcome());
        assertThat(revoke(two, TOKEN)).isEqualTo(again);
        assertThat(log.events()).hasSize(2);
        assertThat(log.find(TOKEN)).isEmpty();
    }

    @Test
    void revocationOfATruncatedTopicIsAppendedAgain() throws Exception {
        RevocationResult first = revoke(one, TOKEN);
        log.truncate();
        String topicId = Objects.requireNonNull(first.commitment()).receipt().topicId();
        audit.append(new AuditEntry(
                        now,
                        "command",
                        "os-user:alice",
                        Action.ACCEPT_LOSS,
                        Decision.CONFIRMED,
                        List.of(),
                        null,
                        null,
                        new AuditEntry.Context(null, null, topicId, List.of(topicId), Map.of())))
                .join();

        assertThat(revoke(two, TOKEN).outcome()).isEqualTo(RevocationOutcome.CREATED);
        assertThat(log.find(TOKEN)).isPresent();
    }

    /** Brokers that lose the end of a log say nothing of it, and a publisher that was not running has no trace of it. */
    @Test
    void confirmedRevocationThatTheLogLostWithoutATraceIsAppendedAgain() throws Exception {
        RevocationResult first = revoke(one, USER);
        log.truncate();

        RevocationResult repeated = revoke(two, USER);

        assertThat(repeated.outcome()).isEqualTo(first.outcome());
        assertThat(repeated.commitment())
                .extracting(RevocationResult.Commitment::receipt)
                .isEqualTo(log.find(USER).orElseThrow().receipt());
        assertThat(revoke(two, USER)).isEqualTo(repeated);
        assertThat(log.events()).as("the lost record and the new one").hasSize(2);
    }

    @Test
    void revocationThatWasTakenBackIsNotTakenForOneThatTheLogLost() throws Exception {
        RevocationResult first = revoke(one, TOKEN);
        reinstatedBySomebody();

        assertThat(revoke(one, TOKEN)).isEqualTo(first);
        assertThat(revoke(two, TOKEN)).isEqualTo(first);
        assertThat(log.find(TOKEN)).isEmpty();
    }

    /** Without an audit, no publisher knows what was taken back, so nothing is taken for lost. */
    @Test
    void repetitionWithoutAnAuditUndoesNoReinstatement() throws Exception {
        RevocationService alone = TestWrites.of(log, log, clock).service();
        RevocationResult first = revoke(alone, TOKEN);
        reinstatedBySomebody();
        log.requestsReadWithNextAppend();

        assertThat(revoke(alone, TOKEN)).isEqualTo(first);
        assertThat(log.find(TOKEN)).isEmpty();
    }

    @Test
    void confirmedRevocationThatThisPublisherHasNotReadYetIsNotTakenForLost() throws Exception {
        RevocationResult first = revoke(one, TOKEN);
        LiveRevocation read = log.find(TOKEN).orElseThrow();
        log.forget(TOKEN);
        audit.onCatchUp(() -> log.remember(read));

        assertThat(revoke(two, TOKEN)).isEqualTo(first);
        assertThat(log.events()).hasSize(1);
    }

    @Test
    void attemptOfARepetitionMayBeUnderWayToo() throws Exception {
        for (int attempt = 0; attempt < 2; attempt++) {
            RevocationService dying = dying();
            assertThatThrownBy(() -> revoke(dying, TOKEN)).isInstanceOf(UnavailableException.class);
            now = now.plusSeconds(110);
        }
        now = now.minusSeconds(100);

        UnavailableException tooEarly = catchThrowableOfType(UnavailableException.class, () -> revoke(two, TOKEN));
        now = now.plusSeconds(100);

        assertThat(tooEarly.certainty()).isEqualTo(Certainty.IN_PROGRESS);
        assertThat(revoke(two, TOKEN).outcome()).isEqualTo(RevocationOutcome.CREATED);
    }

    @Test
    void reinstatementThatTheLogLostIsNotAnsweredAsDone() throws Exception {
        revokedByAnother(TOKEN);
        RevocationEvent takenBack = log.events().get(0);
        Reinstatement.Result first = reinstate(one, null);
        log.truncate();
        assertThat(log.append(takenBack)).as("what the log kept").isCompleted();

        assertThat(first.outcome()).isEqualTo(Reinstatement.Outcome.REINSTATED);
        for (RevocationService publisher : List.of(one, two)) {
            assertThat(reinstate(publisher, null).outcome()).isEqualTo(Reinstatement.Outcome.REVOKED_AGAIN);
        }
    }

    @Test
    void batchIsAppendedAgainInPart() throws Exception {
        List<RevokeRequest> batch = List.of(request(TOKEN), request(USER));
        one.revoke(with(key, "body"), batch, null);
        log.loseTopic(false);
        one.revoke(TestWrites.requester("other"), List.of(request(USER)), null);

        List<RevocationResult> repeated = two.revoke(with(key, "body"), batch, null);

        assertThat(repeated).extracting(RevocationResult::target).containsExactly(TOKEN, USER);
        assertThat(log.find(TOKEN)).isPresent();
        assertThat(log.events()).hasSize(2);
    }

    @Test
    void publisherThatIsNotCurrentAnswersNothingFromTheAudit() throws Exception {
        revoke(one, TOKEN);
        log.unsettled("stale");

        assertThat(one.preview(with(key, "body"), List.of(request(TOKEN))).stale())
                .isEqualTo("stale");
        UnavailableException stale = catchThrowableOfType(UnavailableException.class, () -> revoke(two, TOKEN));

        assertThat(stale.certainty()).isEqualTo(Certainty.UNKNOWN);
    }

    @Test
    void reinstatementThatCameTooLateIsNotAnsweredAsDoneThoughTheFirstPublisherDied() throws Exception {
        revokedByAnother(TOKEN);
        audit.lose(Decision.CONFIRMED);
        RevocationService raced = service(event -> {
            try {
                now = now.plusSeconds(1);
                revokedByAnother(TOKEN);
            } catch (Exception e) {
                return CompletableFuture.failedFuture(e);
            }
            return log.append(event);
        });

        Reinstatement.Result first = reinstate(raced, null);

        assertThat(first.outcome()).isEqualTo(Reinstatement.Outcome.REVOKED_AGAIN);
        assertThat(reinstate(two, null).outcome()).isEqualTo(Reinstatement.Outcome.REVOKED_AGAIN);
        assertThat(log.find(TOKEN)).isPresent();
    }

    @Test
    void reinstatementThatNeverArrivedSaysThatALaterRevocationHolds() throws Exception {
        revokedByAnother(TOKEN);
        RevocationService dying = dying();
        var unused = catchThrowableOfType(UnavailableException.class, () -> reinstate(dying, null));
        now = now.plusSeconds(110);
        revokedByAnother(TOKEN);

        assertThat(reinstate(two, null).outcome()).isEqualTo(Reinstatement.Outcome.REVOKED_AGAIN);
        assertThat(reinstate(two, null).outcome()).isEqualTo(Reinstatement.Outcome.REVOKED_AGAIN);
        assertThat(log.find(TOKEN)).isPresent();
    }

    @Test
    void reinstatementThatARecoveryUndidIsNotAnsweredAsDone() throws Exception {
        revokedByAnother(TOKEN);
        RevocationEvent takenBack = log.events().get(0);
        Reinstatement.Result first = reinstate(one, null);
        log.loseTopic(false);

        assertThat(reinstate(two, null)).as("nothing revokes the token").isEqualTo(first);

        assertThat(log.append(takenBack)).as("the recovery").isCompleted();

        assertThat(first.outcome()).isEqualTo(Reinstatement.Outcome.REINSTATED);
        assertThat(reinstate(two, null).outcome()).isEqualTo(Reinstatement.Outcome.REVOKED_AGAIN);
        assertThat(reinstate(one, null).outcome()).isEqualTo(Reinstatement.Outcome.REVOKED_AGAIN);
    }

    @Test
    void laterRevocationInTheNextTopicIsNeitherTheEarlierOneNorUndoesItsReinstatement() throws Exception {
        RevocationResult first = revoke(one, TOKEN);
        UUID reinstatement = UUID.randomUUID();
        Reinstatement.Result takenBack = one.reinstate(
                        with(reinstatement, "body"), List.of(new Reinstatement.ByTarget(TOKEN, WHY)))
                .get(0);
        log.loseTopic(false);
        revokedByAnother(TOKEN);

        for (RevocationService publisher : List.of(one, two)) {
            assertThat(revoke(publisher, TOKEN)).isEqualTo(first);
            assertThat(publisher
                            .reinstate(with(reinstatement, "body"), List.of(new Reinstatement.ByTarget(TOKEN, WHY)))
                            .get(0))
                    .isEqualTo(takenBack);
        }
        assertThat(log.find(TOKEN)).isPresent();
    }

    @Test
    void keyIsRememberedWhileOneClockSaysThatItIsYoung() throws Exception {
        RevocationResult first = revoke(one, USER);
        Clock differing = DoubtfulClock.from(now, Duration.ofHours(25));

        RevocationResult repeated = revoke(TestWrites.of(log, log, differing).service(audit), USER);

        assertThat(repeated).isEqualTo(first);
        assertThat(log.events()).hasSize(1);
    }

    /** Seen: repetitions were answered with records that were deleted from the beginning of the log. */
    @ParameterizedTest(name = "live here: {0}, confirmed: {1}, granted: {2}")
    @CsvSource({"true,true,true", "true,false,true", "true,false,false", "false,true,true"})
    void repetitionWhoseRecordWasDeletedIsAnsweredWithARecordThatThereIs(
            boolean known, boolean confirmed, boolean granted) throws Exception {
        if (!confirmed) {
            audit.lose(granted ? new Decision[] {Decision.CONFIRMED} : Decision.values());
        }
        RevocationResult first = revoke(one, USER);
        audit.lose();
        now = now.plusSeconds(110);
        log.deleteRecords();
        if (!known) {
            log.truncate();
        }

        RevocationResult repeated = revoke(two, USER);

        assertThat(repeated.outcome()).isEqualTo(first.outcome());
        assertThat(Objects.requireNonNull(repeated.commitment()).receipt())
                .isEqualTo(log.find(USER).orElseThrow().receipt())
                .matches(receipt -> !log.isDeleted(receipt));
        assertThat(log.find(USER).orElseThrow().overwritten()).isFalse();
        assertThat(revoke(one, USER).commitment()).isEqualTo(repeated.commitment());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void repetitionWhoseRecordWasDeletedNamesTheOneThatWasAppendedForIt(boolean granted) throws Exception {
        audit.lose(granted ? new Decision[] {Decision.CONFIRMED} : Decision.values());
        RevocationResult first = revoke(one, USER);
        audit.lose();
        log.deleteRecords();
        TestWrites.of(log, log, clock).restorer().restoreLocked(List.of(USER));

        RevocationResult repeated = revoke(two, USER);

        assertThat(repeated.outcome()).isEqualTo(first.outcome());
        assertThat(Objects.requireNonNull(repeated.commitment()).receipt())
                .isEqualTo(log.find(USER).orElseThrow().receipt());
    }

    @Test
    void revocationThatWasTakenBackBeforeItsRecordWasDeletedIsNotAppendedAgain() throws Exception {
        RevocationResult first = revoke(one, TOKEN);
        reinstatedBySomebody();
        log.deleteRecords();

        assertThat(revoke(two, TOKEN)).isEqualTo(first);
        assertThat(log.find(TOKEN)).isEmpty();
    }
}
