package io.revocast.publisher.service;

import io.revocast.event.Receipt;
import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.event.internal.Origin;
import io.revocast.event.internal.RevocationEvent;
import io.revocast.publisher.append.RevocationLog;
import io.revocast.publisher.audit.AuditEntry;
import io.revocast.publisher.request.IdempotencyKey;
import io.revocast.publisher.request.Reinstatement;
import io.revocast.publisher.request.Reinstatement.Outcome;
import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.request.Requester;
import io.revocast.publisher.request.RevocationResult;
import io.revocast.publisher.request.RevokeRequest.ByTarget;
import io.revocast.publisher.request.RevokeRequest.Explanation;
import io.revocast.publisher.request.UnavailableException;
import io.revocast.publisher.token.TokenAuthenticity;
import io.revocast.publisher.validate.TokenLifetime;
import org.junit.jupiter.api.Test;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class ReinstatementTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final Target TOKEN = new Target.Token("https://issuer", "t1");
    private static final Requester WHO = TestWrites.requester("support");

    private final InMemoryLog log = new InMemoryLog();
    private final List<AuditEntry> audit = new ArrayList<>();
    private final RevocationService service = service(log);

    private RevocationService service(RevocationLog into) {
        return TestWrites.of(
                        into, log, new TokenLifetime(Duration.ofDays(1), false), TokenAuthenticity.NOT_CHECKED, CLOCK)
                .service(entry -> {
                    audit.add(entry);
                    return CompletableFuture.completedFuture(null);
                });
    }

    private UUID revoke(Target target) throws Exception {
        RevocationResult.Commitment commitment = service.revoke(
                        WHO, List.of(new ByTarget(target, null, null, Explanation.NONE)), null)
                .get(0)
                .commitment();
        return Objects.requireNonNull(Objects.requireNonNull(commitment).id());
    }

    private static List<Reinstatement.Request> byTarget(Target target) {
        return List.of(new Reinstatement.ByTarget(target, new Explanation("mistake", "wrong user")));
    }

    @Test
    void revocationIsTakenBackByIdAndByTarget() throws Exception {
        Target other = new Target.Token("https://issuer", "t2");
        UUID id = revoke(TOKEN);
        revoke(other);

        List<Reinstatement.Result> results = service.reinstate(
                WHO,
                List.of(
                        new Reinstatement.ById(id, Explanation.NONE),
                        new Reinstatement.ByTarget(other, Explanation.NONE)));

        assertThat(results).extracting(Reinstatement.Result::outcome).containsOnly(Outcome.REINSTATED);
        assertThat(results.get(0).id()).isEqualTo(id);
        assertThat(log.live()).isEmpty();
        assertThat(log.events().get(2)).isInstanceOf(RevocationEvent.Reinstated.class);
    }

    @Test
    void nothingIsTakenBackWhileRevocationsAreBeingAppendedToAddedPartitions() throws Exception {
        revoke(TOKEN);
        log.unsettled("the topic was given partitions");

        UnavailableException refused =
                catchThrowableOfType(UnavailableException.class, () -> service.reinstate(WHO, byTarget(TOKEN)));

        assertThat(refused.certainty()).isEqualTo(UnavailableException.Certainty.NOT_WRITTEN);
        assertThat(refused).hasMessageContaining("nothing was written").hasMessageContaining("given partitions");
        assertThat(log.events()).hasSize(1);
        log.unsettled(null);
        assertThat(service.reinstate(WHO, byTarget(TOKEN)))
                .extracting(Reinstatement.Result::outcome)
                .containsExactly(Outcome.REINSTATED);
    }

    @Test
    void eventNamesTheRevocationTheReasonAndHowFarTheTargetWasRead() throws Exception {
        UUID id = revoke(TOKEN);

        service.reinstate(WHO, byTarget(TOKEN));

        assertThat(log.events().get(1))
                .isEqualTo(new RevocationEvent.Reinstated(
                        TOKEN, new Origin(id, NOW, "mistake", "wrong user", "support"), 0L, Map.of(0, 1L), null));
    }

    @Test
    void revocationThatAnotherPublisherCommittedAMomentAgoIsReadBeforeItIsTakenBack() throws Exception {
        RecordedHistory history = new RecordedHistory();
        history.onCatchUp(() -> {
            var unused = log.append(new RevocationEvent.Revoked(
                    new Revocation(TOKEN, NOW.plusSeconds(3600), null),
                    new Origin(new UUID(0, 1), NOW, null, null, "other")));
        });
        RevocationService late = TestWrites.of(log, log, CLOCK).service(history);

        assertThat(late.reinstate(WHO, byTarget(TOKEN)))
                .extracting(Reinstatement.Result::outcome)
                .containsExactly(Outcome.REINSTATED);
        assertThat(log.live()).isEmpty();
    }

    @Test
    void whatIsNotRevokedIsSaidToBeSoAndNothingIsWritten() throws Exception {
        List<Reinstatement.Result> results = service.reinstate(
                WHO,
                List.of(
                        new Reinstatement.ById(UUID.randomUUID(), Explanation.NONE),
                        new Reinstatement.ByTarget(TOKEN, Explanation.NONE)));

        assertThat(results).extracting(Reinstatement.Result::outcome).containsOnly(Outcome.NOT_REVOKED);
        assertThat(log.events()).isEmpty();
    }

    @Test
    void revocationThatCameFirstInTheLogButWasNotReadYetHoldsAndIsAppendedAgain() throws Exception {
        revoke(TOKEN);
        Revocation later = new Revocation(TOKEN, NOW.plus(Duration.ofHours(20)), null);
        RevocationService racing = service(event -> {
            if (event instanceof RevocationEvent.Reinstated) {
                var unused = log.append(new RevocationEvent.Revoked(
                        later, new Origin(UUID.randomUUID(), NOW, null, null, "other publisher")));
            }
            return log.append(event);
        });

        List<Reinstatement.Result> results = racing.reinstate(WHO, byTarget(TOKEN));

        assertThat(results).extracting(Reinstatement.Result::outcome).containsExactly(Outcome.REVOKED_AGAIN);
        assertThat(log.find(TOKEN)).isPresent();
        assertThat(log.events().get(log.events().size() - 1)).isInstanceOf(RevocationEvent.Revoked.class);
    }

    /** Seen: the revocation that had taken the place of the named one was taken back. */
    @Test
    void revocationThatHasTheTargetSinceIsNotTakenBackByTheIdOfAnEarlierOne() throws Exception {
        UUID id = revoke(TOKEN);
        log.beforeNextLookUp(() -> {
            try {
                RevocationService other = service(log);
                other.reinstate(WHO, byTarget(TOKEN));
                other.revoke(WHO, List.of(new ByTarget(TOKEN, null, null, Explanation.NONE)), null);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });

        List<Reinstatement.Result> results =
                service.reinstate(WHO, List.of(new Reinstatement.ById(id, Explanation.NONE)));

        assertThat(results).extracting(Reinstatement.Result::outcome).containsExactly(Outcome.NOT_REVOKED);
        assertThat(log.find(TOKEN)).isPresent();
    }

    @Test
    void auditShowsBothTheRevocationAndItsReinstatement() throws Exception {
        revoke(TOKEN);
        service.reinstate(WHO, byTarget(TOKEN));

        assertThat(audit)
                .extracting(AuditEntry::action)
                .containsExactly(
                        AuditEntry.Action.REVOKE,
                        AuditEntry.Action.REVOKE,
                        AuditEntry.Action.REINSTATE,
                        AuditEntry.Action.REINSTATE);
        assertThat(audit.get(0).subjects().get(0).id())
                .isEqualTo(audit.get(2).subjects().get(0).id());
        assertThat(audit.get(2).reason()).isEqualTo("mistake");
        assertThat(audit.get(2).subjects().get(0).more().event())
                .isEqualTo(log.events().get(log.events().size() - 1));
        assertThat(audit.get(3).subjects().get(0).receipt()).isNotNull();
    }

    @Test
    void oneTargetTwiceIsRefusedAndSoIsAnEmptyList() throws Exception {
        UUID id = revoke(TOKEN);

        RejectedException twice = catchThrowableOfType(
                RejectedException.class,
                () -> service.reinstate(
                        WHO,
                        List.of(
                                new Reinstatement.ById(id, Explanation.NONE),
                                new Reinstatement.ByTarget(TOKEN, Explanation.NONE))));
        RejectedException none = catchThrowableOfType(RejectedException.class, () -> service.reinstate(WHO, List.of()));

        assertThat(twice.kind()).isEqualTo(RejectedException.Kind.DUPLICATE_TARGET);
        assertThat(none).hasMessage("reinstatements must have at least one entry");
        assertThat(log.find(TOKEN)).isPresent();
    }

    /** Seen: entries without a target, or that an earlier attempt took back, were left out of the count. */
    @Test
    void conflictNamesTheEntryByItsPlaceInTheRequest() throws Exception {
        revoke(TOKEN);
        Reinstatement.Request unknown = new Reinstatement.ById(new UUID(0, 9), Explanation.NONE);
        Reinstatement.Request named = new Reinstatement.ByTarget(TOKEN, Explanation.NONE);
        Reinstatement.Request outdated =
                new Reinstatement.ByTarget(TOKEN, Explanation.NONE, new Receipt("in-memory", 0, 7));

        RejectedException twice = catchThrowableOfType(
                RejectedException.class, () -> service.reinstate(WHO, List.of(unknown, named, unknown, named)));
        RejectedException changed = catchThrowableOfType(
                RejectedException.class, () -> service.reinstate(WHO, List.of(unknown, unknown, outdated)));

        assertThat(twice.index()).isEqualTo(3);
        assertThat(twice.rule()).endsWith("entries 1 and 3");
        assertThat(changed.kind()).isEqualTo(RejectedException.Kind.CHANGED);
        assertThat(changed.index()).isEqualTo(2);
    }

    @Test
    void conflictNamesTheEntryBehindThoseThatAnEarlierAttemptTookBack() throws Exception {
        Target other = new Target.Token("https://issuer", "t2");
        revoke(TOKEN);
        Requester again = WHO.with(new IdempotencyKey(new UUID(0, 5), "body"));
        Reinstatement.Request first = new Reinstatement.ByTarget(TOKEN, Explanation.NONE);
        service.reinstate(again, List.of(first));
        revoke(other);
        Reinstatement.Request outdated =
                new Reinstatement.ByTarget(other, Explanation.NONE, new Receipt("in-memory", 0, 0));

        RejectedException changed = catchThrowableOfType(
                RejectedException.class, () -> service(log).reinstate(again, List.of(first, outdated)));

        assertThat(changed.index()).isEqualTo(1);
    }

    @Test
    void logThatDoesNotConfirmClaimsNothing() throws Exception {
        revoke(TOKEN);
        log.failWith(new UnavailableException(UnavailableException.Certainty.UNKNOWN, "not confirmed"), 0);

        UnavailableException unsure =
                catchThrowableOfType(UnavailableException.class, () -> service.reinstate(WHO, byTarget(TOKEN)));

        assertThat(unsure.certainty()).isEqualTo(UnavailableException.Certainty.UNKNOWN);
        assertThat(log.find(TOKEN)).isPresent();
    }
}
