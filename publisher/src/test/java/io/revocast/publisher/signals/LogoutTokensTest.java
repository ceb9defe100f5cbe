package io.revocast.publisher.signals;

import io.revocast.event.Target;
import io.revocast.publisher.credentials.Scope;
import io.revocast.publisher.fleet.TestFleets;
import io.revocast.publisher.request.LimitedException;
import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.request.RejectedException.Kind;
import io.revocast.publisher.request.RevokeRequest.ByTarget;
import io.revocast.publisher.request.UnavailableException;
import io.revocast.publisher.request.UnavailableException.Certainty;
import io.revocast.publisher.service.Tokens;
import io.revocast.publisher.signals.ReceivedCounts.Endpoint;
import io.revocast.publisher.signals.ReceivedCounts.Outcome;
import io.revocast.publisher.signals.RefusedException.Code;
import io.revocast.publisher.time.DoubtfulClock;
import io.revocast.publisher.token.TokenAuthenticity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class LogoutTokensTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00.700Z");
    private static final long SECOND = NOW.getEpochSecond();
    private static final String TYPED = "{\"alg\":\"RS256\",\"kid\":\"k1\",\"typ\":\"logout+jwt\"}";

    /** As Keycloak 26 sends it. */
    private static final String GOOD = ("{'exp':" + (SECOND + 118) + ",'iat':" + (SECOND - 2)
                    + ",'jti':'l1','iss':'https://idp.example','aud':'shop','sub':'alice','typ':'Logout','sid':'s1',"
                    + "'events':{'http://schemas.openid.net/event/backchannel-logout':{}}}")
            .replace('\'', '"');

    private final RecordedRevocations service = new RecordedRevocations();
    private final ReceivedCounts counts = new ReceivedCounts();

    private LogoutTokens logouts(Provider provider, TokenAuthenticity authenticity) {
        return new LogoutTokens(
                new ProviderMessageValidator(
                        List.of(provider),
                        authenticity,
                        service,
                        target -> List.of(),
                        Clock.fixed(NOW, ZoneOffset.UTC)),
                counts,
                TestFleets.noLogoutWaits());
    }

    private void receive(String claims) throws Exception {
        logouts(TestProviders.provider(), token -> {}).receive(Tokens.of(TYPED, claims), "r1");
    }

    private RefusedException refusal(Provider provider, String token) {
        RefusedException refusal = catchThrowableOfType(
                RefusedException.class, () -> logouts(provider, any -> {}).receive(token, "r1"));
        assertThat(refusal).as("refusal").isNotNull();
        assertThat(service.requests()).isEmpty();
        return refusal;
    }

    @Test
    void sessionIsRevokedWhateverTheTimeOfItsTokens() throws Exception {
        receive(GOOD);

        assertThat(service.revoked())
                .as("a session has no cut-off")
                .isEqualTo(Map.of("https://idp.example sid=s1", "null"));
        assertThat(service.requests().get(0).explanation().reason()).isEqualTo("backchannel-logout");
        assertThat(service.requests().get(0).explanation().note()).isEqualTo("logout token l1");
        assertThat(counts.count(Endpoint.BACKCHANNEL_LOGOUT, Outcome.REVOKED)).isEqualTo(1);
    }

    @Test
    void subjectAloneEndsEverySession() throws Exception {
        receive(GOOD.replace(",\"sid\":\"s1\"", ""));

        assertThat(service.revoked()).isEqualTo(Map.of("https://idp.example sub=alice", "2026-11-23T11:59:58Z"));
    }

    @Test
    void tokensOfAnotherIssuerAndClaimsAreNamedAsConfigured() throws Exception {
        Provider provider = TestProviders.provider(
                "https://tokens.example",
                Map.of(SubjectType.SESSION, "session_state", SubjectType.USER, "uid"),
                "session-revoked");

        logouts(provider, token -> {}).receive(Tokens.of(TYPED, GOOD), "r1");
        logouts(provider, token -> {}).receive(Tokens.of(TYPED, GOOD.replace("\"sid\":\"s1\",", "")), "r2");

        assertThat(service.revoked())
                .containsOnlyKeys("https://tokens.example session_state=s1", "https://tokens.example uid=alice");
    }

    @Test
    void sessionThatNoClaimHasEndsAllOfTheUsers() throws Exception {
        Provider provider =
                TestProviders.provider(TestProviders.IDP, Map.of(SubjectType.USER, "sub"), "session-revoked");

        logouts(provider, token -> {}).receive(Tokens.of(TYPED, GOOD), "r1");

        assertThat(service.revoked()).containsOnlyKeys("https://idp.example sub=alice");
        service.failWith(null);
        assertThat(refusal(provider, Tokens.of(TYPED, GOOD.replace("\"sub\"", "\"xsub\""))))
                .hasMessage("sub must be present: no claim is configured that has the session");
    }

    @Test
    void cutOffIsTheProvidersTimeWhereOurClockIsBehind() throws Exception {
        receive(GOOD.replace("\"iat\":" + (SECOND - 2), "\"iat\":" + (SECOND + 50))
                .replace("\"sid\"", "\"xsid\""));

        assertThat(service.revoked()).containsValue("2026-11-23T12:00:50Z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "\"\""})
    void sessionThatIsNullOrEmptyCountsAsAbsent(String session) throws Exception {
        receive(GOOD.replace("\"sid\":\"s1\"", "\"sid\":" + session));

        assertThat(service.revoked()).containsOnlyKeys("https://idp.example sub=alice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "\"\""})
    void subjectThatIsNullOrEmptyCountsAsAbsent(String subject) throws Exception {
        receive(GOOD.replace("\"sub\":\"alice\"", "\"sub\":" + subject));

        assertThat(service.revoked()).containsOnlyKeys("https://idp.example sid=s1");
    }

    @Test
    void sessionAndSubjectAreRevokedWhereTheSettingsNameBoth() throws Exception {
        Provider provider = TestProviders.provider(new Provider.Tokens(
                TestProviders.IDP,
                Map.of(SubjectType.SESSION, "sid", SubjectType.USER, "sub"),
                true,
                Provider.CutOff.DEFAULT));

        logouts(provider, token -> {}).receive(Tokens.of(TYPED, GOOD), "r1");

        assertThat(service.revoked()).containsOnlyKeys("https://idp.example sid=s1", "https://idp.example sub=alice");
        service.failWith(null);
        logouts(provider, token -> {}).receive(Tokens.of(TYPED, GOOD.replace("\"sub\"", "\"xsub\"")), "r2");
        assertThat(service.revoked()).containsOnlyKeys("https://idp.example sid=s1");
    }

    @Test
    void cutOffCoversTheClocksOfTheProviderAndOldLoginsWhereConfigured() throws Exception {
        Provider provider = TestProviders.provider(new Provider.Tokens(
                TestProviders.IDP,
                Map.of(SubjectType.SESSION, "sid", SubjectType.USER, "sub"),
                true,
                new Provider.CutOff(Duration.ofSeconds(5), true)));

        logouts(provider, token -> {}).receive(Tokens.of(TYPED, GOOD), "r1");

        assertThat(service.revoked())
                .isEqualTo(Map.of(
                        "https://idp.example sid=s1", "null", "https://idp.example sub=alice", "2026-11-23T12:00:03Z"));
        assertThat(service.requests())
                .extracting(ByTarget::authenticatedBefore)
                .containsExactly(null, Instant.parse("2026-11-23T11:59:58Z"));
    }

    @Test
    void logoutThatMayRefuseNoTokenSaysSo() throws Exception {
        List<String> unmatched = new ArrayList<>(List.of("sid"));
        LogoutTokens logouts = new LogoutTokens(
                new ProviderMessageValidator(
                        List.of(TestProviders.provider(new Provider.Tokens(
                                TestProviders.IDP,
                                Map.of(SubjectType.SESSION, "sid", SubjectType.USER, "sub"),
                                true,
                                Provider.CutOff.DEFAULT))),
                        token -> {},
                        service,
                        target -> unmatched.contains(((Target.Claim) target).name()) ? List.of("no token") : List.of(),
                        Clock.fixed(NOW, ZoneOffset.UTC)),
                counts,
                TestFleets.noLogoutWaits());

        assertThat(logouts.receive(Tokens.of(TYPED, GOOD), "r1").warnings())
                .as("the subject matches")
                .isEmpty();
        assertThat(logouts.receive(Tokens.of(TYPED, GOOD.replace("\"sub\"", "\"xsub\"")), "r2")
                        .warnings())
                .containsExactly("no token");
        unmatched.add("sub");
        assertThat(logouts.receive(Tokens.of(TYPED, GOOD), "r3").warnings()).containsExactly("no token", "no token");
    }

    @Test
    void sameTokenAgainAsksForTheSame() throws Exception {
        receive(GOOD);
        receive(GOOD);

        assertThat(service.requests().get(1)).isEqualTo(service.requests().get(0));
    }

    @Test
    void providerMayRevokeItsOwnTokensAndNothingBroad() throws Exception {
        receive(GOOD);

        assertThat(service.requesters().get(0).requestId()).isEqualTo("r1");
        assertThat(service.requesters().get(0).caller().name()).isEqualTo("issuer:idp");
        assertThat(service.requesters().get(0).caller().issuers()).containsExactly("https://idp.example");
        assertThat(service.requesters().get(0).caller().scopes())
                .containsExactlyInAnyOrder(Scope.WRITE_TOKEN, Scope.WRITE_CLAIM);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"alg\":\"RS256\"}",
                "{\"alg\":\"RS256\",\"typ\":\"JWT\"}",
                "{\"alg\":\"RS256\",\"typ\":\"LOGOUT+JWT\"}",
                "{\"alg\":\"RS256\",\"typ\":\"application/logout+jwt\"}"
            })
    void typeMayBeThatOfLogoutTokensOrNone(String header) throws Exception {
        logouts(TestProviders.provider(), token -> {}).receive(Tokens.of(header, GOOD), "r1");

        assertThat(service.requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"at+jwt\"", "\"secevent+jwt\"", "7", "null"})
    void tokenOfAnotherKindIsRefused(String typ) {
        String header = "{\"alg\":\"RS256\",\"typ\":" + typ + "}";

        assertThat(refusal(TestProviders.provider(), Tokens.of(header, GOOD)))
                .hasMessage("typ must be logout+jwt or JWT, or absent");
    }

    @Test
    void accessTokenIsRefusedAsLogoutToken() {
        String access =
                "{\"iss\":\"https://idp.example\",\"aud\":\"shop\",\"sub\":\"alice\",\"sid\":\"s1\",\"jti\":\"a1\","
                        + "\"iat\":" + SECOND + ",\"exp\":" + (SECOND + 60) + ",\"typ\":\"Bearer\"}";

        assertThat(refusal(TestProviders.provider(), Tokens.of("{\"alg\":\"RS256\",\"typ\":\"JWT\"}", access)))
                .hasMessage("events must be a JSON object");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "https://idp.example|https://other.example|INVALID_ISSUER|iss must be an issuer that is configured for this",
                "\"iss\":\"https://idp.example\"|\"iss\":7|INVALID_ISSUER|token.iss must be a string that is not empty: every target has an issuer",
                "\"aud\":\"shop\"|\"aud\":\"other\"|INVALID_AUDIENCE|aud must name this publisher, as configured",
                "\"aud\":\"shop\"|\"aud\":[\"other\",7]|INVALID_AUDIENCE|aud must name this publisher, as configured",
                "\"aud\":\"shop\",|``|INVALID_AUDIENCE|aud must name this publisher, as configured",
                "\"iat\"|\"xiat\"|INVALID_REQUEST|iat must be present",
                "\"iat\":1|\"iat\":4|INVALID_REQUEST|iat must not be in the future by more than 60 s",
                "\"iat\":1|\"iat\":\"1\",\"x\":1|INVALID_REQUEST|token.iat must be a number of seconds (RFC 7519 section 4.1.6)",
                "\"exp\"|\"xexp\"|INVALID_REQUEST|exp must be present",
                "\"exp\":1|\"exp\":0.1|INVALID_REQUEST|exp must not have passed",
                "\"jti\":\"l1\",|``|INVALID_REQUEST|jti must be a string that is not empty",
                "\"sid\":\"s1\"|\"sid\":7|INVALID_REQUEST|sid must be a string that is not empty",
                "\"sub\":\"alice\",\"typ\":\"Logout\",\"sid\":\"s1\",|``|INVALID_REQUEST|sub or sid must be present",
                "http://schemas|https://schemas|INVALID_REQUEST|events member for back-channel logout must be a JSON object",
                "logout\":{}|logout\":null|INVALID_REQUEST|events member for back-channel logout must be a JSON object",
                "logout\":{}|logout\":7|INVALID_REQUEST|events member for back-channel logout must be a JSON object",
                "\"jti\":|\"nonce\":null,\"jti\":|INVALID_REQUEST|nonce must not be present: this is an ID token"
            })
    void tokenThatBreaksARuleIsRefusedAndNothingIsRevoked(String part, String instead, Code code, String rule) {
        String claims = GOOD.replace(part, instead);
        assertThat(claims).isNotEqualTo(GOOD);

        RefusedException refusal = refusal(TestProviders.provider(), Tokens.of(TYPED, claims));

        assertThat(refusal).hasMessage(rule);
        assertThat(refusal.code()).isEqualTo(code);
        assertThat(counts.count(Endpoint.BACKCHANNEL_LOGOUT, Outcome.REFUSED)).isEqualTo(1);
    }

    @Test
    void anyOfSeveralAudiencesWillDo() throws Exception {
        receive(GOOD.replace("\"aud\":\"shop\"", "\"aud\":[\"other\",\"portal\"]"));

        assertThat(service.requests()).hasSize(1);
    }

    @Test
    void oldTokenIsRefusedWhateverItsExpiry() {
        String old = GOOD.replace("\"iat\":" + (SECOND - 2), "\"iat\":" + (SECOND - 182));

        assertThat(refusal(TestProviders.provider(), Tokens.of(TYPED, old))).hasMessage("iat must be at most PT2M ago");
    }

    @Test
    void expiryMayBeMissingWhereThatIsConfigured() throws Exception {
        String claims = GOOD.replace("\"exp\"", "\"xexp\"");

        logouts(TestProviders.withoutExpiry(), token -> {}).receive(Tokens.of(TYPED, claims), "r1");

        assertThat(service.requests()).hasSize(1);
        assertThat(refusalOfExpired()).hasMessage("exp must not have passed");
    }

    private RefusedException refusalOfExpired() {
        service.failWith(null);
        return refusal(TestProviders.withoutExpiry(), Tokens.of(TYPED, GOOD.replace("\"exp\":1", "\"exp\":0.1")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"alg\":\"none\"}", "{\"alg\":\"RS256\",\"crit\":[\"exp\"]}", "{}"})
    void headerThatProvesNothingIsRefused(String header) {
        assertThat(refusal(TestProviders.provider(), Tokens.of(header, GOOD)).code())
                .isEqualTo(Code.INVALID_REQUEST);
    }

    @Test
    void issuerWithoutLogoutIsRefusedBeforeItsKeysAreRead() {
        TokenAuthenticity unread = token -> {
            throw new UnavailableException(Certainty.NOT_WRITTEN, "keys were asked for");
        };
        LogoutTokens logouts = logouts(TestProviders.withPassword(), unread);

        RefusedException refusal =
                catchThrowableOfType(RefusedException.class, () -> logouts.receive(Tokens.of(TYPED, GOOD), "r1"));

        assertThat(refusal.code()).isEqualTo(Code.INVALID_ISSUER);
    }

    @Test
    void signatureIsVerifiedBeforeAnyClaimIsBelieved() {
        TokenAuthenticity unavailable = token -> {
            throw new RejectedException(Kind.UNVERIFIED_TOKEN, "token", null, "must be signed with its issuer's key");
        };
        LogoutTokens logouts = logouts(TestProviders.provider(), unavailable);

        RefusedException refusal = catchThrowableOfType(
                RefusedException.class, () -> logouts.receive(Tokens.of("{\"iss\":\"https://idp.example\"}"), "r1"));

        assertThat(refusal.code()).isEqualTo(Code.INVALID_KEY);
        assertThat(refusal).hasMessage("token must be signed with its issuer's key");
    }

    @Test
    void whatIsNotConfirmedIsNotClaimed() {
        LogoutTokens logouts = logouts(TestProviders.provider(), token -> {});
        service.failWith(new UnavailableException(Certainty.UNKNOWN, "not confirmed"));
        assertThat(catchThrowableOfType(
                        UnavailableException.class, () -> logouts.receive(Tokens.of(TYPED, GOOD), "r1")))
                .isNotNull();
        service.failWith(new LimitedException("too many", Duration.ofSeconds(3)));
        assertThat(catchThrowableOfType(LimitedException.class, () -> logouts.receive(Tokens.of(TYPED, GOOD), "r1")))
                .isNotNull();

        assertThat(counts.count(Endpoint.BACKCHANNEL_LOGOUT, Outcome.UNCONFIRMED))
                .isEqualTo(2);
    }

    @Test
    void refusalOfTheDeskNamesNoSubject() {
        LogoutTokens logouts = logouts(TestProviders.provider(), token -> {});
        service.failWith(
                new RejectedException(Kind.INVALID_FIELD, "target.value", "alice", "must be nicer than alice"));

        RefusedException refusal =
                catchThrowableOfType(RefusedException.class, () -> logouts.receive(Tokens.of(TYPED, GOOD), "r1"));

        assertThat(refusal).hasMessage("the subject cannot be revoked: target.value");
    }

    /** Seen: "the subject cannot be revoked: target.name", as if the provider had sent a wrong message. */
    @Test
    void limitOfThisPublisherIsNotBlamedOnTheProvider() {
        LogoutTokens logouts = logouts(TestProviders.provider(), token -> {});
        service.failWith(new RejectedException(
                Kind.TOO_MANY_CLAIM_NAMES,
                "target.name",
                "sid",
                "must be one of the 64 names: limits.claim-names is 64"));

        assertThatThrownBy(() -> logouts.receive(Tokens.of(TYPED, GOOD), "r1"))
                .isInstanceOfSatisfying(
                        UnavailableException.class,
                        e -> assertThat(e.certainty()).isEqualTo(UnavailableException.Certainty.NOT_WRITTEN))
                .hasMessage(
                        "limits.claim-names of this publisher is reached for the provider's issuer, so the claim "
                                + "cannot be revoked by yet; an operator must raise it. Nothing was written; send the message again");
        assertThat(counts.count(Endpoint.BACKCHANNEL_LOGOUT, Outcome.UNCONFIRMED))
                .isEqualTo(1);
    }

    @Test
    void messageIsRefusedForItsTimesOnlyWhenBothClocksSaySo() throws Exception {
        for (Instant earliest : List.of(NOW.minusSeconds(7200), NOW)) {
            new LogoutTokens(
                            new ProviderMessageValidator(
                                    List.of(TestProviders.provider()),
                                    token -> {},
                                    service,
                                    target -> List.of(),
                                    DoubtfulClock.from(earliest, Duration.ofHours(2))),
                            counts,
                            TestFleets.noLogoutWaits())
                    .receive(Tokens.of(TYPED, GOOD), "r1");
        }

        assertThat(service.requests()).hasSize(2);
    }
}
