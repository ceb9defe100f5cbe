package io.revocast.testing;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import io.revocast.consumer.Counters;
import io.revocast.consumer.FailurePolicy;
import io.revocast.consumer.RevocationListener;
import io.revocast.consumer.State;
import io.revocast.consumer.Verdict;
import io.revocast.consumer.VerifiedToken;
import io.revocast.consumer.internal.MutableClock;
import io.revocast.consumer.internal.TestToken;
import io.revocast.event.Receipt;
import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.jwt.RevocationUnknownException;
import io.revocast.jwt.RevocationVerifier;
import io.revocast.jwt.TokenRevokedException;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class FakeRevocationsTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final long NOW = START.getEpochSecond();

    private final MutableClock clock = new MutableClock(START);
    private final FakeRevocations revocations = new FakeRevocations(FailurePolicy.DENY, clock);

    private Verdict.Reason unknownReason(VerifiedToken token) {
        Verdict verdict = revocations.check(token);
        assertThat(verdict).isInstanceOf(Verdict.Unknown.class);
        return ((Verdict.Unknown) verdict).reason();
    }

    @Test
    void aNewFakeIsCurrentAndNothingIsRevoked() throws InterruptedException {
        assertThat(revocations.state()).isEqualTo(State.CURRENT);
        assertThat(revocations.awaitCurrent(Duration.ZERO)).isTrue();
        assertThat(revocations.status().initialReplayComplete()).isTrue();
        assertThat(revocations.check(TestToken.withJti("1"))).isEqualTo(new Verdict.NotRevoked());
    }

    @Test
    void aRevokedTokenIsRefusedUntilItIsReinstated() {
        VerifiedToken token = TestToken.withJti("1");
        Target target = new Target.Token(TestToken.ISSUER, "1");

        revocations.revoke(token);
        assertThat(revocations.check(token))
                .isInstanceOfSatisfying(
                        Verdict.Revoked.class,
                        verdict -> assertThat(verdict.revocation().target()).isEqualTo(target));
        assertThat(revocations.check(TestToken.withJti("2")).accepted()).isTrue();

        revocations.reinstate(target);
        assertThat(revocations.check(token).accepted()).isTrue();
    }

    @Test
    void theVerdictHasTheNoteOfTheRevocation() {
        Revocation revocation = new Revocation(new Target.Token(TestToken.ISSUER, "1"), START.plusSeconds(60), null);

        revocations.revoke(revocation, "Log in again");
        assertThat(revocations.check(TestToken.withJti("1")))
                .isInstanceOfSatisfying(
                        Verdict.Revoked.class,
                        verdict -> assertThat(verdict.note()).isEqualTo("Log in again"));

        revocations.revoke(revocation);
        assertThat(revocations.check(TestToken.withJti("1")))
                .isInstanceOfSatisfying(
                        Verdict.Revoked.class,
                        verdict -> assertThat(verdict.note()).isNull());
    }

    @Test
    void aRevokedClaimMatchesTokensThatWereIssuedUntilNow() {
        revocations.revoke(new Target.Claim(TestToken.ISSUER, "groups", "admins"));

        assertThat(revocations.check(TestToken.withClaim("groups", List.of("staff", "admins"), NOW)))
                .isInstanceOf(Verdict.Revoked.class);
        assertThat(revocations
                        .check(TestToken.withClaim("groups", List.of("staff", "admins"), NOW + 1))
                        .accepted())
                .isTrue();
    }

    @Test
    void aRevocationEndsAtItsOwnTimeAndTheMargin() {
        Target target = new Target.Claim(TestToken.ISSUER, "sub", "alice");
        revocations.revoke(new Revocation(target, START.plusSeconds(60), START));
        VerifiedToken token = TestToken.withClaim("sub", "alice", NOW);

        clock.pass(Duration.ofSeconds(170));
        assertThat(revocations.check(token)).isInstanceOf(Verdict.Revoked.class);

        clock.pass(Duration.ofSeconds(20));
        assertThat(revocations.check(token).accepted()).isTrue();
    }

    @Test
    void aTokenPastItsExpiryAndTheMarginIsUnknownAsInProduction() {
        VerifiedToken token = new TestToken(TestToken.ISSUER, "1", null, NOW, Map.of("exp", NOW + 60));
        assertThat(revocations.check(token).accepted()).isTrue();

        clock.pass(Duration.ofMinutes(4));

        assertThat(unknownReason(token)).isEqualTo(Verdict.Reason.PAST_MARGIN);
    }

    @Test
    void aStaleFakeKnowsWhatIsRevokedAndNothingElse() throws InterruptedException {
        revocations.revoke(TestToken.withJti("1"));

        revocations.makeStale();

        assertThat(revocations.check(TestToken.withJti("1"))).isInstanceOf(Verdict.Revoked.class);
        assertThat(unknownReason(TestToken.withJti("2"))).isEqualTo(Verdict.Reason.STALE);
        assertThat(revocations.awaitCurrent(Duration.ofMillis(1))).isFalse();
        assertThat(revocations.status().initialReplayComplete()).isTrue();
        assertThat(revocations.status().cause()).startsWith("a test made this list stale");
        assertThat(revocations.status().counters().get(Counters.checksDenied(Verdict.Reason.STALE)))
                .isEqualTo(1);

        revocations.makeCurrent();
        assertThat(revocations.check(TestToken.withJti("2")).accepted()).isTrue();
        assertThat(revocations.status().cause()).isNull();
    }

    @Test
    void anUnknownFakeIsNotReady() {
        revocations.makeUnknown();

        assertThat(unknownReason(TestToken.withJti("1"))).isEqualTo(Verdict.Reason.STARTING);
        assertThat(revocations.status().initialReplayComplete()).isFalse();
        assertThat(revocations.status().replayThreadAlive()).isTrue();
    }

    @Test
    void thePolicyAllowAcceptsWhatIsUnknown() {
        FakeRevocations lenient = new FakeRevocations(FailurePolicy.ALLOW);

        lenient.makeStale();

        assertThat(lenient.check(TestToken.withJti("1")).accepted()).isTrue();
    }

    @Test
    void aFakeStaysCurrentWhileTimePasses() {
        clock.pass(Duration.ofDays(2));

        assertThat(revocations.state()).isEqualTo(State.CURRENT);
        assertThat(revocations.check(TestToken.withJti("1")).accepted()).isTrue();
    }

    @Test
    void listenersAreCalledBeforeTheCallReturns() {
        List<Object> heard = new ArrayList<>();
        RevocationListener listener = new RevocationListener() {
            @Override
            public void onRevoked(Revocation revocation) {
                heard.add(revocation.target());
            }

            @Override
            public void onStateChanged(State from, State to) {
                heard.add(to);
            }
        };
        revocations.addListener(listener);
        Target target = new Target.Token(TestToken.ISSUER, "1");

        revocations.revoke(target);
        revocations.makeStale();
        revocations.makeStale();

        assertThat(heard).containsExactly(target, State.STALE);
        assertThat(revocations.removeListener(listener)).isTrue();
    }

    @Test
    void aClosedFakeAnswersAsAClosedList() {
        revocations.start();
        assertThatThrownBy(revocations::start)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("started already");

        revocations.close();
        revocations.makeCurrent();

        assertThat(unknownReason(TestToken.withJti("1"))).isEqualTo(Verdict.Reason.CLOSED);
        assertThatThrownBy(() -> revocations.skipTo(0, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void receiptsOfAnyTopicAreApplied() throws InterruptedException {
        assertThat(revocations.awaitApplied(new Receipt("any", 0, 7), Duration.ZERO))
                .isTrue();
    }

    @Test
    void theVerifierThrowsAsInProduction() {
        Algorithm algorithm = Algorithm.HMAC256("a secret of at least thirty-two bytes");
        FakeRevocations fake = new FakeRevocations();
        RevocationVerifier verifier =
                new RevocationVerifier(JWT.require(algorithm).build(), fake);
        String jwt = JWT.create()
                .withIssuer(TestToken.ISSUER)
                .withJWTId("1")
                .withExpiresAt(Instant.now().plusSeconds(600))
                .sign(algorithm);
        assertThat(verifier.verify(jwt).getId()).isEqualTo("1");

        fake.makeUnknown();
        assertThatThrownBy(() -> verifier.verify(jwt)).isInstanceOf(RevocationUnknownException.class);

        fake.revoke(new Target.Token(TestToken.ISSUER, "1"));
        assertThatThrownBy(() -> verifier.verify(jwt)).isInstanceOf(TokenRevokedException.class);
    }

    @Test
    void noThreadIsStarted() {
        int before = Thread.activeCount();
        try (FakeRevocations fake = new FakeRevocations()) {
            fake.start();
            fake.revoke(TestToken.withJti("1"));

            assertThat(Thread.getAllStackTraces().keySet())
                    .noneMatch(thread -> thread.getName().startsWith("revocast-"));
            assertThat(Thread.activeCount()).isLessThanOrEqualTo(before);
        }
    }
}
