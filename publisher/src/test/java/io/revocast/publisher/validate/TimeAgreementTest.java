package io.revocast.publisher.validate;

import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.request.RevokeRequest;
import io.revocast.publisher.request.RevokeRequest.ByTarget;
import io.revocast.publisher.request.RevokeRequest.ByToken;
import io.revocast.publisher.request.RevokeRequest.Explanation;
import io.revocast.publisher.request.UnavailableException;
import io.revocast.publisher.request.UnavailableException.Certainty;
import io.revocast.publisher.service.Tokens;
import io.revocast.publisher.time.DoubtfulClock;
import io.revocast.publisher.token.TokenAuthenticity;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** P17: what a publisher answers whose clock and whose brokers' clocks differ by two hours. */
class TimeAgreementTest {
    private static final Instant EARLY = Instant.parse("2026-11-23T12:00:00Z");
    private static final Duration DIFFERENCE = Duration.ofHours(2);
    private static final Instant LATE = EARLY.plus(DIFFERENCE);
    private static final Duration LIFETIME = Duration.ofDays(1);
    private static final Clock DIFFERING = DoubtfulClock.from(EARLY, DIFFERENCE);
    private static final Target USER = new Target.Claim("https://issuer", "sub", "alice");
    private static final Target SESSION = new Target.Claim("https://issuer", "sid", "s1");
    private static final Target JTI = new Target.Token("https://issuer", "t1");

    private static ValidatedRequest validate(Clock clock, RevokeRequest request) throws Exception {
        return new RequestValidator(
                        new TokenLifetime(LIFETIME, false),
                        TokenAuthenticity.NOT_CHECKED,
                        TargetRules.DEFAULT,
                        issuer -> Set.of(),
                        clock)
                .validate(request);
    }

    private static Revocation revocation(RevokeRequest request) throws Exception {
        return ((ValidatedRequest.Revoke) validate(DIFFERING, request)).revocation();
    }

    private static ByTarget request(Target target, @Nullable Instant issuedBefore, @Nullable Instant expiresAt) {
        return new ByTarget(target, issuedBefore, expiresAt, Explanation.NONE);
    }

    private static ByToken token(Instant exp) {
        return new ByToken(
                Tokens.of("{\"iss\":\"https://issuer\",\"jti\":\"t1\",\"exp\":" + exp.getEpochSecond() + "}"),
                Explanation.NONE);
    }

    private static void assertUnavailable(Clock clock, RevokeRequest request, String why) {
        UnavailableException unavailable =
                catchThrowableOfType(UnavailableException.class, () -> validate(clock, request));
        assertThat(unavailable).hasMessageContaining(why).hasMessageContaining("nothing was written");
        assertThat(unavailable.certainty()).isEqualTo(Certainty.NOT_WRITTEN);
    }

    @Test
    void tokenThatOnlyOneClockHoldsForExpiredIsNotAnsweredAsExpired() throws Exception {
        assertUnavailable(DIFFERING, token(EARLY.plusSeconds(3600)), "the clocks differ");
        assertThat(validate(DIFFERING, token(EARLY.minusSeconds(3600))))
                .isInstanceOf(ValidatedRequest.AlreadyExpired.class);
        assertThat(revocation(token(LATE.plusSeconds(60))).expiresAt()).isEqualTo(LATE.plusSeconds(60));
    }

    @Test
    void defaultCutOffIsNotTakenFromClocksThatDiffer() {
        assertUnavailable(DIFFERING, request(USER, null, null), "the clocks differ");
    }

    @Test
    void endIsTheLaterOne() throws Exception {
        assertThat(revocation(request(JTI, null, null)).expiresAt()).isEqualTo(LATE.plus(LIFETIME));
        assertThat(revocation(request(SESSION, null, null)))
                .isEqualTo(new Revocation(SESSION, LATE.plus(LIFETIME), LATE.plus(LIFETIME)));
    }

    @Test
    void cutOffThatTheCallerSendsIsUsed() throws Exception {
        Instant cutOff = EARLY.minusSeconds(10);

        assertThat(revocation(request(USER, cutOff, null)).issuedBefore()).isEqualTo(cutOff);
    }

    @Test
    void requestThatBreaksARuleByBothClocksIsRejected() {
        RejectedException rejected = catchThrowableOfType(
                RejectedException.class, () -> validate(DIFFERING, request(USER, LATE.plusSeconds(120), null)));
        assertThat(rejected.field()).isEqualTo("issuedBefore");
        assertUnavailable(DIFFERING, request(USER, EARLY.plusSeconds(120), null), "the clocks differ");
        assertUnavailable(DIFFERING, token(EARLY.plus(LIFETIME).plusSeconds(3600)), "the clocks differ");
    }

    @Test
    void nothingThatDependsOnTheTimeIsAnsweredBeforeTheBrokersTimeIsKnown() {
        Clock unknown = DoubtfulClock.unknown();

        assertUnavailable(unknown, token(Instant.now().minusSeconds(3600)), "nothing is known");
        assertUnavailable(unknown, token(Instant.now().plusSeconds(3600)), "nothing is known");
        assertUnavailable(unknown, request(USER, null, null), "nothing is known");
        assertUnavailable(unknown, request(JTI, null, null), "nothing is known");
        assertUnavailable(unknown, request(SESSION, null, null), "nothing is known");
    }

    @Test
    void lineOfAnExportThatOnlyOneClockHoldsForExpiredIsNotLeftOut() throws Exception {
        ExportedRevocations lines = new ExportedRevocations(new TokenLifetime(LIFETIME, false), DIFFERING);

        assertThat(lines.event(request(JTI, null, EARLY.minusSeconds(3600)), "test"))
                .isEmpty();
        assertThat(lines.event(request(JTI, null, LATE.plusSeconds(60)), "test"))
                .isPresent();
        assertThat(catchThrowableOfType(
                        UnavailableException.class,
                        () -> lines.event(request(JTI, null, EARLY.plusSeconds(3600)), "test")))
                .hasMessageContaining("the clocks differ");
    }
}
