package io.revocast.publisher.validate;

import io.revocast.event.Target;
import io.revocast.publisher.request.KnownIssuers;
import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.request.RevokeRequest;
import io.revocast.publisher.request.RevokeRequest.ByTarget;
import io.revocast.publisher.request.RevokeRequest.Explanation;
import io.revocast.publisher.service.InMemoryLog;
import io.revocast.publisher.service.TestWrites;
import io.revocast.publisher.token.TokenAuthenticity;
import org.junit.jupiter.api.Test;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** R19: services look at each name, so there are not many. */
class ClaimNameLimitTest {
    private static final String ISSUER = "https://issuer.example";

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final Clock clock = new Clock() {
        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    };
    private final InMemoryLog log = new InMemoryLog();
    private final TestWrites writes = TestWrites.of(
            log,
            log,
            new TokenLifetime(Duration.ofDays(1), false),
            TokenAuthenticity.NOT_CHECKED,
            new TargetRules(3, KnownIssuers.ANY),
            clock);

    private static RevokeRequest request(Target target) {
        return new ByTarget(target, null, null, Explanation.NONE);
    }

    private void revoke(Target target) throws Exception {
        assertThat(writes.revoke(request(target), "test").target()).isEqualTo(target);
    }

    @Test
    void aNameBeyondTheLimitIsRefusedWithTheWayOut() throws Exception {
        revoke(new Target.Claim(ISSUER, "sub", "alice"));
        revoke(new Target.Claim(ISSUER, "sid", "s-1"));
        revoke(new Target.Path(ISSUER, "/act/sub", "agent-7"));
        now = now.plus(Duration.ofMinutes(2));

        assertThatThrownBy(() -> revoke(new Target.Claim(ISSUER, "tenant", "t")))
                .isInstanceOfSatisfying(RejectedException.class, e -> {
                    assertThat(e.kind()).isEqualTo(RejectedException.Kind.TOO_MANY_CLAIM_NAMES);
                    assertThat(e.field()).isEqualTo("target.name");
                    assertThat(e.value()).isEqualTo("tenant");
                    assertThat(e.rule())
                            .isEqualTo("must be one of the 3 names that revocations of this issuer use already:"
                                    + " limits.claim-names is 3, because every service looks at each name. Revoke by a"
                                    + " name in use, wait until revocations of others end, or raise"
                                    + " limits.claim-names");
                });
        assertThatThrownBy(() -> revoke(new Target.Path(ISSUER, "/act/act/sub", "agent-7")))
                .isInstanceOfSatisfying(
                        RejectedException.class, e -> assertThat(e.field()).isEqualTo("target.pointer"));
        revoke(new Target.Claim(ISSUER, "sub", "bob"));
        revoke(new Target.Claim("https://other.example", "tenant", "t"));
        revoke(new Target.Token(ISSUER, "jti"));
    }

    @Test
    void namesOfOneBatchCountTogether() {
        List<RevokeRequest> batch = List.of(
                request(new Target.Claim(ISSUER, "a", "x")),
                request(new Target.Claim(ISSUER, "b", "x")),
                request(new Target.Claim(ISSUER, "a", "y")),
                request(new Target.Claim(ISSUER, "c", "x")),
                request(new Target.Claim(ISSUER, "d", "x")));

        assertThatThrownBy(() -> writes.validator().validate(batch)).isInstanceOf(RejectedException.class);
    }

    @Test
    void namesThatWereOnlyAskedForMakeRoomAgain() throws Exception {
        for (String name : List.of("a", "b", "c")) {
            assertThat(writes.validator().validate(request(new Target.Claim(ISSUER, name, "x"))))
                    .isNotNull();
        }
        assertThatThrownBy(() -> writes.validator().validate(request(new Target.Claim(ISSUER, "d", "x"))))
                .isInstanceOf(RejectedException.class);

        now = now.plus(Duration.ofMinutes(2));

        assertThat(writes.validator().validate(request(new Target.Claim(ISSUER, "d", "x"))))
                .isNotNull();
    }
}
