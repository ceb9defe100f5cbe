package io.revocast.consumer.internal.store;

import io.revocast.consumer.internal.MutableClock;
import io.revocast.consumer.internal.settings.ListSettings;
import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.event.internal.RandomEvents;
import io.revocast.event.internal.TopicSettings;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

class RevocationStoreTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Target TOKEN = new Target.Token("https://issuer.example", "1");
    private static final Target SUBJECT = new Target.Claim("https://issuer.example", "sub", "alice");

    private final MutableClock clock = new MutableClock(START);
    private final ExpiryClock expiry = new ExpiryClock(new ListSettings.Time(clock, clock.nanoTime()));
    private final RevocationStore store = new RevocationStore(expiry, Long.MAX_VALUE, TopicSettings.DEFAULT_MARGIN);

    @BeforeEach
    void theBrokersTimeIsKnown() {
        expiry.brokerReached(START.toEpochMilli());
        expiry.advance();
    }

    private RevocationStore.Effect revoke(Target target, int expiresIn, @Nullable Integer issuedBefore) {
        Instant cutOff = issuedBefore == null ? null : START.plusSeconds(issuedBefore);
        return store.revoke(new Revocation(target, START.plusSeconds(expiresIn), cutOff), null, null);
    }

    private @Nullable Revocation known(Target target) {
        Entry entry = store.find(target);
        return entry == null ? null : entry.revocation(target);
    }

    private void pass(Duration time) {
        clock.pass(time);
        expiry.advance();
        store.removeExpired();
    }

    @Test
    void anEntryLivesToItsExpiryPlusTheMarginAndNoLonger() {
        revoke(TOKEN, 60, null);
        Duration life = Duration.ofMinutes(1).plus(TopicSettings.DEFAULT_MARGIN);

        pass(life.minusMillis(1));
        assertThat(store.find(TOKEN)).isNotNull();

        pass(Duration.ofMillis(1));
        assertThat(store.find(TOKEN)).isNull();
    }

    @Test
    void anExpiryInTheFarthestYearIsNotInThePast() {
        assertThat(store.revokeToken(store.tokensOf(TOKEN.issuer()), "1", Long.MAX_VALUE / 4, null))
                .isEqualTo(RevocationStore.Effect.MADE_LIVE);
        assertThat(store.find(TOKEN)).isNotNull();
    }

    @Test
    void anExpiredEntryGivesItsMemoryBackAndIsNoLongerCounted() {
        revoke(TOKEN, 60, null);
        revoke(SUBJECT, 60, 0);
        assertThat(store.scopes(TOKEN.issuer()).all())
                .extracting(TargetScope::claimName)
                .containsExactly("", "sub");

        pass(Duration.ofHours(1));

        assertThat(store.size()).isZero();
        assertThat(store.scopes(TOKEN.issuer()).all()).isEmpty();
    }

    /** R16. */
    @Test
    void everyExpiredEntryLeavesInOneCallUnlessThatTakesLong() {
        for (int i = 0; i < 50_000; i++) {
            revoke(new Target.Token("https://issuer.example", "jti " + i), 60 + i % 600, null);
        }

        pass(Duration.ofHours(1));

        assertThat(store.size()).isZero();
    }

    @Test
    void freeingMemoryGoesOnWithTheNextCallWhenItTakesLong() {
        for (int i = 0; i < 50_000; i++) {
            revoke(new Target.Token("https://issuer.example", "jti " + i), 60, null);
        }
        clock.pass(Duration.ofHours(1));
        expiry.advance();
        clock.passWithEachReading(Duration.ofMillis(5));

        store.removeExpired();
        assertThat(store.size()).isBetween(40_000L, 49_000L);
        for (int calls = 0; calls < 100 && store.size() > 0; calls++) {
            store.removeExpired();
        }
        assertThat(store.size()).isZero();
    }

    @Test
    void theWallClockSetForwardAndBackDropsNothing() {
        revoke(TOKEN, 60, null);

        clock.setWallForward(Duration.ofHours(2));
        pass(Duration.ofSeconds(30));
        assertThat(store.find(TOKEN)).isNotNull();

        clock.setWallForward(Duration.ofHours(-2));
        pass(Duration.ofMinutes(1));
        assertThat(store.find(TOKEN)).isNotNull();
    }

    @Test
    void anEventPastItsTimeIsNotApplied() {
        assertThat(revoke(TOKEN, -121, null)).isEqualTo(RevocationStore.Effect.EXPIRED);
        assertThat(store.size()).isZero();
    }

    @Test
    void aSmallerRevocationNeverShortensALargerOne() {
        revoke(SUBJECT, 600, 50);

        assertThat(revoke(SUBJECT, 60, 10)).isEqualTo(RevocationStore.Effect.UNCHANGED);
        assertThat(revoke(SUBJECT, 60, 70)).isEqualTo(RevocationStore.Effect.EXTENDED);
        assertThat(known(SUBJECT)).isEqualTo(new Revocation(SUBJECT, START.plusSeconds(600), START.plusSeconds(70)));

        pass(Duration.ofMinutes(5));
        assertThat(store.find(SUBJECT)).isNotNull();
    }

    @Test
    void onlyAReinstatementRemovesALiveEntry() {
        revoke(SUBJECT, 600, 50);

        assertThat(store.reinstate(TOKEN)).isFalse();
        assertThat(store.reinstate(SUBJECT)).isTrue();
        assertThat(store.find(SUBJECT)).isNull();
    }

    @Test
    void anyHistoryEndsAsInAPlainMap() {
        RandomEvents random = RandomEvents.seeded();
        List<Target> targets = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            targets.add(random.target());
        }
        Map<Target, Revocation> model = new HashMap<>();
        for (int step = 0; step < 20_000; step++) {
            randomStep(random, targets.get(random.random().nextInt(targets.size())), model);
            if (step % 100 == 0) {
                pass(Duration.ofMillis(random.random().nextInt(60_000)));
                agreesWith(model, targets, random);
            }
        }
    }

    private void randomStep(RandomEvents random, Target target, Map<Target, Revocation> model) {
        long now = expiry.epochSecond();
        if (random.random().nextInt(10) == 0) {
            store.reinstate(target);
            model.remove(target);
            return;
        }
        Revocation any = random.revocation(target);
        Instant expiresAt = Instant.ofEpochSecond(now - 300 + random.random().nextInt(1_200));
        Revocation revocation = new Revocation(target, expiresAt, any.issuedBefore());
        dropExpired(model);
        store.revoke(revocation, null, null);
        if (isLive(revocation)) {
            model.merge(target, revocation, Revocation::merge);
        }
    }

    private boolean isLive(Revocation revocation) {
        return revocation.expiresAt().plus(TopicSettings.DEFAULT_MARGIN).isAfter(clock.instant());
    }

    private void dropExpired(Map<Target, Revocation> model) {
        model.values().removeIf(revocation -> !isLive(revocation));
    }

    private void agreesWith(Map<Target, Revocation> model, List<Target> targets, RandomEvents random) {
        dropExpired(model);
        for (Target target : targets) {
            assertThat(known(target)).as("%s of %s", target, random).isEqualTo(model.get(target));
            if (model.containsKey(target)) {
                assertThat(store.scopes(target.issuer()).all())
                        .as("where checks look for %s of %s", target, random)
                        .anyMatch(scope -> scope.kind() == target.kind()
                                && scope.target(target.value()).equals(target));
            }
        }
        assertThat(store.size()).as("entries of %s", random).isGreaterThanOrEqualTo(model.size());
    }
}
