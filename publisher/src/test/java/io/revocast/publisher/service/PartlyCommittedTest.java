package io.revocast.publisher.service;

import io.revocast.event.Receipt;
import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.event.internal.Origin;
import io.revocast.event.internal.RevocationEvent;
import io.revocast.publisher.append.RevocationLog;
import io.revocast.publisher.audit.AuditEntry.Decision;
import io.revocast.publisher.request.Reinstatement;
import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.request.RevocationResult;
import io.revocast.publisher.request.RevokeRequest;
import io.revocast.publisher.request.UnavailableException;
import io.revocast.publisher.request.UnavailableException.Certainty;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Events of a request are committed, and the log refuses the others. "Nothing was written" would be wrong then. */
class PartlyCommittedTest extends TwoPublishers {
    private static UnavailableException refused() {
        return new UnavailableException(Certainty.NOT_WRITTEN, "no broker; nothing was written");
    }

    /** A log that refuses some events. */
    private RevocationLog refusing(Predicate<RevocationEvent> refused) {
        return event -> refused.test(event) ? CompletableFuture.failedFuture(refused()) : log.append(event);
    }

    private static UnavailableException failure(Call call) {
        return catchThrowableOfType(UnavailableException.class, call::run);
    }

    private interface Call {
        void run() throws Exception;
    }

    private void revokedUnread(Target target, UUID id) {
        log.beforeNextAppend(() -> assertThat(log.append(new RevocationEvent.Revoked(
                        new Revocation(target, now.plusSeconds(86_520), null), new Origin(id, now, null, null, null))))
                .isCompleted());
    }

    /** Seen: 503 log-unavailable "nothing was written", and a repetition with the same key was a new request. */
    @Test
    void revocationWhoseFirstIdCannotBeAppendedAgainIsNotAnsweredAsNotWritten() throws Exception {
        UUID first = UUID.randomUUID();
        RevocationService overtaken =
                service(refusing(event -> event.origin().id().equals(first)));
        revokedUnread(TOKEN, first);

        UnavailableException failure = failure(() -> revoke(overtaken, TOKEN));

        assertThat(failure.certainty()).isEqualTo(Certainty.UNKNOWN);
        assertThat(failure).hasMessageNotContaining("nothing was written");
        assertThat(log.events()).hasSize(2);
        assertThat(revoke(overtaken, TOKEN).commitment())
                .as("the event of the first attempt")
                .isEqualTo(new RevocationResult.Commitment(first, new Receipt("in-memory", 0, 1)));
    }

    /** Seen: 503 log-unavailable "nothing was written". */
    @Test
    void reinstatementAfterWhichTheRevocationCannotBeAppendedAgainIsNotAnsweredAsNotWritten() throws Exception {
        revokedByAnother(TOKEN);
        RevocationService overtaken = service(refusing(event ->
                event instanceof RevocationEvent.Revoked && log.events().size() > 2));
        revokedUnread(TOKEN, log.origins().get(0).id());

        UnavailableException failure = failure(() -> reinstate(overtaken, null));

        assertThat(failure.certainty()).isEqualTo(Certainty.UNKNOWN);
        assertThat(log.events()).hasSize(3);
        assertThat(reinstate(two, null).outcome()).isEqualTo(Reinstatement.Outcome.REVOKED_AGAIN);
    }

    /** Seen: 503 log-unavailable "nothing was written" for a list whose first lines are revoked. */
    @Test
    void listWhoseFirstLinesAreCommittedDoesNotEndWithNothingWritten() throws Exception {
        RevocationService full = service(refusing(event -> event.target().equals(TOKEN)));

        UnavailableException failure;
        try (RevocationStream list = full.stream(TestWrites.requester("import"), new NoRefusals())) {
            list.add(1, request(USER));
            list.finish();
            failure = failure(() -> {
                list.add(2, request(TOKEN));
                list.finish();
            });
        }

        assertThat(failure.certainty()).isEqualTo(Certainty.UNKNOWN);
        assertThat(failure).hasMessageContaining("earlier lines of this list may or may not be in force");
    }

    private static final class NoRefusals implements RevocationStream.Results {
        @Override
        public void done(long line, RevocationResult result) {}

        @Override
        public void refused(long line, RejectedException why) {
            throw new AssertionError(why);
        }
    }

    /** Seen: no granted entry, so the audit did not have a revocation that was in force. */
    @Test
    void eventThatFailsAtOnceAndMayBeInTheLogIsInTheAudit() throws Exception {
        RevocationService unsure = service(event -> {
            assertThat(log.append(event)).isCompleted();
            return CompletableFuture.failedFuture(
                    new UnavailableException(Certainty.UNKNOWN, "the producer is closed"));
        });

        assertThat(failure(() -> revoke(unsure, TOKEN)).certainty()).isEqualTo(Certainty.UNKNOWN);

        assertThat(log.find(TOKEN)).isPresent();
        assertThat(audit.find("support", key))
                .hasValueSatisfying(entry -> assertThat(entry.decision()).isEqualTo(Decision.GRANTED));
    }

    @Test
    void requestWhoseOnlyEventTheLogRefusesHasNoGrantedEntry() throws Exception {
        assertThat(failure(() -> revoke(service(refusing(event -> true)), TOKEN))
                        .certainty())
                .isEqualTo(Certainty.NOT_WRITTEN);

        assertThat(audit.find("support", key)).isEmpty();
    }

    /** Seen: 503 log-unavailable "nothing was written", while the first entry was revoked. */
    @Test
    void repetitionThatWritesNothingDoesNotSayThatNothingWasWritten() throws Exception {
        List<RevokeRequest> both = List.of(request(USER), request(TOKEN));
        RevocationService killed = service(
                event -> event.target().equals(USER) ? log.append(event) : later(new IllegalStateException("killed")));
        assertThat(failure(() -> killed.revoke(with(key, "body"), both, null))).isNotNull();
        now = now.plusSeconds(110);
        RevocationService full = service(refusing(event -> true));

        UnavailableException failure = failure(() -> full.revoke(with(key, "body"), both, null));

        assertThat(failure.certainty()).isEqualTo(Certainty.UNKNOWN);
        assertThat(failure).hasMessageStartingWith("an earlier attempt of this request may be in force");
        assertThat(log.find(USER)).isPresent();
    }

    private static CompletableFuture<Receipt> later(Exception failure) {
        return new CompletableFuture<Receipt>()
                .completeOnTimeout(null, 50, TimeUnit.MILLISECONDS)
                .thenCompose(nothing -> CompletableFuture.failedFuture(failure));
    }

    /** Seen: the key was forgotten, so the third attempt had a cut-off of its own and revoked later logins. */
    @Test
    void repetitionThatWritesNothingDoesNotForgetTheFirstAttempt() throws Exception {
        RevocationService killed = dying();
        Instant cutOff = now;
        assertThat(failure(() -> revoke(killed, USER))).isNotNull();
        now = now.plusSeconds(110);
        RevocationService refusedLater = service(event -> later(refused()));
        assertThat(failure(() -> revoke(refusedLater, USER))).isNotNull();
        now = now.plusSeconds(110);

        assertThat(revoke(two, USER).validity().issuedBefore()).isEqualTo(cutOff);
    }

    @Test
    void firstAttemptThatWritesNothingIsForgotten() throws Exception {
        RevocationService refusedLater = service(event -> later(refused()));
        assertThat(failure(() -> revoke(refusedLater, USER)).certainty()).isEqualTo(Certainty.NOT_WRITTEN);
        now = now.plusSeconds(10);

        assertThat(revoke(two, USER).validity().issuedBefore()).isEqualTo(now);
    }
}
