package io.revocast.publisher.console;

import com.fasterxml.jackson.databind.JsonNode;
import io.revocast.publisher.credentials.ApiKey;
import io.revocast.publisher.credentials.ApiKeyResolver;
import io.revocast.publisher.http.ApiClient.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SignInLinkTest {
    private static final String KEY = ApiKey.generate();

    private ConsoleFixture console;

    @BeforeAll
    void start() throws Exception {
        console = new ConsoleFixture(
                new ApiKeyResolver(List.of(ApiKey.parse("portal", ApiKey.line(KEY, "token read")))), false, "");
    }

    @AfterAll
    void stop() {
        console.close();
    }

    private JsonNode link() throws Exception {
        Answer answer = console.browser().post("/console/sign-in-codes", "{}", "Authorization", "Bearer " + KEY);
        assertThat(answer.status()).isEqualTo(201);
        return answer.json();
    }

    private static Answer redeem(Browser browser, String code) throws Exception {
        return browser.post("/console/session", "{\"code\":\"" + code + "\"}");
    }

    @Test
    void linkSignsInOnceAsTheCallerWhoAskedForIt() throws Exception {
        JsonNode link = link();
        String code = link.path("code").asText();
        Browser first = console.browser();
        Browser second = console.browser();

        Answer once = redeem(first, code);
        Answer twice = redeem(second, code);

        assertThat(link.path("url").asText())
                .isEqualTo("http://127.0.0.1:" + console.server.port() + "/#/sign-in?code=" + code);
        assertThat(link.path("expiresAt").asText()).isEqualTo("2026-11-30T12:10:00Z");
        assertThat(once.json().path("name").asText()).isEqualTo("portal");
        assertThat(first.get("/read").status()).isEqualTo(200);
        assertThat(twice.status()).isEqualTo(401);
        assertThat(twice.header("WWW-Authenticate")).contains("invalid_token");
        assertThat(console.attempts).contains("WRONG");
        assertThat(second.get("/read").status()).isEqualTo(401);
    }

    @Test
    void signedInBrowserMakesLinksToo() throws Exception {
        Browser browser = console.browser();
        browser.signIn(KEY);

        assertThat(browser.post("/console/sign-in-codes", "{}").status()).isEqualTo(403);
        String code = browser.postAsPage("/console/sign-in-codes", "{}")
                .json()
                .path("code")
                .asText();

        assertThat(redeem(console.browser(), code).status()).isEqualTo(200);
    }

    @Test
    void callerWithoutCredentialGetsNoLink() throws Exception {
        assertThat(console.browser().post("/console/sign-in-codes", "{}").status())
                .isEqualTo(401);
    }

    @Test
    void codeAndCredentialTogetherAreRefused() throws Exception {
        Answer answer = console.browser().post("/console/session", "{\"code\":\"x\",\"credential\":\"" + KEY + "\"}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.response().body()).doesNotContain(KEY);
    }
}
