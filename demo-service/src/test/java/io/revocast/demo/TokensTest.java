package io.revocast.demo;

import com.auth0.jwt.JWT;
import com.auth0.jwt.exceptions.IncorrectClaimException;
import com.auth0.jwt.exceptions.SignatureVerificationException;
import com.auth0.jwt.exceptions.TokenExpiredException;
import com.auth0.jwt.interfaces.DecodedJWT;
import org.junit.jupiter.api.Test;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TokensTest {
    private static final String ISSUER = "https://issuer";
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    private final SigningKey key = TestKeys.newKey();
    private final Tokens tokens = at(NOW);

    private Tokens at(Instant instant) {
        return new Tokens(ISSUER, key, Clock.fixed(instant, ZoneOffset.UTC));
    }

    @Test
    void accessTokenCarriesEverythingThatARevocationCanName() {
        TokenPair pair = tokens.pair(tokens.newSession("alice"));

        DecodedJWT access = JWT.decode(pair.accessToken());

        assertThat(access.getAlgorithm()).isEqualTo("RS256");
        assertThat(access.getType()).isEqualTo("at+jwt");
        assertThat(access.getKeyId()).isEqualTo(key.id());
        assertThat(access.getIssuer()).isEqualTo(ISSUER);
        assertThat(access.getSubject()).isEqualTo("alice");
        assertThat(access.getClaim("sid").asString()).isNotEmpty();
        assertThat(access.getId()).isNotEmpty();
        assertThat(access.getIssuedAtAsInstant()).isEqualTo(NOW);
        assertThat(access.getExpiresAtAsInstant()).isEqualTo(NOW.plus(Duration.ofMinutes(5)));
    }

    @Test
    void bothTokensBelongToOneSessionAndHaveTheirOwnIds() {
        TokenPair pair = tokens.pair(tokens.newSession("alice"));

        DecodedJWT access = JWT.decode(pair.accessToken());
        DecodedJWT refresh = JWT.decode(pair.refreshToken());

        assertThat(refresh.getType()).isEqualTo("rt+jwt");
        assertThat(refresh.getExpiresAtAsInstant()).isEqualTo(NOW.plus(Duration.ofHours(8)));
        assertThat(Session.of(refresh)).isEqualTo(Session.of(access));
        assertThat(refresh.getId()).isNotEqualTo(access.getId());
    }

    @Test
    void refreshTokenOpensNothing() {
        TokenPair pair = tokens.pair(tokens.newSession("alice"));

        assertThatThrownBy(() -> tokens.verifier(TokenType.ACCESS).verify(pair.refreshToken()))
                .isInstanceOf(IncorrectClaimException.class)
                .hasMessage("typ must be at+jwt");
    }

    @Test
    void accessTokenBuysNothing() {
        TokenPair pair = tokens.pair(tokens.newSession("alice"));

        assertThatThrownBy(() -> tokens.verifier(TokenType.REFRESH).verify(pair.accessToken()))
                .isInstanceOf(IncorrectClaimException.class)
                .hasMessage("typ must be rt+jwt");
    }

    @Test
    void tokenOfAnotherKeyIsRefused() {
        Tokens stranger = new Tokens(ISSUER, TestKeys.newKey(), Clock.fixed(NOW, ZoneOffset.UTC));
        TokenPair pair = stranger.pair(stranger.newSession("alice"));

        assertThatThrownBy(() -> tokens.verifier(TokenType.ACCESS).verify(pair.accessToken()))
                .isInstanceOf(SignatureVerificationException.class);
    }

    @Test
    void accessTokenEndsAfterFiveMinutes() {
        TokenPair pair = tokens.pair(tokens.newSession("alice"));

        Tokens later = at(NOW.plus(Duration.ofMinutes(6)));

        assertThatThrownBy(() -> later.verifier(TokenType.ACCESS).verify(pair.accessToken()))
                .isInstanceOf(TokenExpiredException.class);
        assertThat(later.verifier(TokenType.REFRESH).verify(pair.refreshToken()).getSubject())
                .isEqualTo("alice");
    }

    @Test
    void pairShowsNoTokenInItsText() {
        TokenPair pair = tokens.pair(tokens.newSession("alice"));

        assertThat(pair.toString()).doesNotContain(pair.accessToken()).doesNotContain(pair.refreshToken());
    }
}
