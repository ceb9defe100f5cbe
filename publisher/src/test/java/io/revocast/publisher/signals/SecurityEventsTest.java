package io.revocast.publisher.signals;

import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.request.RejectedException.Kind;
import io.revocast.publisher.request.UnavailableException;
import io.revocast.publisher.request.UnavailableException.Certainty;
import io.revocast.publisher.service.Tokens;
import io.revocast.publisher.signals.ReceivedCounts.Endpoint;
import io.revocast.publisher.signals.ReceivedCounts.Outcome;
import io.revocast.publisher.signals.RefusedException.Code;
import io.revocast.publisher.token.TokenAuthenticity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class SecurityEventsTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00.700Z");
    private static final long SECOND = NOW.getEpochSecond();
    private static final String TYPED = "{\"alg\":\"RS256\",\"kid\":\"k1\",\"typ\":\"secevent+jwt\"}";
    private static final String CAEP = "https://schemas.openid.net/secevent/caep/event-type/";
    private static final String RISC = "https://schemas.openid.net/secevent/risc/event-type/";
    private static final String SSF = "https://schemas.openid.net/secevent/ssf/event-type/";
    private static final String ALICE = "{'format':'iss_sub','iss':'https://idp.example','sub':'alice'}";

    private final RecordedRevocations service = new RecordedRevocations();
    private final ReceivedCounts counts = new ReceivedCounts();

    private SecurityEvents events(Provider provider, TokenAuthenticity authenticity) {
        return new SecurityEvents(
                new ProviderMessageValidator(
                        List.of(provider),
                        authenticity,
                        service,
                        target -> List.of(),
                        Clock.fixed(NOW, ZoneOffset.UTC)),
                counts);
    }

    /** A security event token's claims, apostrophes for quotation marks. */
    private static String set(String subject, String events) {
        return ("{'iss':'https://idp.example','aud':['https://revocast.example'],'jti':'e1','iat':" + (SECOND - 2)
                        + ",'txn':'t1','sub_id':" + subject + ",'events':{" + events + "}}")
                .replace('\'', '"');
    }

    private static String event(String uri, String payload) {
        return "'" + uri + "':" + payload;
    }

    private static String sessionRevoked() {
        return set(ALICE, event(CAEP + "session-revoked", "{}"));
    }

    private void receive(String claims) throws Exception {
        events(TestProviders.provider(), token -> {}).receive(Tokens.of(TYPED, claims), List.of(), "r1");
    }

    private RefusedException refusal(String header, String claims) {
        RefusedException refusal = catchThrowableOfType(
                RefusedException.class,
                () -> events(TestProviders.provider(), any -> {}).receive(Tokens.of(header, claims), List.of(), "r1"));
        assertThat(refusal).as("refusal").isNotNull();
        assertThat(service.requests()).isEmpty();
        return refusal;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                CAEP + "session-revoked",
                RISC + "account-disabled",
                RISC + "account-purged",
                RISC + "account-credential-change-required",
                RISC + "credential-compromise",
                RISC + "sessions-revoked"
            })
    void eventRevokesItsSubjectUpToTheTimeOfTheToken(String uri) throws Exception {
        receive(set(ALICE, event(uri, "{}")));

        assertThat(service.revoked()).isEqualTo(Map.of("https://idp.example sub=alice", "2026-11-23T11:59:58Z"));
        assertThat(service.requests().get(0).explanation().reason()).isEqualTo(uri.substring(uri.lastIndexOf('/') + 1));
        assertThat(service.requests().get(0).explanation().note()).isEqualTo("SET e1; txn t1");
        assertThat(service.requesters().get(0).caller().name()).isEqualTo("issuer:idp");
        assertThat(counts.count(Endpoint.SSF, Outcome.REVOKED)).isEqualTo(1);
    }

    @Test
    void noteSaysWhoAndWhy() throws Exception {
        receive(set(
                ALICE,
                event(
                        CAEP + "session-revoked",
                        "{'initiating_entity':'policy','reason_admin':{'de':'weil','en':'Landspeed'}}")));

        assertThat(service.requests().get(0).explanation().note())
                .isEqualTo("SET e1; txn t1; by policy; because Landspeed");
    }

    @ParameterizedTest
    @CsvSource({
        "1795435100,2026-11-23T11:58:20Z",
        "1795435100.9,2026-11-23T11:58:20Z",
        "1795435199,2026-11-23T11:59:58Z",
        "1795435198000,2026-11-23T11:59:58Z",
        "1795435198999.5,2026-11-23T11:59:58Z",
        "1.7954351e9,2026-11-23T11:58:20Z"
    })
    void cutOffIsTheTimeOfTheEventAndNeverAfterTheTokens(String happened, String cutOff) throws Exception {
        receive(set(ALICE, event(CAEP + "session-revoked", "{'event_timestamp':" + happened + "}")));

        assertThat(service.revoked()).containsValue(cutOff);
    }

    /** Seen: 202 for an old event, while the tokens that were issued since stayed good. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                CAEP + "credential-change",
                RISC + "credential-compromise",
                RISC + "account-disabled",
                RISC + "account-purged",
                RISC + "account-credential-change-required"
            })
    void cutOffOfAnEventThatIsNotTheEndOfASessionIsTheTimeOfTheToken(String uri) throws Exception {
        receive(set(ALICE, event(uri, "{'change_type':'update','event_timestamp':" + (SECOND - 172_800) + "}")));

        assertThat(service.revoked()).isEqualTo(Map.of("https://idp.example sub=alice", "2026-11-23T11:59:58Z"));
    }

    @Test
    void eventForWhichNothingWasWrittenIsAnsweredWithAWarning() throws Exception {
        service.expire();

        List<String> warnings = events(TestProviders.provider(), token -> {})
                .receive(Tokens.of(TYPED, sessionRevoked()), List.of(), "r1");

        assertThat(warnings).singleElement().asString().startsWith("nothing was written");
        assertThat(counts.count(Endpoint.SSF, Outcome.EXPIRED)).isEqualTo(1);
        assertThat(counts.count(Endpoint.SSF, Outcome.REVOKED)).isZero();
    }

    /** A cut-off in 1970 would be confirmed and refuse no token. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-1",
                "1",
                "86400000",
                "-1795435198",
                "1e80",
                "1e-80",
                "'soon'",
                "'1795435100'",
                "null",
                "true",
                "[1]",
                "{}"
            })
    void timeThatCannotBeThatOfAnEventCountsAsAbsent(String happened) throws Exception {
        receive(set(ALICE, event(CAEP + "session-revoked", "{'event_timestamp':" + happened + "}")));

        assertThat(service.revoked()).containsValue("2026-11-23T11:59:58Z");
    }

    @Test
    void cutOffIsTheProvidersTimeWhereOurClockIsBehind() throws Exception {
        receive(sessionRevoked().replace("\"iat\":" + (SECOND - 2), "\"iat\":" + (SECOND + 50)));

        assertThat(service.revoked()).containsValue("2026-11-23T12:00:50Z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"revoke", "delete", "update"})
    void credentialThatChangedRevokes(String change) throws Exception {
        receive(credentialChange(change));

        assertThat(service.revoked()).containsOnlyKeys("https://idp.example sub=alice");
    }

    @Test
    void credentialThatWasAddedRevokesNothingAndIsAcknowledged() throws Exception {
        receive(credentialChange("create"));

        assertThat(service.requests()).isEmpty();
        assertThat(counts.count(Endpoint.SSF, Outcome.IGNORED)).isEqualTo(1);
    }

    private static String credentialChange(String change) {
        return set(
                ALICE,
                event(CAEP + "credential-change", "{'credential_type':'password','change_type':'" + change + "'}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {CAEP + "token-claims-change", RISC + "account-enabled", "https://vendor.example/unheard-of"})
    void eventThatTheTableDoesNotListIsAcknowledgedAndIgnored(String uri) throws Exception {
        receive(set("{'format':'unheard-of'}", event(uri, "{}")));

        assertThat(service.requests()).isEmpty();
        assertThat(counts.count(Endpoint.SSF, Outcome.IGNORED)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"verification", "stream-updated"})
    void eventAboutTheStreamIsAcknowledged(String name) throws Exception {
        receive(set("{'format':'opaque','id':'stream-1'}", event(SSF + name, "{'state':'s','status':'paused'}")));

        assertThat(service.requests()).isEmpty();
        assertThat(counts.count(Endpoint.SSF, Outcome.ACKNOWLEDGED)).isEqualTo(1);
    }

    @Test
    void facetsOfOneEventAreOneRevocationUpToTheLatest() throws Exception {
        receive(set(
                ALICE,
                event(CAEP + "session-revoked", "{'event_timestamp':" + (SECOND - 60) + "}") + ","
                        + event(RISC + "sessions-revoked", "{'event_timestamp':" + (SECOND - 10) + "}") + ","
                        + event("https://vendor.example/other", "{}")));

        assertThat(service.revoked()).isEqualTo(Map.of("https://idp.example sub=alice", "2026-11-23T11:59:50Z"));
    }

    @Test
    void subjectMayStandInsideTheEvent() throws Exception {
        receive(set("null", event(CAEP + "session-revoked", "{'subject':" + ALICE + "}")));

        assertThat(service.revoked()).containsOnlyKeys("https://idp.example sub=alice");
    }

    @Test
    void subjectOfTheTokenCountsWhereThereAreTwo() throws Exception {
        String other = ALICE.replace("alice", "bob");

        receive(set(ALICE, event(CAEP + "session-revoked", "{'subject':" + other + "}")));

        assertThat(service.revoked()).containsOnlyKeys("https://idp.example sub=alice");
    }

    @Test
    void claimThatMustBeAbsentMayBeNull() throws Exception {
        receive(sessionRevoked().replace("\"txn\"", "\"sub\":null,\"exp\":null,\"txn\""));

        assertThat(service.requests()).hasSize(1);
    }

    @Test
    void tableDecidesWhatRevokes() throws Exception {
        Provider provider = TestProviders.provider(
                TestProviders.IDP,
                Map.of(SubjectType.USER, "sub"),
                "https://vendor.example/fired, token-claims-change");
        SecurityEvents events = events(provider, token -> {});

        events.receive(Tokens.of(TYPED, sessionRevoked()), List.of(), "r1");
        assertThat(service.requests()).isEmpty();
        events.receive(Tokens.of(TYPED, set(ALICE, event("https://vendor.example/fired", "{}"))), List.of(), "r1");

        assertThat(service.requests().get(0).explanation().reason()).isEqualTo("fired");
    }

    @Test
    void sameTokenAgainAsksForTheSame() throws Exception {
        receive(sessionRevoked());
        receive(sessionRevoked());

        assertThat(service.requests().get(1)).isEqualTo(service.requests().get(0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"alg\":\"RS256\"}",
                "{\"alg\":\"RS256\",\"typ\":\"JWT\"}",
                "{\"alg\":\"RS256\",\"typ\":\"at+jwt\"}",
                "{\"alg\":\"RS256\",\"typ\":\"logout+jwt\"}"
            })
    void tokenOfAnotherKindIsRefused(String header) {
        assertThat(refusal(header, sessionRevoked())).hasMessage("typ must be secevent+jwt");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"iss\":\"https://idp.example\",\"aud\"|\"iss\":\"https://other\",\"aud\"|INVALID_ISSUER|iss must be an issuer that is configured for this",
                "[\"https://revocast.example\"]|\"https://other\"|INVALID_AUDIENCE|aud must name this publisher, as configured",
                "\"jti\":\"e1\"|\"jti\":1|INVALID_REQUEST|jti must be a string that is not empty",
                "\"iat\"|\"xiat\"|INVALID_REQUEST|iat must be present",
                "\"iat\":1|\"iat\":4|INVALID_REQUEST|iat must not be in the future by more than 60 s",
                "\"txn\"|\"sub\":\"alice\",\"txn\"|INVALID_REQUEST|sub must not be present: the subject is sub_id",
                "\"txn\"|\"exp\":9999999999,\"txn\"|INVALID_REQUEST|exp must not be present: an event that happened does not expire",
                "\"sub_id\"|\"subject\"|INVALID_REQUEST|sub_id must be a JSON object",
                "\"events\"|\"xevents\"|INVALID_REQUEST|events must be a JSON object",
                "session-revoked\":{}|session-revoked\":7|INVALID_REQUEST|event must be a JSON object"
            })
    void tokenThatBreaksARuleIsRefusedAndNothingIsRevoked(String part, String instead, Code code, String rule) {
        String claims = sessionRevoked().replace(part, instead);
        assertThat(claims).isNotEqualTo(sessionRevoked());

        RefusedException refusal = refusal(TYPED, claims);

        assertThat(refusal).hasMessage(rule);
        assertThat(refusal.code()).isEqualTo(code);
        assertThat(counts.count(Endpoint.SSF, Outcome.REFUSED)).isEqualTo(1);
    }

    @Test
    void tokenWithoutAnyEventIsRefused() {
        assertThat(refusal(TYPED, set(ALICE, ""))).hasMessage("events must have an event");
    }

    @Test
    void transmitterMustSendTheAgreedHeader() throws Exception {
        SecurityEvents events = events(TestProviders.withPassword(), token -> {
            if (service.requesters().size() > 1) {
                throw new RejectedException(Kind.UNVERIFIED_TOKEN, "token", null, "keys were asked for");
            }
        });
        String token = Tokens.of(TYPED, sessionRevoked());

        for (List<String> wrong : List.of(
                List.<String>of(), List.of("Bearer other"), List.of(TestProviders.PASSWORD, TestProviders.PASSWORD))) {
            RefusedException refusal =
                    catchThrowableOfType(RefusedException.class, () -> events.receive(token, wrong, "r1"));
            assertThat(refusal.code()).isEqualTo(Code.AUTHENTICATION_FAILED);
            assertThat(refusal).hasMessage("the Authorization header must be the one agreed for the stream");
        }
        assertThat(service.requests()).isEmpty();
        events.receive(token, List.of(TestProviders.PASSWORD), "r1");

        assertThat(service.requests()).hasSize(1);
    }

    @Test
    void whatIsNotConfirmedIsNotClaimed() {
        service.failWith(new UnavailableException(Certainty.UNKNOWN, "not confirmed"));

        assertThat(catchThrowableOfType(UnavailableException.class, () -> receive(sessionRevoked())))
                .isNotNull();
        assertThat(counts.count(Endpoint.SSF, Outcome.UNCONFIRMED)).isEqualTo(1);
    }

    @Test
    void whatTheDeskForbidsIsDenied() {
        service.failWith(new RejectedException(Kind.TOO_MANY_ENTRIES, "target", "alice", "must not be"));

        RefusedException refusal = catchThrowableOfType(RefusedException.class, () -> receive(sessionRevoked()));

        assertThat(refusal.code()).isEqualTo(Code.ACCESS_DENIED);
        assertThat(refusal).hasMessage("this provider may not revoke that");
    }
}
