package io.revocast.publisher.token;

import io.revocast.event.Target;
import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.request.RejectedException.Kind;
import io.revocast.publisher.request.RevokeRequest.ByToken;
import io.revocast.publisher.request.RevokeRequest.Explanation;
import io.revocast.publisher.request.UnavailableException;
import io.revocast.publisher.service.Tokens;
import io.revocast.publisher.validate.RequestValidator;
import io.revocast.publisher.validate.TargetRules;
import io.revocast.publisher.validate.TokenLifetime;
import io.revocast.publisher.validate.ValidatedRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class PastedTokenTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final String CLAIMS = "{\"iss\":\"https://issuer\",\"jti\":\"t1\",\"exp\":%s}";

    private static ValidatedRequest validate(String token, boolean explicitLifetime)
            throws RejectedException, UnavailableException {
        RequestValidator validator = new RequestValidator(
                new TokenLifetime(Duration.ofDays(1), explicitLifetime),
                TokenAuthenticity.NOT_CHECKED,
                TargetRules.DEFAULT,
                issuer -> Set.of(),
                Clock.fixed(NOW, ZoneOffset.UTC));
        return validator.validate(new ByToken(token, Explanation.NONE));
    }

    private static RejectedException rejection(String token) {
        RejectedException rejection = catchThrowableOfType(RejectedException.class, () -> validate(token, false));
        assertThat(rejection).as("rejection").isNotNull();
        assertThat(rejection.toString()).doesNotContain("eyJ");
        return rejection;
    }

    private static String expiringAt(String exp) {
        return Tokens.of(CLAIMS.formatted(exp));
    }

    @Test
    void tokenIsNamedByIssuerAndJti() throws Exception {
        ValidatedRequest.Revoke revoke = (ValidatedRequest.Revoke) validate(expiringAt("1795435800"), false);

        assertThat(revoke.target()).isEqualTo(new Target.Token("https://issuer", "t1"));
        assertThat(revoke.revocation().expiresAt()).isEqualTo(Instant.ofEpochSecond(1795435800));
    }

    @Test
    void tokenWithoutJtiIsNamedByItsFingerprint() throws Exception {
        String token = Tokens.of("{\"iss\":\"https://issuer\",\"exp\":1795435800}");

        String signingInput = token.substring(0, token.lastIndexOf('.'));
        assertThat(validate(token, false).target())
                .isEqualTo(new Target.Token("https://issuer", Target.Token.fingerprint(signingInput)));
    }

    @Test
    void fingerprintDoesNotDependOnTheSpellingOfTheSignature() throws Exception {
        String token = Tokens.of("{\"iss\":\"https://issuer\",\"exp\":1795435800}");
        String otherSignature = token.substring(0, token.lastIndexOf('.')) + ".YW5vdGhlcg";

        assertThat(validate(otherSignature, false).target())
                .isEqualTo(validate(token, false).target());
    }

    @Test
    void fractionOfExpIsRoundedUp() throws Exception {
        assertThat(((ValidatedRequest.Revoke) validate(expiringAt("1795435800.25"), false))
                        .revocation()
                        .expiresAt())
                .isEqualTo(Instant.ofEpochSecond(1795435801));
        assertThat(((ValidatedRequest.Revoke) validate(expiringAt("1.7954358e9"), false))
                        .revocation()
                        .expiresAt())
                .isEqualTo(Instant.ofEpochSecond(1795435800));
    }

    @Test
    void missingExpIsRefusedUnlessALongestLifetimeIsConfigured() throws Exception {
        String token = Tokens.of("{\"iss\":\"https://issuer\",\"jti\":\"t1\"}");

        assertThat(rejection(token).kind()).isEqualTo(Kind.TOKEN_WITHOUT_EXPIRY);
        assertThat(((ValidatedRequest.Revoke) validate(token, true))
                        .revocation()
                        .expiresAt())
                .isEqualTo(NOW.plus(Duration.ofDays(1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"1795435800\"", "true", "null", "[1795435800]", "{}"})
    void expThatIsNoNumberIsRefused(String exp) {
        assertThat(rejection(expiringAt(exp)))
                .hasMessage("token.exp must be a number of seconds (RFC 7519 section 4.1.4)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"9223372036854775807", "9223372036854775808", "1e400", "-1e400"})
    void expOutOfRangeIsRefused(String exp) {
        assertThat(rejection(expiringAt(exp)))
                .hasMessage("token.exp must be a number of seconds before the year 10000 (RFC 7519 section 4.1.4)");
    }

    @Test
    void expInMillisecondsIsRefusedWithAHint() {
        RejectedException rejection = rejection(expiringAt("1795435800000"));

        assertThat(rejection.kind()).isEqualTo(Kind.OUTLIVES_RETENTION);
        assertThat(rejection.rule()).endsWith("(it looks like milliseconds; exp is in seconds)");
        assertThat(rejection.value()).isEqualTo("1795435800000");
    }

    @Test
    void expBeyondTheRetentionIsRefused() {
        assertThat(rejection(expiringAt(Long.toString(NOW.getEpochSecond() + 86_400 + 61))))
                .hasMessage("token.exp must be at most PT24H after now: the topic keeps events for tokens of that "
                        + "lifetime; raise tokens.longest-lifetime");
    }

    @ParameterizedTest
    @CsvSource({"-1", "0", "-0.5", "1795435080"})
    void tokenThatNobodyAcceptsAnyLongerNeedsNothing(String exp) throws Exception {
        assertThat(validate(expiringAt(exp), false)).isInstanceOf(ValidatedRequest.AlreadyExpired.class);
    }

    @Test
    void tokenWithinTheMarginIsStillRevoked() throws Exception {
        assertThat(validate(expiringAt("1795435081"), false)).isInstanceOf(ValidatedRequest.Revoke.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "a.b",
                "....",
                "eyJhbGciOiJSUzI1NiJ9",
                "eyJhbGciOiJSUzI1NiJ9.e30",
                "eyJhbGciOiJSUzI1NiJ9.e30.",
                "eyJhbGciOiJSUzI1NiJ9.e30.c2ln.",
                "eyJhbGciOiJSUzI1NiJ9.e30=.c2ln",
                "eyJhbGciOiJSUzI1NiJ9.e31.c2ln",
                "eyJhbGciOiJSUzI1NiJ9.e30.c2 n",
                "eyJhbGciOiJSUzI1NiJ9.e3+/.c2ln",
                " eyJhbGciOiJSUzI1NiJ9.e30.c2ln"
            })
    void textThatIsNoCompactJwsIsRefused(String text) {
        assertThat(rejection(text).kind()).isEqualTo(Kind.INVALID_TOKEN);
    }

    @Test
    void encryptedTokenIsRefusedAsSuch() {
        assertThat(rejection("eyJhbGciOiJSUzI1NiJ9.a.b.c.d")).hasMessageContaining("must be signed, not encrypted");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"iss\":\"i\",\"jti\":\"a\",\"jti\":\"b\",\"exp\":1795435800}",
                "{\"iss\":\"i\",\"jti\":\"a\",\"exp\":1795435800,\"exp\":1}",
                "{\"iss\":\"i\",\"x\":{\"a\":1,\"a\":2},\"exp\":1795435800}",
                "{\"iss\":\"i\",\"exp\":1795435800} x",
                "{\"iss\":\"i\",\"exp\":1795435800}{}",
                "{\"iss\":\"i\",\"exp\":NaN}",
                "{\"iss\":\"i\",\"jti\":\"\\ud800\",\"exp\":1795435800}",
                "{\"iss\":\"i\",\"x\":[{\"\\ud800\":1}],\"exp\":1795435800}",
                "{\"iss\":\"i\",\"exp\":1e99999999999}",
                "{\"iss\":\"i\",\"x\":[1e99999999999],\"exp\":1795435800}",
                "{\"iss\":\"i\",\"x\":[1",
                "[]",
                "\"text\"",
                "{\"iss\":\"i\""
            })
    void payloadThatParsersReadDifferentlyIsRefused(String claims) {
        assertThat(rejection(Tokens.of(claims)))
                .hasMessage("token payload must be one JSON object in UTF-8, without duplicate members or anything "
                        + "after it");
    }

    @Test
    void payloadThatIsNotUtf8IsRefused() {
        byte[] latin1 = "{\"iss\":\"\u00e9\",\"exp\":1795435800}".getBytes(StandardCharsets.ISO_8859_1);

        assertThat(rejection(Tokens.of("{}").replace("e30", Tokens.encode(latin1))))
                .hasMessageContaining("UTF-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"12345", "[\"a\"]", "null", "true"})
    void jtiThatIsNoStringIsRefused(String jti) {
        String claims = "{\"iss\":\"https://issuer\",\"jti\":" + jti + ",\"exp\":1795435800}";

        assertThat(rejection(Tokens.of(claims)).field()).isEqualTo("token.jti");
    }

    @Test
    void jtiWithControlCharactersIsRefused() {
        String claims = "{\"iss\":\"https://issuer\",\"jti\":\"a\\u0000\\r\\nb\",\"exp\":1795435800}";

        assertThat(rejection(Tokens.of(claims)).value()).isEqualTo("a\\u0000\\u000d\\u000ab");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"exp\":1795435800}", "{\"iss\":7,\"exp\":1}", "{\"iss\":\"\",\"exp\":1}"})
    void tokenWithoutIssuerIsRefused(String claims) {
        assertThat(rejection(Tokens.of(claims)).field()).isEqualTo("token.iss");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "None", "NONE", ""})
    void algorithmNoneIsRefused(String algorithm) {
        String header = "{\"alg\":\"" + algorithm + "\"}";

        assertThat(rejection(Tokens.of(header, CLAIMS.formatted("1795435800"))).kind())
                .isEqualTo(Kind.INVALID_TOKEN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"crit\":[\"b64\"]", "\"b64\":false", "\"enc\":\"A128GCM\"", "\"kid\":7"})
    void headerThatMisleadsAVerifierIsRefused(String member) {
        String header = "{\"alg\":\"RS256\"," + member + "}";

        assertThat(rejection(Tokens.of(header, CLAIMS.formatted("1795435800")))).hasMessageStartingWith("token");
    }

    /** P5: only the configured keys count, so what points to others is ignored (RFC 7515 section 4.1.2). */
    @ParameterizedTest
    @ValueSource(strings = {"\"jku\":\"https://evil\"", "\"x5u\":\"https://evil\"", "\"jwk\":{}", "\"x5c\":7"})
    void headerThatNamesAnotherKeyIsIgnored(String member) throws Exception {
        String header = "{\"alg\":\"RS256\"," + member + "}";

        assertThat(validate(Tokens.of(header, CLAIMS.formatted("1795435800")), false)
                        .target())
                .isEqualTo(new Target.Token("https://issuer", "t1"));
    }

    /** P11. */
    @ParameterizedTest
    @ValueSource(strings = {"1E-3000000", "1e3000000", "0e-3000000", "1e2000000000", "-1E-2147483647"})
    void numberWithAnAbsurdExponentIsRefusedWhereverItStands(String number) {
        for (String claims : new String[] {CLAIMS.formatted(number), "{\"x\":[{\"y\":" + number + "}]}"}) {
            assertThat(rejection(Tokens.of(claims)))
                    .hasMessage("token payload must not have a number with an exponent beyond 1000");
        }
    }

    @Test
    void onlyWhatIsNotATokenAtAllIsProvenInvalid() {
        String none = Tokens.of("{\"alg\":\"none\"}", CLAIMS.formatted("1795435800"));
        for (String text : new String[] {"", "opaque", "a.b.c", "a.b.c.d.e", none}) {
            assertThat(rejection(text).isProvenInvalid()).as(text).isTrue();
        }
        String token = expiringAt("1795435800");
        String spaced = Tokens.of(" {\"alg\":\"RS256\"} ", "{\"jti\":1,\"jti\":2}");
        for (String text :
                new String[] {token + ".x", "\"" + token + "\"", "x" + token, "eyJhbGciOiJSUzI1NiJ9.a.b.c.d", spaced}) {
            assertThat(rejection(text).isProvenInvalid()).as(text).isFalse();
        }
    }

    @Test
    void nestedClaimsAreKeptReadOnly() throws Exception {
        PastedToken token = PastedToken.parse(
                Tokens.of("{\"events\":{\"https://e\":{\"a\":[1,true,null,\"x\"]}},\"nothing\":null}"));

        assertThat(token.claim("events"))
                .isEqualTo(Map.of("https://e", Map.of("a", Arrays.asList(BigDecimal.ONE, true, null, "x"))));
        assertThat(token.hasClaim("nothing")).isTrue();
        assertThat(token.claim("nothing")).isNull();
        assertThat(token.hasClaim("sub")).isFalse();
        Map<?, ?> events = (Map<?, ?>) Objects.requireNonNull(token.claim("events"));
        assertThatThrownBy(events::clear).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void claimsNestedTooDeepAreRefused() {
        String claims = "{\"iss\":\"i\",\"x\":" + "[".repeat(40) + "]".repeat(40) + ",\"exp\":1795435800}";

        assertThat(rejection(Tokens.of(claims)).kind()).isEqualTo(Kind.INVALID_TOKEN);
    }

    @Test
    void pastedTokenShowsNothingOfItself() throws Exception {
        String token = expiringAt("1795435800");

        assertThat(PastedToken.parse(token)).hasToString("PastedToken");
        assertThat(new ByToken(token, Explanation.NONE).toString()).doesNotContain("eyJ");
    }
}
