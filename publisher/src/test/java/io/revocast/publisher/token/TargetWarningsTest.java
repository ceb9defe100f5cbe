package io.revocast.publisher.token;

import io.revocast.event.Target;
import io.revocast.publisher.request.KnownIssuers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

class TargetWarningsTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final String ISSUER = "https://issuer";

    private final RecentTokens seen = new RecentTokens(Clock.fixed(NOW, ZoneOffset.UTC));
    private final TargetWarnings warnings = new TargetWarnings(
            seen,
            new KnownIssuers(Map.of(ISSUER, new KnownIssuers.KnownIssuer("idp", Duration.ZERO, Set.of("sid"))), true));

    private void seen(String jti, Map<String, Object> claims) {
        seen.report(List.of(new ObservedToken(ISSUER, jti, null, null, NOW.plusSeconds(60), claims)));
    }

    @Test
    void nothingIsSaidOfAnIssuerWhoseTokensNobodyReported() {
        assertThat(warnings.of(new Target.Claim(ISSUER, "sid", "s1"))).isEmpty();
        assertThat(warnings.missing(ISSUER, List.of("sid"))).isEmpty();
    }

    @Test
    void claimThatNoReportedTokenHasIsTold() {
        seen("t1", Map.of("sub", "alice"));
        seen("t2", Map.of("sub", "bob", "act", Map.of("sub", "agent-7")));

        assertThat(warnings.of(new Target.Claim(ISSUER, "sid", "s1")))
                .containsExactly(
                        "none of the 2 tokens of https://issuer that callers reported lately has the claim sid; "
                                + "this revocation may refuse no token");
        assertThat(warnings.of(new Target.Path(ISSUER, "/realm_access/roles", "admin")))
                .singleElement()
                .asString()
                .contains("has the claim realm_access");
        assertThat(warnings.of(new Target.Claim(ISSUER, "sub", "carol"))).isEmpty();
        assertThat(warnings.of(new Target.Path(ISSUER, "/act/sub", "agent-8"))).isEmpty();
        assertThat(warnings.of(new Target.Key(ISSUER, "k1"))).isEmpty();
        assertThat(warnings.missing(ISSUER, List.of("sid")))
                .contains("none of the 2 tokens of https://issuer that callers reported lately has sid");
        assertThat(warnings.missing(ISSUER, List.of("sid", "sub"))).isEmpty();
    }

    @Test
    void tokenThatIsReportedAgainWithoutTheClaimNoLongerCounts() {
        seen("t1", Map.of("sid", "s1"));
        assertThat(warnings.of(new Target.Claim(ISSUER, "sid", "s1"))).isEmpty();

        seen("t1", Map.of("sub", "alice"));

        assertThat(warnings.of(new Target.Claim(ISSUER, "sid", "s1"))).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"7.0,7", "1.50,1.5", "1E3,1000", "-0,0", "0.0,0", "1e-2,0.01"})
    void numberInAnotherSpellingIsWarnedAbout(String value, String named) {
        for (Target target :
                List.of(new Target.Claim(ISSUER, "lvl", value), new Target.Path(ISSUER, "/act/lvl", value))) {
            assertThat(warnings.of(target))
                    .containsExactly("the value " + value + " matches a text only; the number has the value " + named);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "-1.5", "0", "007", "1.", ".5", "+1", "1.2.3", "NaN", "0x10", "true", "alice"})
    void valueThatIsNoNumberOrIsSpeltAsItMatchesIsNotWarnedAbout(String value) {
        assertThat(warnings.of(new Target.Claim(ISSUER, "lvl", value))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e5000", "1e99999999999", "-1E-9999"})
    void numberThatNoRevocationNamesIsWarnedAbout(String value) {
        assertThat(warnings.of(new Target.Claim(ISSUER, "lvl", value)))
                .containsExactly(
                        "the value " + value + " matches a text only; no revocation names a number of that size");
    }

    @Test
    void issuerThatIsNotConfiguredIsTold() {
        assertThat(warnings.of(new Target.Token("https://issuer.exmaple", "t1")))
                .containsExactly(
                        "no issuer https://issuer.exmaple is configured; if it is misspelt, no token is refused");
    }

    @Test
    void claimThatReadsLikeAPointerIsTold() {
        assertThat(warnings.of(new Target.Claim(ISSUER, "/act/sub", "agent-7")))
                .containsExactly("this target names a claim /act/sub at the top level; a place inside a claim has the "
                        + "target kind path");
    }
}
