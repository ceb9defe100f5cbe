package io.revocast.publisher.service;

import io.revocast.consumer.internal.store.LiveRevocation;
import io.revocast.event.Receipt;
import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.event.internal.Origin;
import io.revocast.event.internal.RevocationEvent;
import io.revocast.publisher.append.RevocationLog;
import io.revocast.publisher.append.RevocationRestorer;
import io.revocast.publisher.append.TargetLocks;
import io.revocast.publisher.append.UuidV7;
import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.request.RevocationOutcome;
import io.revocast.publisher.request.RevocationResult;
import io.revocast.publisher.request.RevokeRequest;
import io.revocast.publisher.request.RevokeRequest.ByTarget;
import io.revocast.publisher.request.RevokeRequest.Explanation;
import io.revocast.publisher.request.UnavailableException;
import io.revocast.publisher.request.UnavailableException.Certainty;
import io.revocast.publisher.token.TokenAuthenticity;
import io.revocast.publisher.validate.BatchRules;
import io.revocast.publisher.validate.TokenLifetime;
import org.junit.jupiter.api.Test;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class RevocationWriterTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final Target TOKEN = new Target.Token("https://issuer", "t1");

    private final InMemoryLog log = new InMemoryLog();
    private final TestWrites writes = TestWrites.of(
            log,
            log,
            new TokenLifetime(Duration.ofDays(1), false),
            TokenAuthenticity.NOT_CHECKED,
            Clock.fixed(NOW, ZoneOffset.UTC));

    private static RevokeRequest token(String jti, Instant expiresAt) {
        return new ByTarget(new Target.Token("https://issuer", jti), null, expiresAt, Explanation.NONE);
    }

    private RevocationRestorer.Restored restore(List<Target> targets) throws UnavailableException {
        return writes.restorer().restore(targets.iterator(), done -> {}, () -> false);
    }

    @Test
    void firstRevocationIsCreatedWithItsOriginAndReceipt() throws Exception {
        RevocationResult result =
                writes.revoke(new ByTarget(TOKEN, null, null, new Explanation("logout", "by phone")), "support");

        assertThat(result.outcome()).isEqualTo(RevocationOutcome.CREATED);
        Origin origin = log.origins().get(0);
        assertThat(origin).isEqualTo(new Origin(origin.id(), NOW, "logout", "by phone", "support"));
        assertThat(origin.id().version()).isEqualTo(7);
        RevocationResult.Commitment commitment = Objects.requireNonNull(result.commitment());
        assertThat(commitment.id()).isEqualTo(origin.id());
        assertThat(commitment.receipt().offset()).isZero();
    }

    @Test
    void ofOneThatIsNoLongerKnownToHaveBeenTheFirstTheIdOfTheLiveOneTells() throws Exception {
        RevocationResult known = writes.revoke(token("t1", NOW.plusSeconds(600)), "a");
        log.firstsKnown(false);

        RevocationResult told = writes.revoke(token("t2", NOW.plusSeconds(600)), "a");

        assertThat(told.outcome()).isEqualTo(RevocationOutcome.CREATED);
        assertThat(told.validity()).isEqualTo(known.validity());
        assertThat(Objects.requireNonNull(told.commitment()).id())
                .isEqualTo(log.origins().get(1).id());
    }

    @Test
    void whatIsTakenBackAtOnceWasCreatedAndWhereThatIsNotKnownNothingIsClaimed() throws Exception {
        RevocationLog takingBack = event -> {
            CompletableFuture<Receipt> receipt = log.append(event);
            var unused = log.append(new RevocationEvent.Reinstated(event.target(), event.origin(), null));
            return receipt;
        };
        TestWrites beaten = TestWrites.of(
                takingBack,
                log,
                new TokenLifetime(Duration.ofDays(1), false),
                TokenAuthenticity.NOT_CHECKED,
                Clock.fixed(NOW, ZoneOffset.UTC));

        assertThat(beaten.revoke(token("t1", NOW.plusSeconds(600)), "a").outcome())
                .isEqualTo(RevocationOutcome.CREATED);

        log.firstsKnown(false);
        UnavailableException unavailable = catchThrowableOfType(
                UnavailableException.class, () -> beaten.revoke(token("t2", NOW.plusSeconds(600)), "a"));
        assertThat(unavailable.certainty()).isEqualTo(Certainty.UNKNOWN);
    }

    @Test
    void coveredRevocationIsUnchangedAndCommittedAgainAsItWas() throws Exception {
        RevocationResult first = writes.revoke(token("t1", NOW.plusSeconds(600)), "a");

        RevocationResult second = writes.revoke(token("t1", NOW.plusSeconds(60)), "b");

        assertThat(second.outcome()).isEqualTo(RevocationOutcome.UNCHANGED);
        assertThat(Objects.requireNonNull(second.commitment()).id())
                .isEqualTo(Objects.requireNonNull(first.commitment()).id());
        assertThat(second.commitment().receipt().offset()).isEqualTo(1);
        assertThat(second.validity().expiresAt()).isEqualTo(NOW.plusSeconds(600));
        assertThat(log.events().get(1)).isEqualTo(log.events().get(0));
    }

    @Test
    void repeatedRevocationHoldsAlthoughAnotherPublisherTookItBackUnseen() throws Exception {
        writes.revoke(token("t1", NOW.plusSeconds(600)), "a");
        AtomicBoolean unseen = new AtomicBoolean(true);
        RevocationLog behind = event -> {
            if (unseen.getAndSet(false)) {
                var unused = log.append(new RevocationEvent.Reinstated(event.target(), event.origin(), null));
            }
            return log.append(event);
        };
        TestWrites second = TestWrites.of(
                behind,
                log,
                new TokenLifetime(Duration.ofDays(1), false),
                TokenAuthenticity.NOT_CHECKED,
                Clock.fixed(NOW, ZoneOffset.UTC));

        RevocationResult again = second.revoke(token("t1", NOW.plusSeconds(600)), "b");

        assertThat(again.outcome()).isEqualTo(RevocationOutcome.CREATED);
        assertThat(log.find(TOKEN)).isPresent();
    }

    @Test
    void longerRevocationExtendsUnderTheSameId() throws Exception {
        writes.revoke(token("t1", NOW.plusSeconds(60)), "a");

        RevocationResult second = writes.revoke(token("t1", NOW.plusSeconds(600)), "b");

        assertThat(second.outcome()).isEqualTo(RevocationOutcome.EXTENDED);
        assertThat(log.origins())
                .extracting(Origin::id)
                .containsOnly(log.origins().get(0).id());
    }

    @Test
    void appendedEventCarriesTheWholeMergedState() throws Exception {
        Target key = new Target.Key("https://issuer", "k1");
        writes.revoke(new ByTarget(key, NOW.minusSeconds(10), NOW.plusSeconds(7200), Explanation.NONE), "a");

        writes.revoke(new ByTarget(key, NOW, NOW.plusSeconds(3600), Explanation.NONE), "a");

        assertThat(log.events().get(1))
                .extracting(event -> ((RevocationEvent.Revoked) event).revocation())
                .isEqualTo(new Revocation(key, NOW.plusSeconds(7200), NOW));
    }

    @Test
    void revocationUnderAnUnreadableRecordIsAppendedAgainSoThatTheLogSaysIt() throws Exception {
        writes.revoke(token("t1", NOW.plusSeconds(600)), "a");
        log.makeOriginUnreadable(TOKEN);

        RevocationResult again = writes.revoke(token("t1", NOW.plusSeconds(60)), "b");

        assertThat(again.outcome()).isEqualTo(RevocationOutcome.EXTENDED);
        assertThat(log.events()).hasSize(2);
        assertThat(again.validity().expiresAt()).isEqualTo(NOW.plusSeconds(600));
    }

    @Test
    void revocationThatAnotherPublisherWroteFirstIsNotCreatedHere() throws Exception {
        Origin theirs = new Origin(UUID.fromString("01a20ab8-e3ec-78c4-b25c-a4721958a817"), NOW, null, null, "other");
        RevocationLog racing = event -> {
            if (log.events().isEmpty()) {
                var unused = log.append(new RevocationEvent.Revoked(
                        new Revocation(event.target(), NOW.plusSeconds(900), null), theirs));
            }
            return log.append(event);
        };
        TestWrites second = TestWrites.of(
                racing,
                log,
                new TokenLifetime(Duration.ofDays(1), false),
                TokenAuthenticity.NOT_CHECKED,
                Clock.fixed(NOW, ZoneOffset.UTC));

        RevocationResult result = second.revoke(token("t1", NOW.plusSeconds(600)), "us");

        assertThat(result.outcome()).isEqualTo(RevocationOutcome.UNCHANGED);
        assertThat(Objects.requireNonNull(result.commitment()).id()).isEqualTo(theirs.id());
        // The last record alone must say everything: compaction keeps no other.
        assertThat(log.events().get(log.events().size() - 1))
                .isEqualTo(new RevocationEvent.Revoked(new Revocation(TOKEN, NOW.plusSeconds(900), null), theirs));
    }

    @Test
    void overwrittenRevocationIsAppendedAgainAsItWas() throws Exception {
        writes.revoke(token("t1", NOW.plusSeconds(600)), "a");

        int notYet = restore(List.of(TOKEN)).appended();
        log.overwrite(TOKEN);
        int restored = restore(List.of(TOKEN)).appended();

        assertThat(notYet).isZero();
        assertThat(restored).isEqualTo(1);
        assertThat(log.events()).hasSize(2);
        assertThat(log.events().get(1)).isEqualTo(log.events().get(0));
    }

    @Test
    void manyOverwrittenRevocationsAreAppendedAgainSeveralChunksAtATime() throws Exception {
        List<Target> targets = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            writes.revoke(token("many" + i, NOW.plusSeconds(600)), "a");
            targets.add(new Target.Token(TOKEN.issuer(), "many" + i));
        }
        targets.forEach(log::overwrite);
        AtomicInteger done = new AtomicInteger();

        RevocationRestorer.Restored restored =
                writes.restorer().restore(targets.iterator(), done::addAndGet, () -> false);

        assertThat(restored).isEqualTo(new RevocationRestorer.Restored(20_000, List.of()));
        assertThat(done).hasValue(20_000);
        assertThat(log.live()).noneMatch(LiveRevocation::overwritten);
        assertThat(writes.appender().tryLock(targets)).isPresent();
    }

    @Test
    void whatAnotherRequestIsAboutIsLeftForLaterAndKeepsNothingElseFromBeingRestored() throws Exception {
        Target.Token other = new Target.Token(TOKEN.issuer(), "t2");
        writes.revoke(token("t1", NOW.plusSeconds(600)), "a");
        writes.revoke(token("t2", NOW.plusSeconds(600)), "a");
        log.overwrite(TOKEN);
        log.overwrite(other);

        try (TargetLocks.Held stuck = writes.appender().lock(List.of(TOKEN))) {
            assertThat(restore(List.of(TOKEN, other))).isEqualTo(new RevocationRestorer.Restored(1, stuck.targets()));
        }
        assertThat(restore(List.of(TOKEN, other))).isEqualTo(new RevocationRestorer.Restored(1, List.of()));
    }

    @Test
    void whatTheLogNoLongerTellsIsAppendedAgainInsteadOfBeingCalledUnchanged() throws Exception {
        writes.revoke(token("t1", NOW.plusSeconds(600)), "a");
        log.overwrite(TOKEN);

        writes.revoke(token("t1", NOW.plusSeconds(600)), "a");

        assertThat(log.events()).hasSize(2);
    }

    @Test
    void whatIsCommittedIsNotConfirmedWhileAReaderMayMissIt() throws Exception {
        log.unsettled("the topic was given partitions");

        UnavailableException unconfirmed = catchThrowableOfType(
                UnavailableException.class, () -> writes.revoke(token("t1", NOW.plusSeconds(600)), "a"));

        assertThat(unconfirmed.certainty()).isEqualTo(UnavailableException.Certainty.UNKNOWN);
        assertThat(unconfirmed).hasMessageContaining("given partitions");
        log.unsettled(null);
        assertThat(writes.revoke(token("t1", NOW.plusSeconds(600)), "a").outcome())
                .isEqualTo(RevocationOutcome.UNCHANGED);
    }

    @Test
    void batchWithOneBadEntryAppendsNothingAndNamesTheEntry() {
        List<RevokeRequest> batch = List.of(token("t1", NOW.plusSeconds(60)), token("t2", NOW.minusSeconds(600)));

        RejectedException rejection = catchThrowableOfType(RejectedException.class, () -> writes.revokeAll(batch, "a"));

        assertThat(rejection.index()).isEqualTo(1);
        assertThat(rejection.field()).isEqualTo("expiresAt");
        assertThat(log.events()).isEmpty();
    }

    @Test
    void batchThatNamesATargetTwiceIsRefusedWithBothPlaces() {
        List<RevokeRequest> batch = List.of(
                token("t1", NOW.plusSeconds(60)), token("t2", NOW.plusSeconds(60)), token("t1", NOW.plusSeconds(70)));

        RejectedException rejection = catchThrowableOfType(RejectedException.class, () -> writes.revokeAll(batch, "a"));

        assertThat(rejection.kind()).isEqualTo(RejectedException.Kind.DUPLICATE_TARGET);
        assertThat(rejection).hasMessage("target must not be in one batch twice: entries 0 and 2");
        assertThat(log.events()).isEmpty();
    }

    @Test
    void batchAnswersInOrderWhateverWasRevokedBefore() throws Exception {
        writes.revoke(token("t2", NOW.plusSeconds(600)), "a");

        List<RevocationResult> results =
                writes.revokeAll(List.of(token("t1", NOW.plusSeconds(60)), token("t2", NOW.plusSeconds(60))), "a");

        assertThat(results)
                .extracting(RevocationResult::outcome)
                .containsExactly(RevocationOutcome.CREATED, RevocationOutcome.UNCHANGED);
        assertThat(log.events()).hasSize(3);
    }

    @Test
    void emptyAndOversizedBatchesAreRefused() {
        assertThat(catchThrowableOfType(RejectedException.class, () -> writes.revokeAll(List.of(), "a")))
                .hasMessage("revocations must have at least one entry");
        List<RevokeRequest> tooMany = new ArrayList<>();
        for (int i = 0; i <= BatchRules.MAX_ENTRIES; i++) {
            tooMany.add(token("t" + i, NOW.plusSeconds(60)));
        }

        RejectedException rejection =
                catchThrowableOfType(RejectedException.class, () -> writes.revokeAll(tooMany, "a"));

        assertThat(rejection.kind()).isEqualTo(RejectedException.Kind.TOO_MANY_ENTRIES);
    }

    @Test
    void nothingIsAppendedBeforeTheLogWasReadToItsEnd() {
        log.replayed(false);

        UnavailableException unavailable = catchThrowableOfType(
                UnavailableException.class, () -> writes.revoke(token("t1", NOW.plusSeconds(60)), "a"));

        assertThat(unavailable.certainty()).isEqualTo(Certainty.NOT_WRITTEN);
        assertThat(log.events()).isEmpty();
    }

    @Test
    void commitThatCannotBeReadBackClaimsNothing() {
        log.applied(false);

        UnavailableException unavailable = catchThrowableOfType(
                UnavailableException.class, () -> writes.revoke(token("t1", NOW.plusSeconds(60)), "a"));

        assertThat(unavailable.certainty()).isEqualTo(Certainty.UNKNOWN);
    }

    @Test
    void batchThatTheLogTookHalfOfIsUncertainAndSaysToRepeatIt() {
        log.failWith(new UnavailableException(Certainty.NOT_WRITTEN, "no broker took the event"), 1);

        UnavailableException unavailable = catchThrowableOfType(
                UnavailableException.class,
                () -> writes.revokeAll(
                        List.of(token("t1", NOW.plusSeconds(60)), token("t2", NOW.plusSeconds(60))), "a"));

        assertThat(unavailable.certainty()).isEqualTo(Certainty.UNKNOWN);
        assertThat(unavailable)
                .hasMessage("1 of 2 revocations are confirmed; repeat the whole batch: " + "no broker took the event");
    }

    @Test
    void oneOfFiftySimultaneousRevocationsOfOneTokenIsCreated() throws Exception {
        int threads = 50;
        ExecutorService callers = Executors.newFixedThreadPool(threads);
        CountDownLatch start = new CountDownLatch(1);
        Callable<RevocationOutcome> call = () -> {
            start.await(10, TimeUnit.SECONDS);
            return writes.revoke(token("t1", NOW.plusSeconds(60)), "a").outcome();
        };
        List<Future<RevocationOutcome>> outcomes = new ArrayList<>();
        try {
            for (int i = 0; i < threads; i++) {
                outcomes.add(callers.submit(call));
            }
            start.countDown();
            List<RevocationOutcome> seen = new ArrayList<>();
            for (Future<RevocationOutcome> outcome : outcomes) {
                seen.add(outcome.get(10, TimeUnit.SECONDS));
            }
            assertThat(seen).filteredOn(RevocationOutcome.CREATED::equals).hasSize(1);
        } finally {
            callers.shutdownNow();
        }
        // All say the same, under the id of the first.
        assertThat(Set.copyOf(log.events())).hasSize(1);
    }

    @Test
    void aBatchIsReadBackUpToItsLastEvent() throws Exception {
        writes.revokeAll(
                List.of(
                        token("t1", NOW.plusSeconds(60)),
                        token("t2", NOW.plusSeconds(60)),
                        token("t3", NOW.plusSeconds(60))),
                "a");

        assertThat(log.awaited()).extracting(Receipt::offset).contains(2L);
    }

    @Test
    void noTwoIdsOfOneMillisecondAreTheSame() {
        UuidV7 ids = new UuidV7(Clock.fixed(NOW, ZoneOffset.UTC));

        assertThat(Stream.generate(ids::next).limit(1_000))
                .doesNotHaveDuplicates()
                .allSatisfy(id -> {
                    assertThat(id.version()).isEqualTo(7);
                    assertThat(id.variant()).isEqualTo(2);
                    assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(NOW.toEpochMilli());
                });
    }

    @Test
    void idsOfVersion7SortByTheirTime() {
        UUID earlier = new UuidV7(Clock.fixed(NOW, ZoneOffset.UTC)).next();
        UUID later = new UuidV7(Clock.fixed(NOW.plusMillis(1), ZoneOffset.UTC)).next();

        assertThat(earlier.variant()).isEqualTo(2);
        assertThat(earlier.getMostSignificantBits() >>> 16).isEqualTo(NOW.toEpochMilli());
        assertThat(earlier.toString()).isLessThan(later.toString());
    }
}
