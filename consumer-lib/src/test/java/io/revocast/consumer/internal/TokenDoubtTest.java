package io.revocast.consumer.internal;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTVerifier;
import com.auth0.jwt.algorithms.Algorithm;
import io.revocast.consumer.FailurePolicy;
import io.revocast.consumer.State;
import io.revocast.consumer.Verdict;
import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.event.internal.Origin;
import io.revocast.event.internal.RevocationEvent;
import io.revocast.jwt.RevocationUnknownException;
import io.revocast.jwt.RevocationVerifier;
import io.revocast.jwt.TokenRevokedException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

import static io.revocast.consumer.internal.TestToken.ISSUER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * Tokens of which a current list cannot say that they are not revoked: too old, with an untrue {@code iat}, or bare.
 */
class TokenDoubtTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Algorithm HS256 = Algorithm.HMAC256("a secret of at least thirty-two bytes");
    private static final Instant EXPIRES_AT = START.plusSeconds(600);

    private final MutableClock clock = new MutableClock(START);
    private final ScriptedKafka kafka = new ScriptedKafka();
    private @Nullable KafkaRevocationList list;

    @AfterEach
    void close() {
        if (list != null) {
            list.close();
        }
    }

    private KafkaRevocationList start(ListOptions builder) throws InterruptedException {
        KafkaRevocationList started = builder.build();
        list = started;
        kafka.appendAt(clock.instant(), event(new Revocation(new Target.Token(ISSUER, "other"), EXPIRES_AT, null)));
        started.start();
        assertThat(started.awaitCurrent(LIMIT)).isTrue();
        return started;
    }

    private static RevocationEvent event(Revocation revocation) {
        return new RevocationEvent.Revoked(revocation, new Origin(UUID.randomUUID(), START, null, null, "test"));
    }

    /** Lets time pass for everyone: the broker says so with a record of its own. */
    private void pass(KafkaRevocationList current, Duration time) {
        clock.pass(time);
        kafka.appendAt(clock.instant(), event(new Revocation(new Target.Token(ISSUER, "late"), START, null)));
        await().atMost(LIMIT).until(() -> current.state() == State.CURRENT);
        await().atMost(LIMIT).until(() -> current.status().lagRecords() == 0);
    }

    private static TestToken endingAt(Instant exp) {
        return new TestToken(ISSUER, "1", null, START.getEpochSecond(), Map.of("exp", exp.getEpochSecond()));
    }

    private static Verdict unknown(Verdict.Reason reason) {
        return new Verdict.Unknown(reason, FailurePolicy.DENY);
    }

    /** R17, A3: the verifier accepts the token for 300 s past its end, the list knows the revocation for 120 s. */
    @Test
    void aRevokedTokenIsNotAcceptedAgainByALeewayLongerThanTheMargin() throws InterruptedException {
        KafkaRevocationList current = start(kafka.list(clock));
        kafka.appendAt(clock.instant(), event(new Revocation(new Target.Token(ISSUER, "1"), EXPIRES_AT, null)));
        JWTVerifier lenient = ((JWTVerifier.BaseVerification) JWT.require(HS256).acceptLeeway(300)).build(clock);
        RevocationVerifier verifier = new RevocationVerifier(lenient, current);
        String token = JWT.create()
                .withIssuer(ISSUER)
                .withJWTId("1")
                .withExpiresAt(EXPIRES_AT)
                .sign(HS256);
        await().atMost(LIMIT).until(() -> current.status().entries() == 2);
        assertThatThrownBy(() -> verifier.verify(token)).isInstanceOf(TokenRevokedException.class);

        pass(current, Duration.ofSeconds(600 + 119));
        assertThatThrownBy(() -> verifier.verify(token)).isInstanceOf(TokenRevokedException.class);

        pass(current, Duration.ofSeconds(31));
        await().atMost(LIMIT).until(() -> current.status().entries() == 0);
        assertThatThrownBy(() -> verifier.verify(token))
                .isInstanceOfSatisfying(
                        RevocationUnknownException.class,
                        e -> assertThat(e.reason()).isEqualTo(Verdict.Reason.PAST_MARGIN));
        assertThat(current.status().counters().values()).containsEntry("checks.denied_past_margin", 1L);
    }

    @Test
    void aTokenIsJudgedUntilItsEndPlusTheMarginThatWasSet() throws InterruptedException {
        KafkaRevocationList current = start(kafka.list(clock).margin(Duration.ofMinutes(5)));
        long now = START.getEpochSecond();

        assertThat(current.check(endingAt(START.minusSeconds(299)))).isEqualTo(new Verdict.NotRevoked());
        assertThat(current.check(endingAt(START.minusSeconds(300)))).isEqualTo(unknown(Verdict.Reason.PAST_MARGIN));
        assertThat(current.check(new TestToken(ISSUER, "1", null, now, Map.of("exp", Long.MIN_VALUE))))
                .isEqualTo(unknown(Verdict.Reason.PAST_MARGIN));
        assertThat(current.check(new TestToken(ISSUER, "1", null, now, Map.of())))
                .isEqualTo(new Verdict.NotRevoked());
    }

    /** The log may have lost what this process never read, so a wall clock that is ahead of the broker's counts too. */
    @Test
    void theWallClockEndsTokensThatTheBrokerHasNotEndedYet() throws InterruptedException {
        KafkaRevocationList current = start(kafka.list(clock));

        clock.setWallForward(Duration.ofSeconds(200));

        await().atMost(LIMIT).until(() -> current.check(endingAt(START)).equals(unknown(Verdict.Reason.PAST_MARGIN)));
        assertThat(current.check(endingAt(START.plusSeconds(100)))).isEqualTo(new Verdict.NotRevoked());
    }

    /** R18, A4: for the claim, the key and the issuer alike. */
    @ParameterizedTest
    @CsvSource({
        "1767225600000, 1767229200, true",
        "1767229201, 1767229200, true",
        "1767225661, 1767229200, true",
        "1767225661, , true",
        "1767225660, 1767229200, false",
        "1767225600, 1767225600, false"
    })
    void anIssueTimeThatCannotBeTrueMatchesEveryCutOff(long issuedAt, @Nullable Long exp, boolean revoked)
            throws InterruptedException {
        KafkaRevocationList current = start(kafka.list(clock));
        Instant cutOff = START.minusSeconds(1);
        for (Target target : new Target[] {
            new Target.Claim("sub-revoked", "sub", "apim-user"),
            new Target.Path("path-revoked", "/act/sub", "apim-user"),
            new Target.Key("key-revoked", "k"),
            new Target.Issuer("issuer-revoked")
        }) {
            kafka.appendAt(clock.instant(), event(new Revocation(target, EXPIRES_AT, cutOff)));
        }
        await().atMost(LIMIT).until(() -> current.status().entries() == 5);
        Map<String, Object> claims = new HashMap<>(Map.of("sub", "apim-user", "act", Map.of("sub", "apim-user")));
        if (exp != null) {
            claims.put("exp", exp);
        }

        for (String issuer : new String[] {"sub-revoked", "path-revoked", "key-revoked", "issuer-revoked"}) {
            assertThat(current.check(new TestToken(issuer, "1", "k", issuedAt, claims)) instanceof Verdict.Revoked)
                    .as("%s", issuer)
                    .isEqualTo(revoked);
        }
    }

    @Test
    void aTokenOfTheFutureIsJudgedByItsIssueTimeOnceThatHasCome() throws InterruptedException {
        KafkaRevocationList current = start(kafka.list(clock));
        kafka.appendAt(
                clock.instant(), event(new Revocation(new Target.Claim(ISSUER, "sub", "alice"), EXPIRES_AT, START)));
        await().atMost(LIMIT).until(() -> current.status().entries() == 2);
        TestToken token = TestToken.withClaim("sub", "alice", START.getEpochSecond() + 90);

        assertThat(current.check(token)).isInstanceOf(Verdict.Revoked.class);
        pass(current, Duration.ofSeconds(30));
        assertThat(current.check(token)).isEqualTo(new Verdict.NotRevoked());
    }

    /** A12. */
    @Test
    void aTokenWithoutARequiredClaimIsUnknownUnlessSomethingElseMatches() throws InterruptedException {
        KafkaRevocationList current = start(kafka.list(clock).requiredClaims("sub", "sid"));

        assertThat(current.check(new TestToken(ISSUER, "1", null, 0, Map.of("sub", "a", "sid", "s"))))
                .isEqualTo(new Verdict.NotRevoked());
        assertThat(current.check(TestToken.withClaim("sid", "s", 0))).isEqualTo(unknown(Verdict.Reason.MISSING_CLAIM));
        assertThat(current.check(TestToken.withJti("other"))).isInstanceOf(Verdict.Revoked.class);
        assertThat(current.status().counters().values()).containsEntry("checks.denied_missing_claim", 1L);
    }

    /** R20 has one of these. */
    @Test
    void optionsThatCannotWorkAreRefusedWithTheirRule() {
        assertThatThrownBy(
                        () -> kafka.list(clock).margin(Duration.ofSeconds(-1)).build())
                .hasMessage(
                        "margin must lie between PT0S and PT1H in whole seconds: PT-1S; set it to the longest leeway"
                                + " of any verifier, or longer");
        assertThatThrownBy(
                        () -> kafka.list(clock).margin(Duration.ofMillis(1500)).build())
                .hasMessageStartingWith("margin must lie between PT0S and PT1H in whole seconds: PT1.5S");
        assertThatThrownBy(() -> kafka.list(clock).margin(Duration.ofHours(2)).build())
                .hasMessageStartingWith("margin must lie between PT0S and PT1H in whole seconds: PT2H");
        assertThatThrownBy(() ->
                        kafka.list(clock).longestTokenLifetime(Duration.ZERO).build())
                .hasMessageStartingWith("longestTokenLifetime must lie between PT1S and 3650 days: PT0S");
        assertThatThrownBy(() -> kafka.list(clock)
                        .longestTokenLifetime(Duration.ofSeconds(-1))
                        .build())
                .hasMessageStartingWith("longestTokenLifetime must lie between PT1S and 3650 days: PT-1S");
        assertThatThrownBy(() -> kafka.list(clock).requiredClaims("sub", "").build())
                .hasMessage("requiredClaims must not have an empty name; name claims such as sub");
    }
}
