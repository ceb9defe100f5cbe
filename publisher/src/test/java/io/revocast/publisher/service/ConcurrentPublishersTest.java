package io.revocast.publisher.service;

import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.event.internal.Origin;
import io.revocast.event.internal.RevocationEvent;
import io.revocast.publisher.audit.AuditEntry;
import io.revocast.publisher.audit.AuditLog;
import io.revocast.publisher.idempotency.RequestHistory;
import io.revocast.publisher.request.IdempotencyKey;
import io.revocast.publisher.request.Reinstatement;
import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.request.Requester;
import io.revocast.publisher.request.RevocationOutcome;
import io.revocast.publisher.request.RevocationResult;
import io.revocast.publisher.request.RevokeRequest.ByTarget;
import io.revocast.publisher.request.RevokeRequest.Explanation;
import io.revocast.publisher.request.UnavailableException;
import io.revocast.publisher.request.UnavailableException.Certainty;
import org.junit.jupiter.api.Test;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** What a publisher answers while it has not yet read what another one has committed. */
class ConcurrentPublishersTest {
    private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");
    private static final Target USER = new Target.Claim("https://issuer", "sub", "alice");

    private final InMemoryLog log = new InMemoryLog();
    private final UUID key = UUID.randomUUID();

    /** A publisher that reads the rest of the log only when it catches up. */
    private RevocationService publisher(CatchUp rest) {
        TestWrites writes = TestWrites.of(log, log, Clock.fixed(NOW, ZoneOffset.UTC));
        return writes.service(AuditLog.NONE, rest, writes.openGuards());
    }

    private RevocationService publisher() {
        return publisher(() -> {});
    }

    private RevocationResult revoke(RevocationService service, Requester requester, Instant issuedBefore)
            throws Exception {
        ByTarget request = new ByTarget(USER, issuedBefore, null, Explanation.NONE);
        return service.revoke(requester, List.of(request), null).get(0);
    }

    private Requester withKey() {
        return TestWrites.requester("support").with(new IdempotencyKey(key, "body"));
    }

    private void commit(RevocationEvent event) {
        assertThat(log.append(event)).isCompleted();
    }

    private Revocation lastAppended() {
        RevocationEvent last = log.events().get(log.events().size() - 1);
        return ((RevocationEvent.Revoked) last).revocation();
    }

    private void reinstate() {
        commit(new RevocationEvent.Reinstated(USER, new Origin(UUID.randomUUID(), NOW, null, null, null), (long)
                log.events().size()));
    }

    @Test
    void narrowerRevocationAfterAReinstatementElsewhereDoesNotBringTheOldOneBack() throws Exception {
        RevocationResult old = revoke(publisher(), TestWrites.requester("support"), NOW);
        Instant earlier = NOW.minusSeconds(1000);

        RevocationResult result = revoke(publisher(this::reinstate), TestWrites.requester("support"), earlier);

        assertThat(result.outcome()).isEqualTo(RevocationOutcome.CREATED);
        assertThat(result.validity().issuedBefore()).isEqualTo(earlier);
        assertThat(lastAppended().issuedBefore()).isEqualTo(earlier);
        assertThat(Objects.requireNonNull(result.commitment()).id())
                .isNotEqualTo(Objects.requireNonNull(old.commitment()).id());
    }

    @Test
    void revocationIsNotAppendedWhileItCannotBeToldWhetherAnotherPublisherTookTheOldOneBack() throws Exception {
        revoke(publisher(), TestWrites.requester("support"), NOW);
        UnavailableException behind = new UnavailableException(Certainty.NOT_WRITTEN, "behind");
        RevocationService publisher = publisher(() -> {
            throw behind;
        });

        assertThatThrownBy(() -> revoke(publisher, TestWrites.requester("support"), NOW))
                .isSameAs(behind);

        assertThat(log.events()).hasSize(1);
        assertThat(revoke(publisher(), TestWrites.requester("support"), NOW).outcome())
                .as("the target is no longer locked")
                .isEqualTo(RevocationOutcome.UNCHANGED);
    }

    /** Seen: "nothing was written", while the first attempt of another publisher was in force. */
    @Test
    void repetitionThatCannotSeeTheFirstAttemptDoesNotSayThatNothingWasWritten() {
        RevocationService publisher = publisher(() -> {
            throw new UnavailableException(Certainty.NOT_WRITTEN, "behind");
        });

        UnavailableException unknown =
                catchThrowableOfType(UnavailableException.class, () -> revoke(publisher, withKey(), NOW));

        assertThat(unknown.certainty()).isEqualTo(Certainty.UNKNOWN);
        assertThat(unknown).hasMessageContaining("may be in force").hasMessageContaining("behind");
    }

    @Test
    void listWhoseFirstLinesAreUnderWayDoesNotEndWithNothingWritten() throws Exception {
        revoke(publisher(), TestWrites.requester("support"), NOW.minusSeconds(60));
        RevocationService publisher = publisher(() -> {
            throw new UnavailableException(Certainty.NOT_WRITTEN, "behind");
        });

        try (RevocationStream list = publisher.stream(TestWrites.requester("import"), new Ignored())) {
            for (int i = 1; i <= 500; i++) {
                Target token = new Target.Token("https://issuer", "t" + i);
                list.add(i, new ByTarget(token, null, null, Explanation.NONE));
            }
            list.add(501, new ByTarget(USER, NOW, null, Explanation.NONE));

            assertThatThrownBy(list::finish)
                    .isInstanceOfSatisfying(
                            UnavailableException.class,
                            e -> assertThat(e.certainty()).isEqualTo(Certainty.UNKNOWN))
                    .hasMessageContaining("earlier lines of this list may or may not be in force");
        }
        assertThat(log.events()).hasSize(501);
    }

    private static final class Ignored implements RevocationStream.Results {
        @Override
        public void done(long line, RevocationResult result) {}

        @Override
        public void refused(long line, RejectedException why) {
            throw new AssertionError(why);
        }
    }

    @Test
    void sameRequestAtTwoPublishersAtOnceIsCreatedAtBoth() throws Exception {
        RevocationResult first = revoke(publisher(), withKey(), NOW);
        log.requestsReadWithNextAppend();

        RevocationResult second = revoke(publisher(), withKey(), NOW);

        assertThat(first.outcome()).isEqualTo(RevocationOutcome.CREATED);
        assertThat(second.outcome()).isEqualTo(RevocationOutcome.CREATED);
    }

    @Test
    void sameExtensionAtTwoPublishersAtOnceIsExtendedAtBoth() throws Exception {
        revoke(publisher(), TestWrites.requester("support"), NOW.minusSeconds(60));
        RevocationResult first = revoke(publisher(), withKey(), NOW);
        log.requestsReadWithNextAppend();

        RevocationResult second = revoke(publisher(), withKey(), NOW);

        assertThat(first.outcome()).isEqualTo(RevocationOutcome.EXTENDED);
        assertThat(second.outcome()).isEqualTo(RevocationOutcome.EXTENDED);
    }

    @Test
    void extensionOfARevocationThatIsNotReadYetIsExtended() throws Exception {
        Origin elsewhere = new Origin(UUID.randomUUID(), NOW, null, null, null);
        Revocation narrow = new Revocation(USER, NOW.plusSeconds(100), NOW.minusSeconds(60));
        log.beforeNextAppend(() -> commit(new RevocationEvent.Revoked(narrow, elsewhere)));

        RevocationResult result = revoke(publisher(), TestWrites.requester("support"), NOW);

        assertThat(result.outcome()).isEqualTo(RevocationOutcome.EXTENDED);
        assertThat(Objects.requireNonNull(result.commitment()).id()).isEqualTo(elsewhere.id());
    }

    @Test
    void reinstatementTakesBackWhatAnotherPublisherExtendedBeforeIt() throws Exception {
        revoke(publisher(), TestWrites.requester("support"), NOW.minusSeconds(60));
        Revocation wider = new Revocation(USER, NOW.plusSeconds(86_400), NOW);
        UUID id = log.origins().get(0).id();
        AtomicBoolean read = new AtomicBoolean();
        RevocationService publisher = publisher(() -> {
            if (read.compareAndSet(false, true)) {
                commit(new RevocationEvent.Revoked(wider, new Origin(id, NOW, null, null, null)));
            }
        });

        Reinstatement.Result result = publisher
                .reinstate(TestWrites.requester("support"), List.of(new Reinstatement.ByTarget(USER, Explanation.NONE)))
                .get(0);

        assertThat(result.outcome()).isEqualTo(Reinstatement.Outcome.REINSTATED);
        assertThat(read).isTrue();
        assertThat(((RevocationEvent.Reinstated) log.events().get(2)).upTo()).isEqualTo(1);
    }

    @Test
    void revocationThatALostTopicStillHasToGetAgainIsUnchangedByANarrowerOne() throws Exception {
        revoke(publisher(), TestWrites.requester("support"), NOW);
        Origin first = log.origins().get(0);
        log.overwrite(USER);

        RevocationResult result = revoke(publisher(), TestWrites.requester("other"), NOW.minusSeconds(1000));

        assertThat(result.outcome()).isEqualTo(RevocationOutcome.UNCHANGED);
        assertThat(log.origins().get(1)).isEqualTo(first);
    }

    @Test
    void repetitionThatChangedNothingIsUnchangedAgainWithoutItsAuditEntry() throws Exception {
        revoke(publisher(), TestWrites.requester("support"), NOW);
        RevocationResult first = revoke(publisher(), withKey(), NOW);

        RevocationResult second = revoke(publisher(), withKey(), NOW);

        assertThat(first.outcome()).isEqualTo(RevocationOutcome.UNCHANGED);
        assertThat(second.outcome()).isEqualTo(RevocationOutcome.UNCHANGED);
    }

    /** A history that knows no entries. */
    @FunctionalInterface
    private interface CatchUp extends RequestHistory {
        @Override
        void catchUp() throws UnavailableException;

        @Override
        default Optional<AuditEntry> find(String actor, UUID key) {
            return Optional.empty();
        }

        @Override
        default Optional<AuditEntry> findItem(String actor, UUID key, Target target, String hash) {
            return Optional.empty();
        }

        @Override
        default Optional<Instant> lastAttempt(AuditEntry earlier, AuditEntry.Subject subject) {
            return Optional.empty();
        }

        @Override
        default boolean wasReinstated(Target target, UUID id) {
            return false;
        }

        @Override
        default boolean isLost(String topicId) {
            return false;
        }
    }
}
