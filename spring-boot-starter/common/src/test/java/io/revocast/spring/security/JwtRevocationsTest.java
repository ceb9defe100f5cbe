package io.revocast.spring.security;

import io.revocast.consumer.FailurePolicy;
import io.revocast.consumer.Verdict;
import io.revocast.event.Target;
import io.revocast.spring.TokenRevocationUnknownException;
import io.revocast.testing.FakeRevocations;
import org.junit.jupiter.api.Test;
import org.springframework.security.oauth2.jwt.Jwt;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class JwtRevocationsTest {
    private final AtomicLong nanos = new AtomicLong();
    private final FakeRevocations list = new FakeRevocations();
    private final JwtRevocations revocations = new JwtRevocations(list, false, nanos::get);
    private final Jwt token = Jwt.withTokenValue("a.e30.c")
            .header("alg", "RS256")
            .claim("iss", "https://issuer.example")
            .claim("sub", "alice")
            .build();

    private long checks() {
        return list.status().counters().get("checks.not_revoked");
    }

    @Test
    void validatorDecoderAndFilterCheckOneTokenOnce() {
        assertThat(revocations.refusal(token)).isNull();
        assertThat(revocations.refusal(token)).isNull();

        assertThat(checks()).isEqualTo(1);
    }

    @Test
    void aTokenThatIsKeptForLongerIsCheckedAgain() {
        assertThat(revocations.refusal(token)).isNull();
        list.revoke(new Target.Claim("https://issuer.example", "sub", "alice"));
        nanos.addAndGet(100_000_000);

        assertThat(revocations.refusal(token)).isNotNull();
    }

    @Test
    void anUnknownVerdictIsNeverRemembered() {
        list.makeStale();
        assertThat(revocations.refusal(token, new CheckedRequest(FailurePolicy.ALLOW)))
                .isNull();

        assertThatThrownBy(() -> revocations.refusal(token)).isInstanceOf(TokenRevocationUnknownException.class);
        assertThat(revocations.countAllowedByRoute()).isEqualTo(1);
    }

    @Test
    void aRouteMayBeStricterThanTheList() {
        FakeRevocations allowing = new FakeRevocations(FailurePolicy.ALLOW);
        JwtRevocations strict = new JwtRevocations(allowing, false, nanos::get);
        allowing.makeStale();
        assertThat(strict.refusal(token)).isNull();

        assertThatThrownBy(() -> strict.refusal(token, new CheckedRequest(FailurePolicy.DENY)))
                .isInstanceOf(TokenRevocationUnknownException.class)
                .hasMessageNotContaining(token.getTokenValue());
        assertThat(strict.countDeniedByRoute()).isEqualTo(1);
    }

    @Test
    void aTokenWithoutIssuerIsRefusedForGoodAlsoInAnOutage() {
        Jwt withoutIssuer = Jwt.withTokenValue("a.e30.c")
                .header("alg", "RS256")
                .claim("sub", "alice")
                .build();
        for (Runnable state : List.<Runnable>of(list::makeCurrent, list::makeStale)) {
            state.run();

            assertThatThrownBy(() -> revocations.requireNotRevoked(withoutIssuer, null))
                    .isInstanceOfSatisfying(
                            UncheckableTokenException.class,
                            refused -> assertThat(refused.reason()).isEqualTo(Verdict.Reason.NO_ISSUER))
                    .hasMessageContaining("The token has no iss claim");
        }
        assertThat(revocations.refusal(withoutIssuer, new CheckedRequest(FailurePolicy.ALLOW)))
                .isNull();
    }
}
