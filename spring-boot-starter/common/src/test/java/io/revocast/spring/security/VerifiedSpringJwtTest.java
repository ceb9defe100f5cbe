package io.revocast.spring.security;

import io.revocast.consumer.VerifiedToken;
import org.junit.jupiter.api.Test;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.MappedJwtClaimSetConverter;

import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

class VerifiedSpringJwtTest {
    private static final Instant EXP = Instant.ofEpochSecond(2_000_000_000);

    private static String raw(String payload) {
        Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
        return encoder.encodeToString("{\"alg\":\"RS256\"}".getBytes(StandardCharsets.UTF_8)) + "."
                + encoder.encodeToString(payload.getBytes(StandardCharsets.UTF_8)) + ".c2ln";
    }

    /** What Spring's default converter makes of claims, as its decoders do. */
    private static VerifiedSpringJwt converted(String payload, Map<String, Object> claims) {
        Map<String, Object> converted =
                MappedJwtClaimSetConverter.withDefaults(Map.of()).convert(claims);
        return VerifiedSpringJwt.of(Jwt.withTokenValue(raw(payload))
                .header("alg", "RS256")
                .header("kid", "k1")
                .claims(all -> all.putAll(converted))
                .build());
    }

    @Test
    void anInventedIssuedAtCountsAsAbsent() {
        VerifiedSpringJwt token = converted("{\"exp\":2000000000,\"x\":{\"iat\":5}}", Map.of("exp", Date.from(EXP)));

        assertThat(token.issuedAt()).isEqualTo(VerifiedToken.NO_ISSUED_AT);
        assertThat(token.expiresAt()).isEqualTo(2_000_000_000L);
    }

    @Test
    void anIssuedAtOfNullCountsAsAbsent() {
        assertThat(converted("{\"iat\":null,\"exp\":2000000000}", Map.of("exp", Date.from(EXP)))
                        .issuedAt())
                .isEqualTo(VerifiedToken.NO_ISSUED_AT);
    }

    @Test
    void anIssuedAtASecondBeforeTheEndCountsWhenTheTokenHasIt() {
        Map<String, Object> claims = Map.of("exp", Date.from(EXP), "iat", Date.from(EXP.minusSeconds(1)));

        assertThat(converted("{\"x\":[1,{\"y\":2}],\"iat\":1999999999,\"exp\":2000000000}", claims)
                        .issuedAt())
                .isEqualTo(1_999_999_999L);
    }

    @Test
    void anUnreadablePayloadNeverVouchesForAnIssuedAt() {
        Map<String, Object> claims = Map.of("exp", Date.from(EXP), "iat", Date.from(EXP.minusSeconds(1)));

        assertThat(converted("not JSON", claims).issuedAt()).isEqualTo(VerifiedToken.NO_ISSUED_AT);
        assertThat(RawPayload.hasValue("a.b.c.d.e", "iat")).isFalse();
        assertThat(RawPayload.hasValue("no dots", "iat")).isFalse();
        assertThat(RawPayload.hasValue("a.!!.c", "iat")).isFalse();
    }

    @Test
    void presentsClaimsAsTheOtherAdaptersDo() {
        BigInteger digits = new BigInteger("12345678901234567890");
        VerifiedSpringJwt token = VerifiedSpringJwt.of(Jwt.withTokenValue(raw("{}"))
                .header("kid", "k1")
                .claim("iss", URI.create("https://issuer.example"))
                .claim("jti", "j1")
                .claim("tenant", digits)
                .claim("roles", List.of("a", 7))
                .claim("auth_time", Instant.ofEpochSecond(1_700_000_000))
                .claim("updated", Date.from(Instant.ofEpochMilli(1_700_000_000_999L)))
                .build());

        assertThat(token.issuer()).isEqualTo("https://issuer.example");
        assertThat(token.jti()).isEqualTo("j1");
        assertThat(token.keyId()).isEqualTo("k1");
        assertThat(token.claim("tenant")).isEqualTo(digits);
        assertThat(token.claim("roles")).isEqualTo(List.of("a", 7));
        assertThat(token.claim("auth_time")).isEqualTo(1_700_000_000L);
        assertThat(token.claim("updated")).isEqualTo(1_700_000_000L);
        assertThat(token.claim("absent")).isNull();
        assertThat(token.issuedAt()).isEqualTo(VerifiedToken.NO_ISSUED_AT);
        assertThat(token.expiresAt()).isEqualTo(VerifiedToken.NO_EXPIRES_AT);
        assertThat(token.signingInput() + ".c2ln").isEqualTo(raw("{}"));
        assertThat(token.claimNames()).contains("tenant", "roles");
    }
}
