package io.revocast.publisher.service;

import io.revocast.event.Receipt;
import io.revocast.publisher.audit.AuditEntry.Decision;
import io.revocast.publisher.credentials.Caller;
import io.revocast.publisher.credentials.Scope;
import io.revocast.publisher.request.IdempotencyKey;
import io.revocast.publisher.request.Reinstatement;
import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.request.Requester;
import io.revocast.publisher.request.RevocationOutcome;
import io.revocast.publisher.request.RevocationResult;
import io.revocast.publisher.request.RevokeRequest;
import io.revocast.publisher.request.UnavailableException;
import io.revocast.publisher.request.UnavailableException.Certainty;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** What the second publisher knows is what a restarted one knows. */
class IdempotencyTest extends TwoPublishers {
    @Test
    void repetitionHasTheOutcomeOfTheFirstHereAndElsewhere() throws Exception {
        RevocationResult first = revoke(one, TOKEN);

        assertThat(first.outcome()).isEqualTo(RevocationOutcome.CREATED);
        assertThat(revoke(one, TOKEN)).isEqualTo(first);
        assertThat(revoke(two, TOKEN)).isEqualTo(first);
        assertThat(log.events())
                .singleElement()
                .satisfies(event -> assertThat(event.request()).isNotNull());
    }

    @Test
    void firstCutOffStandsSoThatALaterLoginLives() throws Exception {
        RevocationResult first = revoke(one, USER);
        now = now.plusSeconds(60);

        assertThat(revoke(one, USER)).isEqualTo(first);
        assertThat(revoke(two, USER)).isEqualTo(first);
        assertThat(log.find(USER).orElseThrow().revocation().issuedBefore())
                .isEqualTo(first.validity().issuedBefore());
    }

    @Test
    void repeatedReinstatementDoesNotTakeALaterRevocationBack() throws Exception {
        revokedByAnother(TOKEN);
        Reinstatement.Result first = reinstate(one, null);
        revokedByAnother(TOKEN);

        assertThat(first.outcome()).isEqualTo(Reinstatement.Outcome.REINSTATED);
        assertThat(reinstate(one, null)).isEqualTo(first);
        assertThat(reinstate(two, null)).isEqualTo(first);
        assertThat(log.find(TOKEN)).isPresent();
    }

    /** Seen: one publisher answered that the target was not revoked, the other that it had taken it back. */
    @Test
    void attemptThatAnotherPublisherOvertakesHasTheOutcomeOfThatOne() throws Exception {
        revokedByAnother(TOKEN);
        Reinstatement.Result[] first = new Reinstatement.Result[1];
        log.beforeNextLookUp(() -> {
            try {
                first[0] = reinstate(two, null);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });

        Reinstatement.Result overtaken = reinstate(one, null);

        assertThat(first[0].outcome()).isEqualTo(Reinstatement.Outcome.REINSTATED);
        assertThat(overtaken).isEqualTo(first[0]);
    }

    /** Seen: the first attempt answered "revoked again", its repetition "reinstated". */
    @Test
    void reinstatementThatALaterRevocationFollowsAtOnceHasOneOutcome() throws Exception {
        revokedByAnother(TOKEN);
        audit.lose(Decision.CONFIRMED);
        RevocationService overtaken = service(event -> {
            CompletableFuture<Receipt> committed = log.append(event);
            try {
                revokedByAnother(TOKEN);
            } catch (Exception e) {
                return CompletableFuture.failedFuture(e);
            }
            return committed;
        });

        Reinstatement.Result first = reinstate(overtaken, null);

        assertThat(first.outcome()).isEqualTo(Reinstatement.Outcome.REINSTATED);
        assertThat(reinstate(two, null)).isEqualTo(first);
        assertThat(log.find(TOKEN)).isPresent();
    }

    @Test
    void repeatedRevocationDoesNotUndoALaterReinstatement() throws Exception {
        RevocationResult first = revoke(one, TOKEN);
        one.reinstate(TestWrites.requester("other"), List.of(new Reinstatement.ByTarget(TOKEN, WHY)));

        assertThat(revoke(two, TOKEN)).isEqualTo(first);
        assertThat(log.find(TOKEN)).isEmpty();
    }

    @Test
    void keyWithAnotherBodyOrActionIsRefused() throws Exception {
        revoke(one, TOKEN);

        for (RevocationService service : List.of(one, two)) {
            RejectedException body = catchThrowableOfType(
                    RejectedException.class, () -> service.revoke(with(key, "other"), List.of(request(USER)), null));
            RejectedException action = catchThrowableOfType(RejectedException.class, () -> reinstate(service, null));

            assertThat(body.kind()).isEqualTo(RejectedException.Kind.IDEMPOTENCY_KEY_REUSED);
            assertThat(action.kind()).isEqualTo(RejectedException.Kind.IDEMPOTENCY_KEY_REUSED);
        }
        assertThat(log.events()).hasSize(1);
    }

    @Test
    void keysOfTwoCallersAreTwoKeys() throws Exception {
        revoke(one, TOKEN);

        RevocationResult other = two.revoke(
                        TestWrites.requester("other").with(new IdempotencyKey(key, "another body")),
                        List.of(request(USER)),
                        null)
                .get(0);

        assertThat(other.outcome()).isEqualTo(RevocationOutcome.CREATED);
        assertThat(log.find(USER)).isPresent();
    }

    @Test
    void keyOfAnotherCallerTellsNothingAboutTheSameTargetEither() throws Exception {
        revoke(one, TOKEN);
        one.reinstate(TestWrites.requester("third"), List.of(new Reinstatement.ByTarget(TOKEN, WHY)));
        Requester other = TestWrites.requester("other").with(new IdempotencyKey(key, "another body"));

        RevocationResult revoked =
                two.revoke(other, List.of(request(TOKEN)), null).get(0);

        assertThat(revoked.outcome()).isEqualTo(RevocationOutcome.CREATED);
        assertThat(log.find(TOKEN)).isPresent();
    }

    @Test
    void keyOfARevocationTellsNothingAboutAReinstatementByAnotherCaller() throws Exception {
        revoke(one, TOKEN);

        two.reinstate(
                TestWrites.requester("other").with(new IdempotencyKey(key, "another body")),
                List.of(new Reinstatement.ByTarget(TOKEN, WHY)));

        assertThat(log.find(TOKEN)).isEmpty();
    }

    @Test
    void repetitionWhileTheFirstRunsIsAConflict() throws Exception {
        RevocationService[] slow = new RevocationService[1];
        UnavailableException[] repeated = new UnavailableException[1];
        slow[0] = service(event -> {
            repeated[0] = catchThrowableOfType(UnavailableException.class, () -> revoke(slow[0], TOKEN));
            return log.append(event);
        });

        RevocationResult first = revoke(slow[0], TOKEN);

        assertThat(repeated[0].certainty()).isEqualTo(Certainty.IN_PROGRESS);
        assertThat(first.outcome()).isEqualTo(RevocationOutcome.CREATED);
    }

    @Test
    void committedEventIsFoundThoughTheFirstPublisherDiedBeforeItConfirmed() throws Exception {
        audit.lose(Decision.CONFIRMED);
        RevocationResult first = revoke(one, USER);
        now = now.plusSeconds(60);

        assertThat(revoke(two, USER)).isEqualTo(first);
        assertThat(log.events()).hasSize(1);
    }

    @Test
    void committedEventIsFoundThoughTheAuditHasNothingOfIt() throws Exception {
        audit.lose(Decision.values());
        RevocationResult first = revoke(one, USER);
        audit.lose();
        now = now.plusSeconds(60);

        assertThat(revoke(two, USER)).isEqualTo(first);
        assertThat(log.events()).hasSize(1);
    }

    @Test
    void committedReinstatementIsFoundThoughTheAuditHasNothingOfIt() throws Exception {
        revokedByAnother(TOKEN);
        audit.lose(Decision.values());
        Reinstatement.Result first = reinstate(one, null);
        audit.lose();
        revokedByAnother(TOKEN);

        Reinstatement.Result repeated = reinstate(two, null);

        assertThat(repeated.outcome()).isEqualTo(Reinstatement.Outcome.REINSTATED);
        assertThat(repeated).isEqualTo(first);
        assertThat(log.find(TOKEN)).isPresent();
    }

    /** The first publisher was killed between the event and the audit, or two attempts run at two publishers. */
    @Test
    void committedReinstatementByIdIsFoundThoughTheAuditHasNothingOfIt() throws Exception {
        revokedByAnother(TOKEN);
        audit.lose(Decision.values());
        UUID id = Objects.requireNonNull(log.find(TOKEN).orElseThrow().origin()).id();
        Reinstatement.Result first = reinstateById(one, id);
        audit.lose();

        assertThat(first.outcome()).isEqualTo(Reinstatement.Outcome.REINSTATED);
        assertThat(reinstateById(two, id)).isEqualTo(first);
        assertThat(reinstateById(one, id))
                .as("from the audit entry of the repetition")
                .isEqualTo(first);
        assertThat(log.events()).hasSize(2);
    }

    /** Seen: the second and the third attempt answered "reinstated", while the revocation held. */
    @Test
    void committedReinstatementThatCameTooLateIsNotAnsweredAsDoneThoughTheAuditHasNothingOfIt() throws Exception {
        revokedByAnother(TOKEN);
        audit.lose(Decision.values());
        log.beforeNextAppend(() -> {
            now = now.plusSeconds(1);
            try {
                revokedByAnother(TOKEN);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        Reinstatement.Result first = reinstate(two, null);
        assertThat(first.outcome()).isEqualTo(Reinstatement.Outcome.REVOKED_AGAIN);

        audit.lose(Decision.CONFIRMED);
        assertThat(reinstate(one, null)).as("from the log").isEqualTo(first);
        assertThat(reinstate(service(log), null))
                .as("from the audit entry of the repetition")
                .isEqualTo(first);
    }

    @Test
    void reinstatementByIdOfAnotherRequestFindsNothingToTakeBack() throws Exception {
        revokedByAnother(TOKEN);
        UUID id = Objects.requireNonNull(log.find(TOKEN).orElseThrow().origin()).id();
        reinstateById(one, id);
        revokedByAnother(TOKEN);

        Reinstatement.Result other = two.reinstate(
                        with(UUID.randomUUID(), "body"), List.of(new Reinstatement.ById(id, WHY, null)))
                .get(0);

        assertThat(other.outcome()).isEqualTo(Reinstatement.Outcome.NOT_REVOKED);
        assertThat(log.find(TOKEN)).isPresent();
    }

    private Reinstatement.Result reinstateById(RevocationService service, UUID id) throws Exception {
        return service.reinstate(with(key, "body"), List.of(new Reinstatement.ById(id, WHY, null)))
                .get(0);
    }

    @Test
    void eventThatNeverArrivedIsAppendedWithItsFirstCutOffOnceTheFirstRequestIsOver() throws Exception {
        RevocationService dying = dying();
        Instant cutOff = now;
        assertThatThrownBy(() -> revoke(dying, USER)).isInstanceOf(UnavailableException.class);
        now = now.plusSeconds(30);

        UnavailableException early = catchThrowableOfType(UnavailableException.class, () -> revoke(two, USER));
        now = now.plusSeconds(80);
        RevocationResult late = revoke(two, USER);

        assertThat(early.certainty()).isEqualTo(Certainty.IN_PROGRESS);
        assertThat(late.outcome()).isEqualTo(RevocationOutcome.CREATED);
        assertThat(late.validity().issuedBefore()).isEqualTo(cutOff);
        assertThat(revoke(one, USER)).isEqualTo(late);
    }

    @Test
    void requestOfWhichNothingWasWrittenIsNewWhenItIsRepeated() throws Exception {
        log.failWith(new UnavailableException(Certainty.NOT_WRITTEN, "no broker"), 0);
        assertThatThrownBy(() -> revoke(one, TOKEN)).isInstanceOf(UnavailableException.class);
        log.failWith(null, 0);

        assertThat(revoke(one, TOKEN).outcome()).isEqualTo(RevocationOutcome.CREATED);
    }

    @Test
    void repetitionOfACallerThatMayNoLongerNameTheIssuerIsForbidden() throws Exception {
        revokedByAnother(TOKEN);
        reinstate(one, null);
        UUID other = UUID.randomUUID();
        one.revoke(with(other, "body"), List.of(request(USER)), null);

        assertForbidden(() -> two.reinstate(limited(key), List.of(new Reinstatement.ByTarget(TOKEN, WHY))));
        assertForbidden(() -> two.revoke(limited(other), List.of(request(USER)), null));
    }

    private static Requester limited(UUID key) {
        Caller caller = new Caller("support", "support", EnumSet.allOf(Scope.class), Set.of("https://other"));
        return new Requester(caller, "request-2").with(new IdempotencyKey(key, "body"));
    }

    private static void assertForbidden(ThrowingCallable repetition) {
        assertThat(catchThrowableOfType(RejectedException.class, repetition).kind())
                .isEqualTo(RejectedException.Kind.FORBIDDEN);
    }

    @Test
    void outcomeIsForgottenAfterADay() throws Exception {
        revoke(one, TOKEN);
        one.reinstate(TestWrites.requester("other"), List.of(new Reinstatement.ByTarget(TOKEN, WHY)));
        now = now.plus(Duration.ofHours(25));
        log.clear();

        assertThat(revoke(two, TOKEN).outcome()).isEqualTo(RevocationOutcome.CREATED);
        assertThat(log.events()).hasSize(1);
    }

    @Test
    void batchHasTheOutcomesOfTheFirstAndEachEventAnIdOfItsOwn() throws Exception {
        List<RevokeRequest> batch = List.of(request(TOKEN), request(USER));
        List<RevocationResult> first = one.revoke(with(key, "body"), batch, null);

        assertThat(two.revoke(with(key, "body"), batch, null)).isEqualTo(first);
        assertThat(log.events())
                .extracting(event -> Objects.requireNonNull(event.request()))
                .doesNotHaveDuplicates()
                .doesNotContain(key);
    }

    @Test
    void reinstatementWhoseAuthorSawAnOlderRecordIsRefused() throws Exception {
        revokedByAnother(TOKEN);
        Receipt seen = log.find(TOKEN).orElseThrow().receipt();
        now = now.plusSeconds(60);
        revokedByAnother(TOKEN);
        Receipt newest = log.find(TOKEN).orElseThrow().receipt();

        RejectedException changed = catchThrowableOfType(RejectedException.class, () -> reinstate(one, seen));

        assertThat(changed.kind()).isEqualTo(RejectedException.Kind.CHANGED);
        assertThat(log.find(TOKEN)).isPresent();
        assertThat(reinstate(one, newest).outcome()).isEqualTo(Reinstatement.Outcome.REINSTATED);
    }
}
