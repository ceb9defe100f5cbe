package io.revocast.consumer.internal.store;

import io.revocast.consumer.VerifiedToken;
import io.revocast.consumer.internal.DelegatingToken;
import io.revocast.consumer.internal.MutableClock;
import io.revocast.consumer.internal.TestToken;
import io.revocast.consumer.internal.settings.ListSettings;
import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.event.internal.TopicSettings;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import static io.revocast.consumer.internal.TestToken.ISSUER;
import static org.assertj.core.api.Assertions.assertThat;

class TokenMatcherTest {
    private static final long CUT_OFF = 1_000;

    private final MutableClock clock = new MutableClock(Instant.ofEpochSecond(CUT_OFF));
    private final RevocationStore store = new RevocationStore(
            new ExpiryClock(new ListSettings.Time(clock, clock.nanoTime())),
            Long.MAX_VALUE,
            TopicSettings.DEFAULT_MARGIN);
    private final TokenMatcher matcher = new TokenMatcher(store);

    private void revoke(Target target, @Nullable Long issuedBefore) {
        store.revoke(
                new Revocation(
                        target,
                        Instant.ofEpochSecond(CUT_OFF + 600),
                        issuedBefore == null ? null : Instant.ofEpochSecond(issuedBefore)),
                null,
                null);
    }

    private void revokeByLogin(Target target, long issuedBefore, long authenticatedBefore) {
        store.revoke(
                new Revocation(
                        target,
                        Instant.ofEpochSecond(CUT_OFF + 600),
                        Instant.ofEpochSecond(issuedBefore),
                        Instant.ofEpochSecond(authenticatedBefore)),
                null,
                null);
    }

    private boolean matches(VerifiedToken token) {
        String issuer = token.issuer();
        return issuer != null && matcher.match(token, issuer) != null;
    }

    @Test
    void aTokenMatchesByIssuerAndJtiTogether() {
        revoke(new Target.Token(ISSUER, "1"), null);

        assertThat(matches(TestToken.withJti("1"))).isTrue();
        assertThat(matches(TestToken.withJti("2"))).isFalse();
        assertThat(matches(new TestToken("https://other.example", "1", null, 0, Map.of())))
                .isFalse();
    }

    @Test
    void aTokenWithoutJtiMatchesByTheFingerprintOfItsSigningInput() {
        TestToken token = TestToken.withClaim("sub", "alice", 5);
        revoke(Target.Token.of(ISSUER, null, token.signingInput()), null);

        assertThat(matches(token)).isTrue();
        assertThat(matches(TestToken.withClaim("sub", "bob", 5))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {CUT_OFF, CUT_OFF - 1, 0, VerifiedToken.NO_ISSUED_AT})
    void tokensIssuedAtOrBeforeTheCutOffMatchAndSoDoTokensWithoutIat(long issuedAt) {
        revoke(new Target.Claim(ISSUER, "sub", "alice"), CUT_OFF);

        assertThat(matches(TestToken.withClaim("sub", "alice", issuedAt))).isTrue();
    }

    @Test
    void tokensIssuedASecondAfterTheCutOffPass() {
        revoke(new Target.Claim(ISSUER, "sub", "alice"), CUT_OFF);
        revoke(new Target.Issuer(ISSUER), CUT_OFF);
        revoke(new Target.Key(ISSUER, "k"), CUT_OFF);

        assertThat(matches(new TestToken(ISSUER, null, "k", CUT_OFF + 1, Map.of("sub", "alice"))))
                .isFalse();
    }

    @Test
    void aKeyWithoutCutOffMatchesEveryTokenItSigned() {
        revoke(new Target.Key(ISSUER, "k"), null);

        assertThat(matches(new TestToken(ISSUER, "1", "k", Long.MAX_VALUE - 1, Map.of())))
                .isTrue();
        assertThat(matches(new TestToken(ISSUER, "1", "other", 0, Map.of()))).isFalse();
        assertThat(matches(new TestToken(ISSUER, "1", null, 0, Map.of()))).isFalse();
    }

    @Test
    void aNarrowerTargetNeverHidesABroaderOne() {
        revoke(new Target.Claim(ISSUER, "sub", "alice"), CUT_OFF - 500);
        revoke(new Target.Issuer(ISSUER), CUT_OFF);

        assertThat(matches(TestToken.withClaim("sub", "alice", CUT_OFF - 100))).isTrue();
    }

    @Test
    void theSameValueUnderAnotherClaimKindOrIssuerNeverMatches() {
        revoke(new Target.Claim(ISSUER, "sid", "x"), CUT_OFF);
        revoke(new Target.Claim(ISSUER, "tenant", "y"), CUT_OFF);

        assertThat(matches(new TestToken(ISSUER, "x", "x", 0, Map.of("sub", "x", "tenant", "x", "sid", "y"))))
                .isFalse();
        assertThat(matches(new TestToken("https://other.example", "x", "x", 0, Map.of("sid", "x"))))
                .isFalse();
    }

    static Stream<Arguments> claimValues() {
        return Stream.of(
                Arguments.of("7", 7),
                Arguments.of("7", 7L),
                Arguments.of("7", 7.0),
                Arguments.of("7", new BigDecimal("7.00")),
                Arguments.of("700", new BigDecimal("7e2")),
                Arguments.of("12345678901234567890", new BigInteger("12345678901234567890")),
                Arguments.of("0.5", 0.5),
                Arguments.of("true", true),
                Arguments.of("b", List.of("a", "b", "c")),
                Arguments.of("2", List.of(1, 2)));
    }

    @ParameterizedTest
    @MethodSource("claimValues")
    void numbersBooleansAndArraysMatchByTheirText(String value, Object claim) {
        revoke(new Target.Claim(ISSUER, "c", value), CUT_OFF);

        assertThat(matches(TestToken.withClaim("c", claim, 0))).isTrue();
    }

    static Stream<Object> unnameableValues() {
        return Stream.of(
                Double.NaN,
                Float.POSITIVE_INFINITY,
                new BigDecimal("1e999999999"),
                Map.of("a", 1),
                List.of(List.of("x")),
                "");
    }

    @ParameterizedTest
    @MethodSource("unnameableValues")
    void valuesThatNothingCanNameMatchNothing(Object claim) {
        revoke(new Target.Claim(ISSUER, "c", "x"), CUT_OFF);

        assertThat(matches(TestToken.withClaim("c", claim, 0))).isFalse();
    }

    static Stream<Arguments> places() {
        Map<String, Object> act = Map.of("sub", "agent-7", "act", Map.of("sub", "agent-8"));
        Map<String, Object> realm = Map.of("roles", List.of("user", "admin"), "n", 7.0);
        return Stream.of(
                Arguments.of("/act/sub", "agent-7", Map.of("act", act), true),
                Arguments.of("/act/act/sub", "agent-8", Map.of("act", act), true),
                Arguments.of("/act/sub", "agent-8", Map.of("act", act), false),
                Arguments.of("/realm_access/roles", "admin", Map.of("realm_access", realm), true),
                Arguments.of("/realm_access/roles", "adm", Map.of("realm_access", realm), false),
                Arguments.of("/realm_access/roles/1", "admin", Map.of("realm_access", realm), true),
                Arguments.of("/realm_access/roles/01", "admin", Map.of("realm_access", realm), false),
                Arguments.of("/realm_access/roles/2", "admin", Map.of("realm_access", realm), false),
                Arguments.of("/realm_access/roles/-", "admin", Map.of("realm_access", realm), false),
                Arguments.of("/realm_access/n", "7", Map.of("realm_access", realm), true),
                Arguments.of("/groups/name", "x", Map.of("groups", List.of(Map.of("name", "x"))), false),
                Arguments.of("/groups/0/name", "x", Map.of("groups", List.of(Map.of("name", "x"))), true),
                Arguments.of("/a~1b/m~0n", "x", Map.of("a/b", Map.of("m~n", "x")), true),
                Arguments.of("/a/", "x", Map.of("a", Map.of("", "x")), true),
                Arguments.of("/a/b", "x", Map.of("a", "x"), false),
                Arguments.of("/a/b", "x", Map.of("a", Map.of("b", Map.of("c", "x"))), false),
                Arguments.of("/a/b", "x", Map.of("a/b", "x", "/a/b", "x"), false),
                Arguments.of("/a/scope", "x", Map.of("a", Map.of("scope", "x y")), false),
                Arguments.of("/a/b", "x", Map.of(), false));
    }

    @ParameterizedTest
    @MethodSource("places")
    void aPathMatchesByWhatItsPointerLeadsTo(
            String pointer, String value, Map<String, Object> claims, boolean matches) {
        revoke(new Target.Path(ISSUER, pointer, value), CUT_OFF);

        assertThat(matches(new TestToken(ISSUER, null, null, CUT_OFF, claims))).isEqualTo(matches);
        assertThat(matches(new TestToken(ISSUER, null, null, CUT_OFF + 1, claims)))
                .isFalse();
        assertThat(matches(new TestToken("https://other.example", null, null, 0, claims)))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "admin|true",
                "openid admin|true",
                "admin openid|true",
                "openid admin email|true",
                "' openid  admin '|true",
                "administrator|false",
                "openid|false",
                "openid administrator|false",
                "openid\tadmin|false",
                "''|false",
                "' '|false"
            })
    void aScopeMatchesByEachMemberOfItsList(String scope, boolean matches) {
        revoke(new Target.Claim(ISSUER, "scope", "admin"), CUT_OFF);

        assertThat(matches(TestToken.withClaim("scope", scope, 0))).isEqualTo(matches);
    }

    @Test
    void onlyTheClaimNamedScopeIsAListOfMembers() {
        revoke(new Target.Claim(ISSUER, "name", "alice"), CUT_OFF);
        revoke(new Target.Claim(ISSUER, "scope", "openid admin"), CUT_OFF);

        assertThat(matches(TestToken.withClaim("name", "alice smith", 0))).isFalse();
        assertThat(matches(TestToken.withClaim("scope", "openid admin", 0))).isTrue();
        assertThat(matches(TestToken.withClaim("scope", List.of("openid", "admin"), 0)))
                .isFalse();
    }

    static Stream<Arguments> logins() {
        return Stream.of(
                Arguments.of((Object) CUT_OFF, true),
                Arguments.of((int) CUT_OFF - 1, true),
                Arguments.of(CUT_OFF + 0.9, true),
                Arguments.of(new BigDecimal("1e999999999"), false),
                Arguments.of(CUT_OFF + 1, false),
                Arguments.of(Double.NaN, false),
                Arguments.of("0", false));
    }

    @ParameterizedTest
    @MethodSource("logins")
    void aTokenOfAnOldLoginMatchesWhateverItsIat(Object authTime, boolean matches) {
        revokeByLogin(new Target.Claim(ISSUER, "sub", "alice"), CUT_OFF - 100, CUT_OFF);

        assertThat(matches(
                        new TestToken(ISSUER, null, null, CUT_OFF + 50, Map.of("sub", "alice", "auth_time", authTime))))
                .isEqualTo(matches);
        assertThat(matches(new TestToken(
                        ISSUER, null, null, CUT_OFF - 100, Map.of("sub", "alice", "auth_time", authTime))))
                .isTrue();
    }

    @Test
    void cutOffsForLoginsMergeByMaximumAndOutliveExtensions() {
        Target subject = new Target.Claim(ISSUER, "sub", "alice");
        Map<String, Object> claims = Map.of("sub", "alice", "auth_time", CUT_OFF);
        revokeByLogin(subject, CUT_OFF - 100, CUT_OFF);
        revokeByLogin(subject, CUT_OFF - 100, CUT_OFF - 50);
        revoke(subject, CUT_OFF - 20);

        assertThat(matches(new TestToken(ISSUER, null, null, CUT_OFF + 50, claims)))
                .isTrue();
        assertThat(matches(TestToken.withClaim("sub", "alice", CUT_OFF - 20))).isTrue();
        assertThat(matches(TestToken.withClaim("sub", "alice", CUT_OFF - 19))).isFalse();
    }

    /** R19: only the claims that the token has are read, however many names were revoked. */
    @Test
    void withManyClaimNamesACheckReadsTheClaimsOfItsTokenOnly() {
        for (int i = 0; i < 20_000; i++) {
            revoke(new Target.Claim(ISSUER, "name-" + i, "x"), CUT_OFF);
        }
        revoke(new Target.Path(ISSUER, "/act/sub", "agent-7"), CUT_OFF);
        List<String> reads = new ArrayList<>();
        Map<String, Object> claims =
                new HashMap<>(Map.of("name-7", "y", "act", Map.of("sub", "agent-8"), "other", "x"));
        VerifiedToken token = new DelegatingToken(new TestToken(ISSUER, "1", "k", CUT_OFF, claims)) {
            @Override
            public @Nullable Object claim(String name) {
                reads.add(name);
                return claims.get(name);
            }

            @Override
            public Collection<String> claimNames() {
                return claims.keySet();
            }
        };

        assertThat(matches(token)).isFalse();
        assertThat(reads).containsExactlyInAnyOrder("name-7", "act");

        claims.put("name-19999", "x");
        assertThat(matches(token)).isTrue();
        claims.remove("name-19999");
        claims.put("act", Map.of("sub", "agent-7"));
        assertThat(matches(token)).isTrue();
        assertThat(matches(TestToken.withClaim("act", Map.of("sub", "agent-7"), CUT_OFF)))
                .as("a token that cannot tell its claims")
                .isTrue();
        assertThat(matches(TestToken.withClaim("name-12345", "x", CUT_OFF))).isTrue();
        assertThat(matches(TestToken.withClaim("name-12345", "x", CUT_OFF + 1))).isFalse();
    }

    /** R19: keys and issuers are found beside many claims, and claims that ended make room again. */
    @Test
    void manyClaimNamesComeAndGo() {
        revoke(new Target.Key(ISSUER, "k"), null);
        for (int i = 0; i <= IssuerScopes.FEW; i++) {
            revoke(new Target.Claim(ISSUER, "name-" + i, "x"), CUT_OFF);
        }
        assertThat(store.scopes(ISSUER).byClaim()).hasSize(IssuerScopes.FEW + 1);
        revoke(new Target.Issuer(ISSUER), 1L);
        revoke(new Target.Claim(ISSUER, "name-0", "y"), CUT_OFF);

        assertThat(store.scopes(ISSUER).all()).hasSize(IssuerScopes.FEW + 3);
        assertThat(matches(new TestToken(ISSUER, "1", "k", CUT_OFF, Map.of()))).isTrue();
        assertThat(matches(new TestToken(ISSUER, "1", null, 1, Map.of()))).isTrue();
        assertThat(matches(TestToken.withClaim("name-0", "y", CUT_OFF))).isTrue();
        assertThat(matches(TestToken.withClaim("name-1", "y", CUT_OFF))).isFalse();
    }

    @Test
    void onlyClaimsThatLiveRevocationsLookAtAreRead() {
        revoke(new Target.Claim(ISSUER, "sub", "alice"), CUT_OFF);
        Map<String, Integer> reads = new HashMap<>();
        VerifiedToken token = new DelegatingToken(new TestToken(ISSUER, null, null, 0, Map.of())) {
            @Override
            public @Nullable Object claim(String name) {
                reads.merge(name, 1, Integer::sum);
                return null;
            }
        };

        assertThat(matches(token)).isFalse();
        assertThat(reads).containsExactly(Map.entry("sub", 1));
    }
}
