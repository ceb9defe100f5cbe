package io.revocast.publisher.service;

import io.revocast.consumer.Verdict;
import io.revocast.consumer.internal.ListJudgement;
import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.event.internal.Origin;
import io.revocast.event.internal.RevocationEvent;
import io.revocast.publisher.check.Explainer;
import io.revocast.publisher.check.TokenExplanation;
import io.revocast.publisher.token.ObservedToken;
import io.revocast.publisher.token.PastedToken;
import io.revocast.publisher.token.PastedTokenView;
import io.revocast.publisher.token.RecentTokens;
import io.revocast.publisher.token.TokenParts;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

import static org.assertj.core.api.Assertions.assertThat;

/** Preview, {@code /v1/check} and services judge a token alike, whatever the token and the revocation. */
class OneJudgementTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final long SECOND = NOW.getEpochSecond();
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final String ISSUER = "https://issuer";

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void previewAndCheckJudgeAsTheListDoes(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 5_000; round++) {
            TokenParts token = token(random);
            Target target = target(random);
            Instant cutOff =
                    target.kind() == Target.Kind.TOKEN || (target.kind() == Target.Kind.KEY && random.nextBoolean())
                            ? null
                            : NOW.plusSeconds(random.nextInt(-200, 60));
            Instant logins = cutOff == null || random.nextBoolean() ? null : NOW.plusSeconds(random.nextInt(-200, 60));

            assertAgreement(token, new Revocation(target, NOW.plusSeconds(3600), cutOff, logins));
        }
    }

    /** Seen: the preview said that no token is hit, and services refused it. */
    @ParameterizedTest
    @CsvSource({"61,3600,true", "60,3600,false", "50,40,true", "40,50,false", "-10,3600,true", "10000,20000,true"})
    void timeOfIssueThatCannotBeTrueIsNoneForAllOfThem(long issued, long expires, boolean refused) {
        TokenParts token = new TokenParts(
                ISSUER, "t1", null, "k1", SECOND + issued, Map.of("sub", "alice", "exp", SECOND + expires));

        boolean agreed = assertAgreement(
                token, new Revocation(new Target.Claim(ISSUER, "sub", "alice"), NOW.plusSeconds(3600), NOW));

        assertThat(agreed).isEqualTo(refused);
    }

    @Test
    void viewOfAPastedTokenHasItsExpiryAsServicesReadIt() throws Exception {
        String claims = "{\"iss\":\"https://issuer\",\"jti\":\"t1\",\"iat\":101,\"exp\":100.2}";

        PastedTokenView view = PastedTokenView.of(PastedToken.parse(Tokens.of(claims)));

        assertThat(view.expiresAt()).isEqualTo(100);
    }

    private static boolean assertAgreement(TokenParts token, Revocation revocation) {
        ListJudgement list = new ListJudgement(CLOCK);
        list.revoke(revocation);
        boolean refused = list.refuses(token);
        String what = token + " and " + revocation;

        RecentTokens seen = new RecentTokens(CLOCK, Long.MAX_VALUE);
        seen.report(List.of(sighting(token)));
        RecentTokens.Hits hits =
                seen.hits(revocation.target(), revocation.issuedBefore(), revocation.authenticatedBefore());
        assertThat(hits.count()).as("preview of " + what).isEqualTo(refused ? 1 : 0);
        assertThat(seen.mostHits(revocation.target())).as("bound of " + what).isGreaterThanOrEqualTo(hits.count());

        InMemoryLog log = new InMemoryLog();
        var unused =
                log.append(new RevocationEvent.Revoked(revocation, new Origin(new UUID(0, 1), NOW, null, null, null)));
        Explainer explainer = new Explainer(log, any -> new Verdict.NotRevoked(), CLOCK);
        assertThat(explainer.explain(token).state() == TokenExplanation.State.REVOKED)
                .as("check of " + what)
                .isEqualTo(refused);
        assertThat(explainer.explain(token, revocation.target()).matches())
                .as("explanation of " + what)
                .isEqualTo(refused);
        return refused;
    }

    private static ObservedToken sighting(TokenParts token) {
        return new ObservedToken(
                token.issuer(),
                token.jti(),
                token.keyId(),
                token.issuedAt() == TokenParts.NO_ISSUED_AT ? null : Instant.ofEpochSecond(token.issuedAt()),
                Instant.ofEpochSecond(token.expiresAt()),
                token.claims());
    }

    private static TokenParts token(Random random) {
        Map<String, Object> claims = new HashMap<>();
        claims.put("exp", SECOND + random.nextInt(1, 300));
        put(random, claims, "sub", "alice", "bob", "", " alice", 7, 7.0, new BigDecimal("70e-1"), true);
        put(random, claims, "roles", List.of("a", "b", 7, true), List.of(), "a", List.of(7.5, "", List.of("a")));
        put(random, claims, "scope", "openid admin", "admin", " admin  x", "admins", List.of("openid admin", "x"));
        put(
                random,
                claims,
                "act",
                Map.of("sub", "alice"),
                Map.of("sub", List.of("a", "b")),
                List.of("a", "b"),
                "alice");
        put(random, claims, "auth_time", SECOND - 100, SECOND - 99.5, SECOND + 5, "soon", -1.5, 1e300);
        long issuedAt = random.nextInt(4) == 0 ? TokenParts.NO_ISSUED_AT : SECOND + random.nextInt(-300, 400);
        return new TokenParts(
                ISSUER,
                pick(random, "t1", "t2", null, "sha256:47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"),
                null,
                pick(random, "k1", "k2", null, ""),
                issuedAt,
                claims);
    }

    private static Target target(Random random) {
        String issuer = random.nextInt(10) == 0 ? "https://other" : ISSUER;
        String value = String.valueOf(pick(random, "alice", "a", "b", "7", "7.5", "true", "admin", "openid admin"));
        return switch (random.nextInt(6)) {
            case 0 -> new Target.Token(issuer, random.nextBoolean() ? "t1" : "t2");
            case 1 -> new Target.Key(issuer, random.nextBoolean() ? "k1" : "k2");
            case 2 -> new Target.Issuer(issuer);
            case 3 ->
                new Target.Path(
                        issuer,
                        String.valueOf(
                                pick(random, "/act/sub", "/act/0", "/act/sub/1", "/roles/0", "/scope/0", "/sub/x")),
                        value);
            default ->
                new Target.Claim(issuer, String.valueOf(pick(random, "sub", "roles", "scope", "act", "absent")), value);
        };
    }

    private static void put(Random random, Map<String, Object> claims, String name, Object... values) {
        int chosen = random.nextInt(values.length + 1);
        if (chosen < values.length) {
            claims.put(name, values[chosen]);
        }
    }

    private static @Nullable String pick(Random random, @Nullable String... values) {
        return values[random.nextInt(values.length)];
    }
}
