package io.revocast.consumer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class VerifiedClaimsTest {
    private static final BigInteger TWENTY_DIGITS = new BigInteger("12345678901234567890");

    private static VerifiedClaims token(Map<String, ?> claims, String payload) {
        String encoded =
                Base64.getUrlEncoder().withoutPadding().encodeToString(payload.getBytes(StandardCharsets.UTF_8));
        return new VerifiedClaims(claims, null, "e30." + encoded);
    }

    static Stream<Arguments> times() {
        return Stream.of(
                arguments(1_700_000_000, 1_700_000_000L),
                arguments(1_700_000_000L, 1_700_000_000L),
                arguments(1_700_000_000.75, 1_700_000_000L),
                arguments(-0.5, -1L),
                arguments(new BigDecimal("1700000000.999"), 1_700_000_000L),
                arguments(Date.from(Instant.ofEpochMilli(1_700_000_000_999L)), 1_700_000_000L),
                arguments(Date.from(Instant.ofEpochMilli(-1)), -1L),
                arguments(Instant.ofEpochSecond(1_700_000_000, 5), 1_700_000_000L),
                arguments("1700000000", VerifiedToken.NO_ISSUED_AT),
                arguments(TWENTY_DIGITS, VerifiedToken.NO_ISSUED_AT),
                arguments(Double.NaN, VerifiedToken.NO_ISSUED_AT),
                arguments(Double.MAX_VALUE, VerifiedToken.NO_ISSUED_AT),
                arguments(new BigDecimal("1e999999999"), VerifiedToken.NO_ISSUED_AT),
                arguments(List.of(5), VerifiedToken.NO_ISSUED_AT));
    }

    @ParameterizedTest
    @MethodSource("times")
    void aTimeIsRoundedDownWhateverItsType(Object time, long seconds) {
        VerifiedClaims token = new VerifiedClaims(Map.of("iat", time, "exp", time), null, "a.b");

        assertThat(token.issuedAt()).isEqualTo(seconds);
        assertThat(token.expiresAt())
                .isEqualTo(seconds == VerifiedToken.NO_ISSUED_AT ? VerifiedToken.NO_EXPIRES_AT : seconds);
    }

    @Test
    void absentClaimsAreAbsent() {
        VerifiedClaims token = new VerifiedClaims(Map.of("jti", 5, "iss", List.of("a")), null, "a.b");

        assertThat(token.issuer()).isNull();
        assertThat(token.jti()).isNull();
        assertThat(token.keyId()).isNull();
        assertThat(token.issuedAt()).isEqualTo(VerifiedToken.NO_ISSUED_AT);
        assertThat(token.expiresAt()).isEqualTo(VerifiedToken.NO_EXPIRES_AT);
        assertThat(token.claim("sub")).isNull();
        assertThat(token.claimNames()).containsExactlyInAnyOrder("iss", "jti");
        assertThat(token.signingInput()).isEqualTo("a.b");
    }

    @Test
    void lostDigitsAreReadFromThePayload() {
        Map<String, ?> verified = Map.of(
                "id",
                1.2345678901234567E19,
                "ids",
                List.of("a", 1.2345678901234567E19),
                "act",
                Map.of("id", -1.2345678901234567E19));
        VerifiedClaims token = token(
                verified,
                "{\"x\":[{}],\"id\":12345678901234567890,\"ids\":[\"a\",12345678901234567890],"
                        + "\"act\":{\"id\":-12345678901234567890}}");

        assertThat(token.claim("id")).isEqualTo(TWENTY_DIGITS);
        assertThat(token.claim("ids")).isEqualTo(List.of("a", TWENTY_DIGITS));
        assertThat(token.claim("act")).isEqualTo(Map.of("id", TWENTY_DIGITS.negate()));
    }

    /** Libraries that keep all digits of integers keep those of fractions as doubles too. */
    @Test
    void aFractionStaysADouble() {
        VerifiedClaims token = token(Map.of("id", 1.2345678901234567E19), "{\"id\":12345678901234567890.0}");

        assertThat(token.claim("id")).isEqualTo(1.2345678901234567E19);
    }

    @ParameterizedTest
    @MethodSource("payloadsThatDiffer")
    void aPayloadThatDiffersIsRefused(String payload) {
        VerifiedClaims token = token(Map.of("id", 1.2345678901234567E19), payload);

        assertThatThrownBy(() -> token.claim("id"))
                .isInstanceOfAny(IllegalStateException.class, IllegalArgumentException.class)
                .hasMessageNotContaining("secret");
    }

    static Stream<String> payloadsThatDiffer() {
        return Stream.of(
                "{\"id\":5}",
                "{\"id\":\"12345678901234567890\"}",
                "{}",
                "[]",
                "{\"id\":12345678901234567890,\"id\":12345678901234567890}",
                "{\"id\":12345678901234567890,\"secret",
                "secret");
    }

    @Test
    void aPayloadIsNotReadForOtherClaims() {
        VerifiedClaims token = new VerifiedClaims(
                Map.of("id", 9007199254740991.0, "when", Date.from(Instant.ofEpochMilli(5_999))), "k", null);

        assertThat(token.claim("id")).isEqualTo(9007199254740991.0);
        assertThat(token.claim("when")).isEqualTo(5L);
        assertThat(token.keyId()).isEqualTo("k");
        assertThatThrownBy(token::signingInput)
                .hasMessage("the signing input of this token is not known: give its issuer's tokens a jti");
    }
}
