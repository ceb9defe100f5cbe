package io.revocast.publisher.token;

import io.revocast.consumer.internal.MutableClock;
import io.revocast.event.Target;
import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

class RecentTokensTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final String ISSUER = "https://issuer";

    private final RecentTokens seen = new RecentTokens(Clock.fixed(NOW, ZoneOffset.UTC), Long.MAX_VALUE);

    private static ObservedToken token(String jti, Map<String, Object> claims) {
        return new ObservedToken(ISSUER, jti, "k1", NOW.minusSeconds(60), NOW.plusSeconds(600), claims);
    }

    private int hits(Target target) {
        return seen.hits(target, null, null).count();
    }

    /** A hundred thousand sightings of 16 claims with 16 values of 256 characters would take gigabytes. */
    @Test
    void whatIsKeptIsBoundedInBytesAndTheOldestIsForgottenFirst() {
        long budget = 4L << 20;
        RecentTokens bounded = new RecentTokens(Clock.fixed(NOW, ZoneOffset.UTC), budget);
        for (int i = 0; i < 100; i++) {
            String filler = "x".repeat(240) + i;
            Map<String, Object> claims = new HashMap<>();
            for (int claim = 0; claim < 16; claim++) {
                String name = "c" + claim;
                claims.put(
                        name,
                        IntStream.range(0, 16)
                                .mapToObj(value -> filler + "-" + name + "-" + value)
                                .toList());
            }
            bounded.report(List.of(token("t" + i, claims)));
            assertThat(bounded.sizeBytes()).isLessThanOrEqualTo(budget);
        }

        assertThat(bounded.hits(new Target.Token(ISSUER, "t0"), null, null).count())
                .isZero();
        assertThat(bounded.hits(new Target.Token(ISSUER, "t99"), null, null).count())
                .isEqualTo(1);
        bounded.report(List.of(token("t99", Map.of())));
        assertThat(bounded.sizeBytes()).isPositive();
    }

    /** Seen: tokens counted as observed until a preview happened to look through all of them. */
    @Test
    void tokenIsNotObservedFromItsExpiryOn() {
        MutableClock clock = new MutableClock(NOW);
        RecentTokens aging = new RecentTokens(clock, Long.MAX_VALUE);
        Target alice = new Target.Claim(ISSUER, "sub", "alice");
        aging.report(List.of(
                new ObservedToken(ISSUER, "t1", null, null, NOW.plusSeconds(10), Map.of("sub", "alice")),
                new ObservedToken(ISSUER, "t2", null, null, NOW.plusSeconds(20), Map.of()),
                new ObservedToken(ISSUER, "t3", null, null, NOW, Map.of("sub", "alice"))));
        List<ClaimObservation> observed = new ArrayList<>();
        List<Integer> hits = new ArrayList<>();

        for (int seconds : new int[] {0, 9, 1, 9, 1}) {
            clock.pass(Duration.ofSeconds(seconds));
            observed.add(aging.observed(alice));
            hits.add(aging.hits(alice, null, null).count());
        }

        assertThat(observed)
                .containsExactly(
                        new ClaimObservation(2, 1),
                        new ClaimObservation(2, 1),
                        new ClaimObservation(1, 0),
                        new ClaimObservation(1, 0),
                        new ClaimObservation(0, 0));
        assertThat(hits).containsExactly(1, 1, 0, 0, 0);
        assertThat(aging.sizeBytes()).isZero();
    }

    @Test
    void tokenIsCountedOnceHoweverOftenItIsSeen() {
        seen.report(List.of(token("t1", Map.of("sub", "alice"))));
        seen.report(List.of(token("t1", Map.of("sub", "alice")), token("t2", Map.of("sub", "alice"))));

        assertThat(hits(new Target.Claim(ISSUER, "sub", "alice"))).isEqualTo(2);
        assertThat(hits(new Target.Token(ISSUER, "t1"))).isEqualTo(1);
        assertThat(hits(new Target.Key(ISSUER, "k1"))).isEqualTo(2);
        assertThat(hits(new Target.Issuer(ISSUER))).isEqualTo(2);
        assertThat(hits(new Target.Issuer("https://other"))).isZero();
    }

    @Test
    void arrayIsHitByEachOfItsValuesAndCutOffsSpareYoungerTokens() {
        seen.report(List.of(token("t1", Map.of("roles", List.of("a", "b")))));

        assertThat(hits(new Target.Claim(ISSUER, "roles", "b"))).isEqualTo(1);
        assertThat(seen.hits(new Target.Issuer(ISSUER), NOW.minusSeconds(61), null)
                        .count())
                .isZero();
        assertThat(seen.hits(new Target.Issuer(ISSUER), NOW.minusSeconds(60), null)
                        .count())
                .isEqualTo(1);
    }

    @Test
    void placeInsideAClaimIsHit() {
        seen.report(List.of(
                token("t1", Map.of("act", Map.of("sub", "agent-7"))),
                token("t2", Map.of("realm_access", Map.of("roles", List.of("user", "admin"))))));

        assertThat(hits(new Target.Path(ISSUER, "/act/sub", "agent-7"))).isEqualTo(1);
        assertThat(hits(new Target.Path(ISSUER, "/realm_access/roles", "admin")))
                .isEqualTo(1);
        assertThat(hits(new Target.Path(ISSUER, "/realm_access/roles/0", "user")))
                .isEqualTo(1);
        assertThat(hits(new Target.Path(ISSUER, "/act/name", "agent-7"))).isZero();
    }

    @Test
    void cutOffForLoginsHitsTokensThatWereRefreshed() {
        seen.report(List.of(
                token("t1", Map.of("auth_time", NOW.minusSeconds(3600).getEpochSecond())),
                token("t2", Map.of("auth_time", NOW.getEpochSecond())),
                token("t3", Map.of())));
        Instant before = NOW.minusSeconds(61);

        assertThat(seen.hits(new Target.Issuer(ISSUER), before, before).count()).isEqualTo(1);
        assertThat(seen.hits(new Target.Issuer(ISSUER), before, NOW).count()).isEqualTo(2);
    }

    @Test
    void claimIsHitByTheNameThatServicesGiveItsValue() {
        seen.report(List.of(
                token("t1", Map.of("level", 7.0)),
                token("t2", Map.of("level", new BigDecimal("70e-1"))),
                token("t3", Map.of("level", List.of(7L, true))),
                token("t4", Map.of("level", "7")),
                token("t5", Map.of("level", "7.0")),
                token("t6", Map.of("level", Double.NaN))));

        for (Map.Entry<String, Integer> expected :
                Map.of("7", 4, "7.0", 1, "true", 1, "NaN", 0).entrySet()) {
            Target target = new Target.Claim(ISSUER, "level", expected.getKey());
            assertThat(hits(target)).as(expected.getKey()).isEqualTo(expected.getValue());
            assertThat(seen.mostHits(target)).as(expected.getKey()).isEqualTo(expected.getValue());
        }
    }

    @Test
    void oldestIsForgottenWhenThereAreTooMany() {
        List<ObservedToken> many = new ArrayList<>();
        for (int i = 0; i <= RecentTokens.CAPACITY; i++) {
            many.add(token("t" + i, Map.of("sub", "u" + i)));
        }
        seen.report(many);

        assertThat(hits(new Target.Issuer(ISSUER))).isEqualTo(RecentTokens.CAPACITY);
        assertThat(hits(new Target.Token(ISSUER, "t0"))).isZero();
        assertThat(seen.mostHits(new Target.Claim(ISSUER, "sub", "u0"))).isZero();
    }

    @Test
    void cheapUpperBoundIsNeverBelowTheCount() {
        Random random = new Random(1);
        for (int round = 0; round < 200; round++) {
            Instant end = random.nextInt(3) == 0 ? NOW.minusSeconds(1) : NOW.plusSeconds(60);
            seen.report(List.of(new ObservedToken(
                    ISSUER,
                    "t" + random.nextInt(50),
                    null,
                    null,
                    end,
                    Map.of("sub", "u" + random.nextInt(5), "roles", List.of("r" + random.nextInt(3), "r0")))));
            for (Target target : List.of(
                    new Target.Claim(ISSUER, "sub", "u" + random.nextInt(5)),
                    new Target.Claim(ISSUER, "roles", "r" + random.nextInt(3)),
                    new Target.Issuer(ISSUER))) {
                int most = seen.mostHits(target);
                assertThat(hits(target)).isLessThanOrEqualTo(most);
                assertThat(hits(target)).isEqualTo(seen.mostHits(target));
            }
        }
    }
}
