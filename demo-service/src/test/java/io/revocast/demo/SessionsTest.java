package io.revocast.demo;

import com.auth0.jwt.JWT;
import com.auth0.jwt.exceptions.IncorrectClaimException;
import com.auth0.jwt.interfaces.DecodedJWT;
import io.revocast.event.Target;
import org.junit.jupiter.api.Test;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SessionsTest {
    private static final SigningKey KEY = TestKeys.newKey();

    private Duration ahead = Duration.ZERO;
    private final Clock clock = ((InstantSource) () -> Instant.now().plus(ahead)).withZone(ZoneOffset.UTC);
    private final FakePublisher publisher = new FakePublisher(clock);
    private final Sessions sessions =
            new Sessions(new Tokens("https://issuer", KEY, clock), publisher, publisher, clock);

    private static Session sessionOf(TokenPair pair) {
        return Session.of(JWT.decode(pair.accessToken()));
    }

    @Test
    void refreshTokenBuysANewPairOfTheSameSession() {
        TokenPair pair = sessions.logIn("alice");

        TokenPair next = sessions.refresh(pair.refreshToken());

        assertThat(sessionOf(next).id()).isEqualTo(sessionOf(pair).id());
        assertThat(next.refreshToken()).isNotEqualTo(pair.refreshToken());
        DecodedJWT used = JWT.decode(pair.refreshToken());
        assertThat(publisher.requests())
                .containsExactly(new PublisherConnection.Request(
                        new Target.Token("https://issuer", used.getId()),
                        used.getExpiresAtAsInstant(),
                        null,
                        "rotated",
                        Tokens.derived("rotation", used.getId())));
    }

    @Test
    void refreshWhoseAnswerWasLostBuysTheSamePair() {
        TokenPair pair = sessions.logIn("alice");
        publisher.loseAnswers(1);
        assertThatThrownBy(() -> sessions.refresh(pair.refreshToken())).isInstanceOf(TryLaterException.class);
        ahead = Duration.ofSeconds(6);

        TokenPair next = sessions.refresh(pair.refreshToken());
        TokenPair again = sessions.refresh(pair.refreshToken());

        assertThat(JWT.decode(again.refreshToken()).getId())
                .isEqualTo(JWT.decode(next.refreshToken()).getId());
        assertThat(publisher.check(sessionOf(next)).accepted()).isTrue();
        assertThat(sessions.refresh(again.refreshToken())).isNotNull();
    }

    @Test
    void refreshTokenThatSomebodyRevokedBuysNothingWithinTheGraceEither() {
        TokenPair pair = sessions.logIn("alice");
        DecodedJWT refresh = JWT.decode(pair.refreshToken());
        publisher.revoke(new PublisherConnection.Request(
                new Target.Token("https://issuer", refresh.getId()),
                refresh.getExpiresAtAsInstant(),
                null,
                "stolen",
                null));

        assertThatThrownBy(() -> sessions.refresh(pair.refreshToken())).isInstanceOf(TokenRefusedException.class);
    }

    @Test
    void refreshTokenUsedAgainAfterTheGraceEndsTheWholeSession() {
        TokenPair pair = sessions.logIn("alice");
        TokenPair next = sessions.refresh(pair.refreshToken());
        ahead = Sessions.GRACE.plusSeconds(1);

        assertThatThrownBy(() -> sessions.refresh(pair.refreshToken()))
                .isInstanceOf(TokenRefusedException.class)
                .hasMessage("the refresh token was used before; its session has ended");

        assertThat(publisher.check(sessionOf(next)).accepted()).isFalse();
        assertThatThrownBy(() -> sessions.refresh(next.refreshToken())).isInstanceOf(TokenRefusedException.class);
    }

    @Test
    void tabsThatRefreshAtOnceGetOnePairThatWorks() {
        TokenPair pair = sessions.logIn("alice");

        List<TokenPair> bought = IntStream.range(0, 16)
                .parallel()
                .mapToObj(tab -> sessions.refresh(pair.refreshToken()))
                .toList();

        assertThat(bought)
                .extracting(each -> JWT.decode(each.refreshToken()).getId())
                .containsOnly(JWT.decode(bought.get(0).refreshToken()).getId());
        assertThat(publisher.check(sessionOf(pair)).accepted()).isTrue();
        assertThat(sessions.refresh(bought.get(0).refreshToken())).isNotNull();
    }

    @Test
    void otherSessionsOfTheUserOutliveAReuse() {
        TokenPair phone = sessions.logIn("alice");
        TokenPair laptop = sessions.logIn("alice");
        sessions.refresh(phone.refreshToken());
        ahead = Sessions.GRACE.plusSeconds(1);

        assertThatThrownBy(() -> sessions.refresh(phone.refreshToken())).isInstanceOf(TokenRefusedException.class);

        assertThat(publisher.check(sessionOf(laptop)).accepted()).isTrue();
    }

    @Test
    void unavailablePublisherMeansNothingIsIssued() {
        TokenPair pair = sessions.logIn("alice");
        publisher.setUnavailable();

        assertThatThrownBy(() -> sessions.refresh(pair.refreshToken())).isInstanceOf(TryLaterException.class);
    }

    @Test
    void staleInstanceDoesNotSpendTheRefreshToken() {
        TokenPair pair = sessions.logIn("alice");
        publisher.setStale();

        assertThatThrownBy(() -> sessions.refresh(pair.refreshToken())).isInstanceOf(TryLaterException.class);

        assertThat(publisher.requests()).isEmpty();
    }

    @Test
    void accessTokenBuysNoPair() {
        TokenPair pair = sessions.logIn("alice");

        assertThatThrownBy(() -> sessions.refresh(pair.accessToken())).isInstanceOf(IncorrectClaimException.class);

        assertThat(publisher.requests()).isEmpty();
    }

    @Test
    void loggedOutSessionCannotBeRefreshed() {
        TokenPair pair = sessions.logIn("alice");

        sessions.logOut(sessionOf(pair));

        assertThatThrownBy(() -> sessions.refresh(pair.refreshToken()))
                .isInstanceOf(TokenRefusedException.class)
                .hasMessage("the session has ended");
    }

    @Test
    void logInRightAfterLoggingOutEverywhereYieldsALiveToken() {
        TokenPair before = sessions.logIn("alice");

        sessions.logOutEverywhere(sessionOf(before));
        TokenPair after = sessions.logIn("alice");

        assertThat(publisher.check(sessionOf(before)).accepted()).isFalse();
        assertThat(publisher.check(sessionOf(after)).accepted()).isTrue();
    }

    @Test
    void unconfirmedLogOutIsNotClaimed() {
        Session session = sessionOf(sessions.logIn("alice"));
        publisher.setUnavailable();

        assertThatThrownBy(() -> sessions.logOut(session)).isInstanceOf(TryLaterException.class);
        assertThatThrownBy(() -> sessions.logOutEverywhere(session)).isInstanceOf(TryLaterException.class);
    }
}
