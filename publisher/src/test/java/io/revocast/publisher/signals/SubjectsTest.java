package io.revocast.publisher.signals;

import io.revocast.publisher.service.Tokens;
import io.revocast.publisher.signals.RefusedException.Code;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Clock;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class SubjectsTest {
    private static final Map<SubjectType, String> ALL = Map.of(
            SubjectType.SESSION,
            "sid",
            SubjectType.USER,
            "sub",
            SubjectType.EMAIL,
            "mail",
            SubjectType.CLIENT,
            "azp",
            SubjectType.TENANT,
            "tid");
    private static final String SESSION = "'session':{'format':'opaque','id':'s1'}";
    private static final String USER = "'user':{'format':'iss_sub','iss':'https://idp.example','sub':'alice'}";
    private static final String DEVICE = "'device':{'format':'opaque','id':'d1'}";
    private static final String TENANT = "'tenant':{'format':'opaque','id':'t1'}";
    private static final String APPLICATION = "'application':{'format':'opaque','id':'shop'}";

    private final RecordedRevocations service = new RecordedRevocations();

    private void receive(Map<SubjectType, String> claims, String events, String name, String subject) throws Exception {
        receive(TestProviders.provider(TestProviders.IDP, claims, events), name, subject);
    }

    private void receive(Provider provider, String name, String subject) throws Exception {
        String uri = EventRule.parse(name).get(0).uri();
        String set = "{'iss':'https://idp.example','aud':'https://revocast.example','jti':'e1','iat':1,'sub_id':"
                + subject + ",'events':{'" + uri + "':{'change_type':'update'}}}";
        receive(provider, set);
    }

    private void receive(Provider provider, String set) throws Exception {
        new SecurityEvents(
                        new ProviderMessageValidator(
                                List.of(provider), token -> {}, service, target -> List.of(), Clock.systemUTC()),
                        new ReceivedCounts())
                .receive(
                        Tokens.of("{\"alg\":\"RS256\",\"typ\":\"secevent+jwt\"}", set.replace('\'', '"')),
                        List.of(),
                        "r1");
    }

    private String revoked(String name, String subject) throws Exception {
        receive(ALL, name, name, subject);
        assertThat(service.requests()).hasSize(1);
        return service.revoked().keySet().iterator().next();
    }

    private static String complex(String... members) {
        return "{'format':'complex'," + String.join(",", members) + "}";
    }

    private RefusedException refusal(Map<SubjectType, String> claims, String subject) {
        RefusedException refusal = catchThrowableOfType(
                RefusedException.class, () -> receive(claims, "session-revoked", "session-revoked", subject));
        assertThat(refusal).as("refusal").isNotNull();
        assertThat(service.requests()).isEmpty();
        return refusal;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "session-revoked|{'format':'iss_sub','iss':'https://idp.example','sub':'alice'}|sub=alice",
                "session-revoked|{'format':'jwt_id','iss':'https://idp.example','jti':'j1'}|token j1",
                "session-revoked|{'format':'opaque','id':'s1'}|sid=s1",
                "credential-change|{'format':'opaque','id':'alice'}|sub=alice",
                "account-disabled|{'format':'opaque','id':'alice'}|sub=alice",
                "account-disabled|{'format':'opaque','id':'ALL'}|sub=ALL",
                "session-revoked|{'format':'opaque','id':'ALL'}|sid=ALL",
                "session-revoked|{'format':'complex','user':{'format':'opaque','id':'ALL'}}|sub=ALL",
                "session-revoked|{'format':'complex','tenant':{'format':'opaque','id':'ALL'}}|tid=ALL",
                "account-disabled|{'format':'email','email':'alice@example.com'}|mail=alice@example.com"
            })
    void plainSubjectIsWhatTheEventIsAbout(String event, String subject, String target) throws Exception {
        assertThat(revoked(event, subject)).isEqualTo("https://idp.example " + target);
    }

    @Test
    void cutOffDoesNotGoWithASingleToken() throws Exception {
        revoked("session-revoked", "{'format':'jwt_id','iss':'https://idp.example','jti':'j1'}");

        assertThat(service.requests().get(0).issuedBefore()).isNull();
    }

    @Test
    void sessionStandsForEverythingAroundIt() throws Exception {
        assertThat(revoked("session-revoked", complex(SESSION, USER, TENANT))).isEqualTo("https://idp.example sid=s1");
    }

    @Test
    void userStandsForItsTenant() throws Exception {
        assertThat(revoked("credential-change", complex(USER, TENANT))).isEqualTo("https://idp.example sub=alice");
        assertThat(service.requests().get(0).explanation().note()).isEqualTo("SET e1");
    }

    @Test
    void userWhoseDeviceCannotBeNamedIsRevokedEverywhereAndTheNoteSaysSo() throws Exception {
        assertThat(revoked("session-revoked", complex(USER, DEVICE))).isEqualTo("https://idp.example sub=alice");
        assertThat(service.requests().get(0).explanation().note())
                .isEqualTo("SET e1; for the whole user, though the subject also had device");
    }

    @Test
    void wholeUserIsRevokedWhereTheTableSaysSo() throws Exception {
        receive(ALL, "session-revoked=user", "session-revoked", complex(SESSION, USER));

        assertThat(service.revoked()).containsOnlyKeys("https://idp.example sub=alice");
        assertThat(service.requests().get(0).explanation().note()).endsWith("though the subject also had session");
    }

    /** Seen: one token was revoked, and its note said that the whole user was. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "'user':{'format':'jwt_id','iss':'https://idp.example','jti':'j1'}",
                "'user':{'format':'jwt_id','iss':'https://idp.example','jti':'j1'},'device':{'format':'opaque','id':'d'}",
                "'session':{'format':'iss_sub','iss':'https://idp.example','sub':'alice'}",
                "'session':{'format':'email','email':'alice@example.com'}",
                "'application':{'format':'iss_sub','iss':'https://idp.example','sub':'alice'}",
                "'tenant':{'format':'email','email':'alice@example.com'}",
                "'tenant':{'format':'jwt_id','iss':'https://idp.example','jti':'j1'}"
            })
    void memberIsNeverTakenForAnotherPartThanItsOwn(String member) {
        assertThat(refusal(ALL, complex(member)).code()).isEqualTo(Code.INVALID_REQUEST);
    }

    @Test
    void sessionThatOneTokenNamesIsTheUserWhereThereIsOneAndTheNoteSaysSo() throws Exception {
        String session = "'session':{'format':'jwt_id','iss':'https://idp.example','jti':'j1'}";

        assertThat(revoked("session-revoked", complex(session, USER))).isEqualTo("https://idp.example sub=alice");
        assertThat(service.requests().get(0).explanation().note())
                .isEqualTo("SET e1; for the whole user, though the subject also had session");
        service.failWith(null);
        assertThat(revoked("session-revoked", complex(session))).isEqualTo("https://idp.example token j1");
        assertThat(service.requests().get(0).explanation().note()).isEqualTo("SET e1");
    }

    /** Seen: the event was acknowledged, and the user's other tokens passed. */
    @ParameterizedTest
    @ValueSource(strings = {"session-revoked=user", "account-disabled", "sessions-revoked", "credential-compromise"})
    void eventAboutTheWholeUserIsRefusedWhereOnlyATokenIsNamed(String event) {
        String name = event.replace("=user", "");
        String token = "{'format':'jwt_id','iss':'https://idp.example','jti':'j1'}";

        RefusedException refusal = catchThrowableOfType(RefusedException.class, () -> receive(ALL, event, name, token));

        assertThat(refusal.code()).isEqualTo(Code.INVALID_REQUEST);
        assertThat(service.requests()).isEmpty();
    }

    @Test
    void applicationAndTenantStandForThemselvesAlone() throws Exception {
        assertThat(revoked("session-revoked", complex(APPLICATION))).isEqualTo("https://idp.example azp=shop");
        service.failWith(null);
        assertThat(revoked("session-revoked", complex(TENANT))).isEqualTo("https://idp.example tid=t1");
    }

    @Test
    void sessionAndItsUserAreRevokedWhereTheSettingsNameBoth() throws Exception {
        Provider.Tokens both = new Provider.Tokens(
                TestProviders.IDP,
                Map.of(SubjectType.SESSION, "sid", SubjectType.USER, "sub"),
                true,
                Provider.CutOff.DEFAULT);

        receive(TestProviders.provider(both), "session-revoked", complex(SESSION, USER));

        assertThat(service.revoked()).containsOnlyKeys("https://idp.example sid=s1", "https://idp.example sub=alice");
    }

    @Test
    void membersWithoutFormatAroundThemAreAComplexSubject() throws Exception {
        assertThat(revoked("session-revoked", "{" + USER + "}")).isEqualTo("https://idp.example sub=alice");
        service.failWith(null);
        assertThat(revoked("session-revoked", "{" + USER + "," + SESSION + "}"))
                .isEqualTo("https://idp.example sid=s1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"'session':{'format':'opaque','id':'ALL'}", "'session':{'format':'opaque'}"})
    void everySessionOfAUserIsTheUser(String session) throws Exception {
        assertThat(revoked("session-revoked", complex(USER, session))).isEqualTo("https://idp.example sub=alice");
        assertThat(service.requests().get(0).explanation().note()).isEqualTo("SET e1");
        service.failWith(null);
        assertThat(refusal(ALL, complex(session)).code()).as("of no user").isEqualTo(Code.INVALID_REQUEST);
    }

    @Test
    void memberThatIsNullOrHasNoIdCountsAsAbsent() throws Exception {
        assertThat(revoked("session-revoked", complex(USER, "'session':{'format':'opaque'}", "'device':null")))
                .isEqualTo("https://idp.example sub=alice");
        service.failWith(null);
        assertThat(revoked("session-revoked", complex(APPLICATION, "'user':null")))
                .isEqualTo("https://idp.example azp=shop");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'session':null",
                "'session':''",
                "'session':{}",
                "'session':{'format':'opaque','id':''}",
                "'session':{'format':'opaque','id':null}",
                "'format':null",
                "'format':''"
            })
    void emptyValuesCountAsAbsentWithAndWithoutAFormatAround(String empty) throws Exception {
        assertThat(revoked("session-revoked", "{" + USER + "," + empty + "}"))
                .isEqualTo("https://idp.example sub=alice");
        assertThat(service.requests().get(0).explanation().note()).isEqualTo("SET e1");
        service.failWith(null);
        if (!empty.startsWith("'format'")) {
            assertThat(revoked("session-revoked", complex(empty, USER))).isEqualTo("https://idp.example sub=alice");
            service.failWith(null);
            assertThat(refusal(ALL, "{" + empty + "}").code())
                    .as("of no subject")
                    .isEqualTo(Code.INVALID_REQUEST);
        }
    }

    @Test
    void emptyMembersAreNotLeftOutOfAUserAndDoNotStandBesideAnApplication() throws Exception {
        assertThat(revoked("session-revoked", complex(USER, "'device':{'format':'opaque','id':''}")))
                .isEqualTo("https://idp.example sub=alice");
        assertThat(service.requests().get(0).explanation().note()).isEqualTo("SET e1");
        service.failWith(null);
        assertThat(revoked(
                        "session-revoked", complex(APPLICATION, "'user':{'format':'opaque','id':''}", "'device':''")))
                .isEqualTo("https://idp.example azp=shop");
    }

    @Test
    void combinationIsNeverWidenedToAnApplicationOrATenant() {
        assertThat(refusal(ALL, complex(APPLICATION, DEVICE)).code()).isEqualTo(Code.INVALID_REQUEST);
        assertThat(refusal(ALL, complex(TENANT, APPLICATION)).code()).isEqualTo(Code.INVALID_REQUEST);
        assertThat(refusal(ALL, complex(DEVICE)).code()).isEqualTo(Code.INVALID_REQUEST);
    }

    @Test
    void subjectWithoutAConfiguredClaimIsRefused() {
        Map<SubjectType, String> claims = Map.of(SubjectType.USER, "sub");

        assertThat(refusal(claims, "{'format':'email','email':'alice@example.com'}"))
                .hasMessage("the subject must be one that a configured claim of this provider's tokens has");
        assertThat(refusal(claims, "{'format':'opaque','id':'s1'}").code()).isEqualTo(Code.INVALID_REQUEST);
        assertThat(refusal(claims, complex(TENANT)).code()).isEqualTo(Code.INVALID_REQUEST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'format':'iss_sub','iss':'https://victim.example','sub':'alice'}",
                "{'format':'jwt_id','iss':'https://victim.example','jti':'j1'}",
                "{'format':'complex','user':{'format':'iss_sub','iss':'https://victim.example','sub':'alice'}}"
            })
    void subjectOfAnotherIssuerIsDenied(String subject) {
        RefusedException refusal = refusal(ALL, subject);

        assertThat(refusal.code()).isEqualTo(Code.ACCESS_DENIED);
        assertThat(refusal.getMessage()).matches("sub_id(\\.user)?\\.iss must be the provider's own issuer");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'format':7}",
                "{'format':'phone_number','phone_number':'+1'}",
                "{'format':'iss_sub','iss':'https://idp.example'}",
                "{'format':'iss_sub','sub':'alice'}",
                "{'format':'opaque','id':''}",
                "{'format':'complex'}",
                "{'format':'complex','session':'s1'}"
            })
    void subjectThatIsNoneIsRefused(String subject) {
        assertThat(refusal(ALL, subject).code()).isEqualTo(Code.INVALID_REQUEST);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'format':'iss_sub','iss':'https://idp.example','sub':''}|sub_id.sub",
                "{'format':'complex','user':{'format':'iss_sub','iss':'https://idp.example','sub':''}}|sub_id.user.sub",
                "{'user':{'format':'iss_sub','iss':'https://idp.example','sub':''}}|sub_id.user.sub",
                "{'format':'complex','user':{'format':'iss_sub','iss':'','sub':'alice'}}|sub_id.user.iss",
                "{'format':'complex','user':{'format':'email','email':7}}|sub_id.user.email",
                "{'format':'complex','session':{'format':'jwt_id','iss':'https://idp.example'}}|sub_id.session.jti",
                "{'format':'complex','tenant':{'id':'t1'}}|sub_id.tenant.format"
            })
    void memberThatIsEmptyOrMissingIsNamedInFull(String subject, String member) {
        assertThat(refusal(ALL, subject)).hasMessage(member + " must be a string that is not empty");
    }

    @Test
    void memberOfADraftSubjectIsNamedInFull() {
        String uri = EventRule.parse("session-revoked").get(0).uri();
        String set = "{'iss':'https://idp.example','aud':'https://revocast.example','jti':'e1','iat':1,'events':{'"
                + uri + "':{'subject':{'user':{'format':'iss_sub','iss':'https://idp.example','sub':''}}}}}";

        assertThatThrownBy(() -> receive(TestProviders.provider(TestProviders.IDP, ALL, "session-revoked"), set))
                .isInstanceOf(RefusedException.class)
                .hasMessage("subject.user.sub must be a string that is not empty");
    }

    @Test
    void subjectTooLongToNameIsRefusedWithoutBeingQuoted() {
        String subject = "{'format':'opaque','id':'" + "x".repeat(5000) + "'}";

        assertThat(refusal(ALL, subject).getMessage()).doesNotContain("xxx");
    }
}
