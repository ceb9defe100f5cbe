package io.revocast.publisher;

import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.publisher.access.Caller;
import io.revocast.publisher.access.Scope;
import io.revocast.publisher.revoke.Admission;
import io.revocast.publisher.revoke.AuditedDesk;
import io.revocast.publisher.revoke.Desk;
import io.revocast.publisher.revoke.InMemoryLog;
import io.revocast.publisher.revoke.Requester;
import io.revocast.publisher.revoke.RevocationRequest.ByTarget;
import io.revocast.publisher.revoke.RevocationRequest.Explanation;
import io.revocast.publisher.revoke.Revoker;
import io.revocast.publisher.revoke.SeenTokens;
import io.revocast.publisher.revoke.TokenAuthenticity;
import io.revocast.publisher.revoke.TokenLifetime;
import io.revocast.publisher.revoke.WideTargets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import static org.assertj.core.api.Assertions.assertThat;

class BrokerTimeTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    private static Clock clock(@Nullable Duration ahead) {
        return new BrokerTime(Clock.fixed(NOW, ZoneOffset.UTC), () -> ahead);
    }

    @ParameterizedTest
    @CsvSource({"PT30S,PT0S", "-PT30S,PT0S", "PT30.001S,-PT30.001S", "-PT2H,PT2H", "PT2H,-PT2H"})
    void clockThatIsKnownToBeWrongIsCorrected(Duration ahead, Duration correction) {
        assertThat(clock(ahead).instant()).isEqualTo(NOW.plus(correction));
        assertThat(clock(ahead).withZone(ZoneOffset.ofHours(1)).instant()).isEqualTo(NOW.plus(correction));
    }

    @Test
    void publisherThatIsTwoHoursBehindRevokesUpToTheTimeOfTheBrokers() throws Exception {
        InMemoryLog log = new InMemoryLog();
        Clock behind = Clock.fixed(NOW.minus(Duration.ofHours(2)), ZoneOffset.UTC);
        Clock judging = new BrokerTime(behind, () -> Duration.ofHours(-2));
        Desk desk = new AuditedDesk(
                new Revoker(
                        log, log, new TokenLifetime(Duration.ofDays(1), false), TokenAuthenticity.NOT_CHECKED, judging),
                entry -> CompletableFuture.completedFuture(null),
                new AuditedDesk.Guards(Admission.UNLIMITED, WideTargets.DEFAULT, new SeenTokens(judging)),
                judging);
        Target alice = new Target.Claim("https://issuer", "sub", "alice");

        desk.revoke(
                new Requester(new Caller("test", "test", Set.of(Scope.WRITE_CLAIM), Set.of()), "r1"),
                List.of(new ByTarget(alice, null, null, Explanation.NONE)),
                null);

        assertThat(log.find(alice))
                .hasValueSatisfying(live -> assertThat(live.revocation())
                        .isEqualTo(new Revocation(alice, NOW.plus(Duration.ofDays(1)), NOW)));
    }

    @Test
    void clockOfWhichNothingIsKnownCounts() {
        assertThat(clock(null).instant()).isEqualTo(NOW);
    }
}
