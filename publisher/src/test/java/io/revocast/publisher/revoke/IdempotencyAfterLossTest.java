package io.revocast.publisher.revoke;

import io.revocast.event.Receipt;
import io.revocast.event.Target;
import io.revocast.publisher.audit.AuditEntry;
import io.revocast.publisher.audit.AuditEntry.Action;
import io.revocast.publisher.audit.AuditEntry.Decision;
import io.revocast.publisher.revoke.RevocationRequest.ByTarget;
import io.revocast.publisher.revoke.RevocationRequest.Explanation;
import io.revocast.publisher.revoke.UnavailableException.Certainty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Requests that are repeated after records were lost: a success that is answered is true. */
class IdempotencyAfterLossTest {
    private static final Target TOKEN = new Target.Token("https://issuer", "5f0c");
    private static final Target USER = new Target.Claim("https://issuer", "sub", "alice");
    private static final Explanation WHY = new Explanation("left", "by phone");

    private final InMemoryLog log = new InMemoryLog();
    private final RecordedHistory audit = new RecordedHistory();
    private Instant now = Instant.parse("2026-11-23T12:00:00Z");
    private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
    private final UUID key = UUID.randomUUID();
    private final Desk one = desk(log);
    private final Desk two = desk(log);

    private Desk desk(RevocationLog into) {
        return TestDesk.of(into, log, audit, clock);
    }

    private Requester requester() {
        return TestDesk.requester("support").with(new IdempotencyKey(key, "body"));
    }

    private static ByTarget request(Target target) {
        return new ByTarget(target, null, null, WHY);
    }

    private RevocationResult revoke(Desk desk, Target target) throws Exception {
        return desk.revoke(requester(), List.of(request(target)), null).get(0);
    }

    private Reinstatement.Result reinstate(Desk desk) throws Exception {
        return desk.reinstate(requester(), List.of(new Reinstatement.ByTarget(TOKEN, WHY)))
                .get(0);
    }

    private void revokedBySomebody() throws Exception {
        one.revoke(TestDesk.requester("other"), List.of(request(TOKEN)), null);
    }

    private void reinstatedBySomebody() throws Exception {
        one.reinstate(TestDesk.requester("other"), List.of(new Reinstatement.ByTarget(TOKEN, WHY)));
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

    @Test
    void revocationThatIsNotConfirmedAndWasLostIsAppendedAgainOnceTheFirstRequestIsOver() throws Exception {
        audit.lose(Decision.CONFIRMED);
        revoke(one, USER);
        log.loseTopic(true);
        log.replayed(true);
        now = now.plusSeconds(100);

        RevocationResult repeated = revoke(two, USER);

        assertThat(repeated.commitment()).isNotNull();
        assertThat(log.find(USER).orElseThrow().overwritten()).isFalse();
        assertThat(log.events()).hasSize(1);
    }

    @Test
    void revocationThatIsLiveInTheNewTopicIsAnsweredWithItsRecordThere() throws Exception {
        RevocationResult first = revoke(one, TOKEN);
        log.loseTopic(false);
        now = now.minusSeconds(1);
        revokedBySomebody();
        now = now.plusSeconds(1);
        one.revoke(TestDesk.requester("other"), List.of(request(TOKEN)), null);

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
                        new AuditEntry.Context(null, null, topicId, List.of(topicId))))
                .join();

        assertThat(revoke(two, TOKEN).outcome()).isEqualTo(Outcome.CREATED);
        assertThat(log.find(TOKEN)).isPresent();
    }

    @Test
    void batchIsAppendedAgainInPart() throws Exception {
        List<RevocationRequest> batch = List.of(request(TOKEN), request(USER));
        one.revoke(requester(), batch, null);
        log.loseTopic(false);
        one.revoke(TestDesk.requester("other"), List.of(request(USER)), null);

        List<RevocationResult> repeated = two.revoke(requester(), batch, null);

        assertThat(repeated).extracting(RevocationResult::target).containsExactly(TOKEN, USER);
        assertThat(log.find(TOKEN)).isPresent();
        assertThat(log.events()).hasSize(2);
    }

    @Test
    void publisherThatIsNotCurrentAnswersNothingFromTheAudit() throws Exception {
        revoke(one, TOKEN);
        log.unsettled("stale");

        assertThat(one.preview(requester(), List.of(request(TOKEN))).stale()).isEqualTo("stale");
        UnavailableException stale = catchThrowableOfType(UnavailableException.class, () -> revoke(two, TOKEN));

        assertThat(stale.certainty()).isEqualTo(Certainty.UNKNOWN);
    }

    @Test
    void reinstatementThatCameTooLateIsNotAnsweredAsDoneThoughTheFirstPublisherDied() throws Exception {
        revokedBySomebody();
        audit.lose(Decision.CONFIRMED);
        Desk raced = desk(event -> {
            try {
                now = now.plusSeconds(1);
                revokedBySomebody();
            } catch (Exception e) {
                return CompletableFuture.failedFuture(e);
            }
            return log.append(event);
        });

        Reinstatement.Result first = reinstate(raced);

        assertThat(first.outcome()).isEqualTo(Reinstatement.Outcome.REVOKED_AGAIN);
        assertThat(reinstate(two).outcome()).isEqualTo(Reinstatement.Outcome.REVOKED_AGAIN);
        assertThat(log.find(TOKEN)).isPresent();
    }

    @Test
    void reinstatementThatNeverArrivedSaysThatALaterRevocationHolds() throws Exception {
        revokedBySomebody();
        Desk dying = desk(event -> {
            CompletableFuture<Receipt> receipt = new CompletableFuture<>();
            receipt.completeAsync(
                    () -> {
                        throw new IllegalStateException("killed");
                    },
                    CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS));
            return receipt;
        });
        var unused = catchThrowableOfType(UnavailableException.class, () -> reinstate(dying));
        now = now.plusSeconds(100);
        revokedBySomebody();

        assertThat(reinstate(two).outcome()).isEqualTo(Reinstatement.Outcome.REVOKED_AGAIN);
        assertThat(reinstate(two).outcome()).isEqualTo(Reinstatement.Outcome.REVOKED_AGAIN);
        assertThat(log.find(TOKEN)).isPresent();
    }
}
