package io.revocast.publisher.console;

import com.fasterxml.jackson.databind.JsonNode;
import io.revocast.publisher.audit.AuditEntry;
import io.revocast.publisher.credentials.ApiKey;
import io.revocast.publisher.credentials.ApiKeyResolver;
import io.revocast.publisher.credentials.Caller;
import io.revocast.publisher.credentials.Credential;
import io.revocast.publisher.credentials.CredentialResolver;
import io.revocast.publisher.credentials.Identification;
import io.revocast.publisher.credentials.Scope;
import io.revocast.publisher.http.ApiClient.Answer;
import io.revocast.publisher.service.Tokens;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.BindException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SessionRoutesTest {
    private static final String KEY = ApiKey.generate();
    private static final String OTHER = ApiKey.generate();
    private static final String TOKEN =
            Tokens.of("{\"iss\":\"https://issuer\",\"jti\":\"t\",\"exp\":" + 1_796_043_600L + "}");

    private static final Identification ALICE =
            new Identification.Known(new Caller("idp:app:alice", "app", Set.of(Scope.READ), Set.of()));

    private final ApiKeyResolver keys = new ApiKeyResolver(List.of(
            ApiKey.parse("portal", ApiKey.line(KEY, "token read issuer=https://issuer")),
            ApiKey.parse("other", ApiKey.line(OTHER, "token read"))));
    private volatile Identification ofToken = ALICE;
    private final ConsoleFixture console = fixture(false, "");

    private ConsoleFixture fixture(boolean insecure, String publicUrl) {
        try {
            return new ConsoleFixture(callers(), insecure, publicUrl);
        } catch (BindException e) {
            throw new IllegalStateException(e);
        }
    }

    private CredentialResolver callers() {
        return new CredentialResolver() {
            @Override
            public Optional<Caller> find(Credential credential) {
                return keys.find(credential);
            }

            @Override
            public Identification identify(Credential credential) {
                return credential.equals(new Credential.Bearer(TOKEN)) ? ofToken : keys.identify(credential);
            }
        };
    }

    @BeforeEach
    void forget() {
        console.reset();
        ofToken = ALICE;
    }

    @AfterAll
    void stop() {
        console.close();
    }

    private Browser signedIn(String credential) throws Exception {
        Browser browser = console.browser();
        assertThat(browser.signIn(credential).status()).isEqualTo(200);
        return browser;
    }

    private static void assertCsrf(Answer answer) throws Exception {
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.json().path("type").asText()).isEqualTo("urn:revocast:problem:csrf");
    }

    @Test
    void browserWithoutSessionIsToldSo() throws Exception {
        Answer answer = console.browser().get("/console/session");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.response().body())
                .isEqualTo("{\"signedIn\":false,\"providers\":[],\"insecure\":false,\"version\":\"1.2.3\"}");
    }

    @Test
    void signInDescribesTheCallerAndOpensTheApi() throws Exception {
        Browser browser = console.browser();

        Answer answer = browser.signIn(KEY);

        JsonNode session = answer.json();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(browser.session()).isEqualTo(session);
        assertThat(session.path("name").asText()).isEqualTo("portal");
        assertThat(session.path("scopes").toString()).isEqualTo("[\"revocation:token:write\",\"revocation:read\"]");
        assertThat(session.path("issuers").toString()).isEqualTo("[\"https://issuer\"]");
        assertThat(session.path("csrf").asText()).hasSizeGreaterThanOrEqualTo(43);
        assertThat(session.path("expiresAt").asText()).isEqualTo("2026-11-30T20:00:00Z");
        assertThat(session.path("idleSeconds").asInt()).isEqualTo(1800);
        assertThat(session.path("now").asText()).isEqualTo("2026-11-30T12:00:00Z");
        assertThat(session.path("topic").asText()).isEqualTo("revocast.revocations");
        assertThat(session.path("knownIssuers").toString())
                .isEqualTo("[{\"alias\":\"main\",\"issuer\":\"https://issuer\",\"sessionClaims\":[\"sid\"]}]");
        assertThat(session.path("audit").asBoolean()).isTrue();
        assertThat(browser.get("/read").json().path("name").asText()).isEqualTo("portal");
        assertThat(browser.postAsPage("/write", "{}").json().path("name").asText())
                .isEqualTo("portal");
    }

    @Test
    void cookieIsForTheBrowserAlone() throws Exception {
        String cookie = console.browser().signIn(KEY).header("Set-Cookie");

        assertThat(cookie).matches("revocast-session=[\\w-]{43,}; Path=/; HttpOnly; SameSite=Strict");
    }

    @Test
    void cookieOfASecureAddressIsBoundToItsHostAndToTls() throws Exception {
        try (ConsoleFixture secure = fixture(false, "https://revocast.example/")) {
            Browser browser = secure.browser();

            Answer answer = browser.signIn(KEY, "Origin", "https://revocast.example");

            assertThat(answer.header("Set-Cookie"))
                    .matches("__Host-revocast-session=[\\w-]{43,}; Path=/; HttpOnly; SameSite=Strict; Secure");
            assertThat(browser.get("/read").status()).isEqualTo(200);
        }
    }

    @Test
    void writeNeedsTheTokenOfItsSession() throws Exception {
        Browser browser = signedIn(KEY);

        assertCsrf(browser.post("/write", "{}"));
        assertCsrf(browser.post("/write", "{}", "X-CSRF-Token", signedIn(KEY).csrf()));
        assertCsrf(browser.delete("/console/session"));
        assertThat(browser.get("/read").status()).isEqualTo(200);
        assertThat(browser.postAsPage("/write", "{}").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "Origin,https://evil.example",
        "Origin,null",
        "Origin,http://127.0.0.1:1",
        "Sec-Fetch-Site,cross-site",
        "Sec-Fetch-Site,same-site",
        "Sec-Fetch-Site,none"
    })
    void writeOfAForeignPageIsRefusedDespiteTheToken(String header, String value) throws Exception {
        Browser browser = signedIn(KEY);

        assertCsrf(browser.post("/write", "{}", "X-CSRF-Token", browser.csrf(), header, value));
        assertCsrf(browser.delete("/console/session", "X-CSRF-Token", browser.csrf(), header, value));
        assertThat(browser.get("/read").status()).isEqualTo(200);
    }

    @Test
    void writeOfTheOwnPageIsAccepted() throws Exception {
        Browser browser = signedIn(KEY);
        String own = "http://127.0.0.1:" + console.server.port();

        assertThat(browser.post(
                                "/write",
                                "{}",
                                "X-CSRF-Token",
                                browser.csrf(),
                                "Origin",
                                own,
                                "Sec-Fetch-Site",
                                "same-origin")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void foreignPageCannotSignABrowserIn() throws Exception {
        Answer answer = console.browser().signIn(KEY, "Origin", "https://evil.example");

        assertCsrf(answer);
        assertThat(answer.header("Set-Cookie")).isEmpty();
    }

    @Test
    void formCannotSignABrowserIn() throws Exception {
        Answer answer = console.browser().post("/console/session", "{}", "Content-Type", "text/plain");

        assertThat(answer.status()).isIn(400, 415);
    }

    @Test
    void wrongCredentialIsLimitedAndCounted() throws Exception {
        try (ConsoleFixture other = fixture(false, "")) {
            Browser browser = other.browser();

            for (int i = 0; i < 10; i++) {
                Answer wrong = browser.signIn(ApiKey.generate());
                assertThat(wrong.status()).isEqualTo(401);
                assertThat(wrong.header("WWW-Authenticate")).contains("invalid_token");
                assertThat(wrong.header("Set-Cookie")).isEmpty();
            }

            assertThat(browser.signIn(ApiKey.generate()).status()).isEqualTo(429);
            assertThat(browser.signIn(KEY).status()).isEqualTo(200);
            assertThat(other.attempts).hasSize(12).startsWith("WRONG").endsWith("SLOWED", "OK");
        }
    }

    @Test
    void signInIsAudited() throws Exception {
        signedIn(KEY);

        assertThat(console.audit).singleElement().satisfies(entry -> {
            assertThat(entry.actor()).isEqualTo("portal");
            assertThat(entry.action()).isEqualTo(AuditEntry.Action.AUTHENTICATE);
            assertThat(entry.decision()).isEqualTo(AuditEntry.Decision.GRANTED);
            assertThat(entry.reason()).isEqualTo("console_sign_in");
            assertThat(entry.detail()).isEqualTo("from 127.0.0.1");
        });
    }

    @Test
    void signInReplacesTheSession() throws Exception {
        Browser browser = signedIn(KEY);
        Browser copy = console.browser();
        copy.cookies().putAll(browser.cookies());

        browser.signIn(OTHER);

        assertThat(browser.session().path("name").asText()).isEqualTo("other");
        assertThat(copy.session().path("signedIn").asBoolean()).isFalse();
    }

    @Test
    void signOutEndsTheSessionAndClearsTheCookie() throws Exception {
        Browser browser = signedIn(KEY);
        Browser copy = console.browser();
        copy.cookies().putAll(browser.cookies());

        Answer answer = browser.delete("/console/session", "X-CSRF-Token", browser.csrf());

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.header("Set-Cookie"))
                .isEqualTo("revocast-session=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0");
        assertThat(copy.get("/read").status()).isEqualTo(401);
    }

    @Test
    void authorizationHeaderMakesTheCookieMeanNothing() throws Exception {
        Browser browser = signedIn(KEY);

        assertThat(browser.get("/read", "Authorization", "Bearer " + OTHER)
                        .json()
                        .path("name")
                        .asText())
                .isEqualTo("other");
        assertThat(browser.post("/write", "{}", "Authorization", "Bearer " + OTHER)
                        .status())
                .isEqualTo(200);
        assertThat(browser.get("/read", "Authorization", "Bearer wrong").status())
                .isEqualTo(401);
    }

    @Test
    void sessionEndsWhenItIsNotUsed() throws Exception {
        Browser browser = signedIn(KEY);

        console.clock.pass(Duration.ofMinutes(29));
        assertThat(browser.get("/read").status()).isEqualTo(200);
        console.clock.pass(Duration.ofMinutes(29));
        assertThat(browser.get("/read").status()).isEqualTo(200);
        console.clock.pass(Duration.ofMinutes(30));

        assertThat(browser.get("/read").status()).isEqualTo(401);
        assertThat(browser.session().path("signedIn").asBoolean()).isFalse();
    }

    @Test
    void sessionEndsAfterEightHoursHoweverMuchItIsUsed() throws Exception {
        Browser browser = signedIn(KEY);

        for (int i = 0; i < 23; i++) {
            console.clock.pass(Duration.ofMinutes(20));
            assertThat(browser.get("/read").status()).isEqualTo(200);
        }
        console.clock.pass(Duration.ofMinutes(20));

        assertThat(browser.get("/read").status()).isEqualTo(401);
    }

    @Test
    void sessionEndsWithItsAccessToken() throws Exception {
        Browser browser = signedIn(TOKEN);

        assertThat(browser.session().path("expiresAt").asText()).isEqualTo("2026-11-30T13:00:00Z");
        console.clock.pass(Duration.ofMinutes(29));
        browser.get("/read");
        console.clock.pass(Duration.ofMinutes(29));
        assertThat(browser.get("/read").status()).isEqualTo(200);
        console.clock.pass(Duration.ofMinutes(2));
        assertThat(browser.get("/read").status()).isEqualTo(401);
    }

    @Test
    void revokedAccessTokenEndsTheSession() throws Exception {
        Browser browser = signedIn(TOKEN);
        ofToken = new Identification.Unknown();
        Answer answer = browser.get("/read");
        ofToken = ALICE;

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.json().path("detail").asText()).contains("sign in again");
        assertThat(browser.get("/read").status()).as("it has ended for good").isEqualTo(401);
        assertThat(console.attempts).containsOnly("OK", "MISSING");
    }

    @Test
    void endedSessionsAreNoGuesses() throws Exception {
        Browser browser = signedIn(KEY);
        console.clock.pass(Duration.ofHours(1));

        for (int i = 0; i < 12; i++) {
            assertThat(browser.get("/read").status()).isEqualTo(401);
        }
    }

    @Test
    void withdrawnScopeIsGoneAtOnce() throws Exception {
        Browser browser = signedIn(TOKEN);
        assertThat(browser.get("/read").status()).isEqualTo(200);

        ofToken = new Identification.Known(new Caller("idp:app:alice", "app", Set.of(), Set.of()));

        assertThat(browser.get("/read").status()).isEqualTo(403);
        assertThat(browser.session().path("scopes").size()).isZero();
    }

    @Test
    void sessionOutlivesTheTimeInWhichItsTokenCannotBeChecked() throws Exception {
        Browser browser = signedIn(TOKEN);
        ofToken = new Identification.CannotTell("stale");

        assertThat(browser.get("/read").status()).isEqualTo(503);
        assertThat(browser.session().path("name").asText()).isEqualTo("idp:app:alice");
        ofToken = ALICE;
        assertThat(browser.get("/read").status()).isEqualTo(200);
    }

    @Test
    void callerWithoutCredentialNeedsTheTokenInABrowserOnly() throws Exception {
        try (ConsoleFixture insecure = fixture(true, "")) {
            Browser browser = insecure.browser();
            JsonNode session = browser.session();

            assertThat(session.path("signedIn").asBoolean()).isTrue();
            assertThat(session.path("name").asText()).isEqualTo("anonymous");
            assertThat(session.path("insecure").asBoolean()).isTrue();
            assertThat(browser.post("/write", "{}").status()).isEqualTo(200);
            assertCsrf(browser.post("/write", "{}", "Sec-Fetch-Site", "same-origin"));
            assertCsrf(browser.post("/write", "{}", "X-CSRF-Token", browser.csrf(), "Sec-Fetch-Site", "cross-site"));
            assertThat(browser.post("/write", "{}", "X-CSRF-Token", browser.csrf(), "Sec-Fetch-Site", "same-origin")
                            .status())
                    .isEqualTo(200);
        }
    }
}
