package io.revocast.demo;

import io.revocast.browser.Browser;
import io.revocast.event.Target;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The page of the live stream in a real browser, with a real broker behind it. */
@EnabledIf("io.revocast.browser.Browser#isInstalled")
class LivePageIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static DemoBackend backend;
    private static Browser browser;

    private DemoService service;

    @BeforeAll
    static void startBrowser(@TempDir Path profile) throws Exception {
        backend = DemoBackend.start();
        browser = Browser.start(profile);
    }

    @AfterAll
    static void stopBrowser() {
        browser.close();
        backend.close();
    }

    @BeforeEach
    void openPage() {
        service = backend.newService();
        service.start();
        TestClient client = new TestClient(service.port());
        await().atMost(LIMIT)
                .until(() -> client.get("/health/ready", null).text("state").equals("current"));
        browser.open("http://127.0.0.1:" + service.port() + "/");
    }

    @AfterEach
    void stopService() {
        service.close();
    }

    private void logIn(String user, String password) {
        browser.type("username", user);
        browser.type("password", password);
        browser.click("#login button");
    }

    private void awaitRunningStream() {
        await().atMost(LIMIT).until(() -> browser.text("state").equals("Live"));
        await().atMost(LIMIT).until(() -> Integer.parseInt(browser.text("count")) >= 2);
    }

    private void awaitEnd(String text) {
        await().atMost(LIMIT).until(() -> browser.text("end-text").equals(text));
        assertThat(browser.text("state")).isEqualTo("Ended");
    }

    @Test
    void streamEndsVisiblyWhenAnotherPartyRevokesTheUser() {
        logIn("alice", "wonderland");
        awaitRunningStream();
        assertThat(browser.text("user")).isEqualTo("alice");
        assertThat(browser.text("instance")).isEqualTo("demo-1");

        backend.publisher().revoke(new Target.Claim(DemoBackend.ISSUER, "sub", "alice"), null);

        awaitEnd("The token has been revoked");
        assertThat(browser.text("end-details"))
                .startsWith("The stream ended at ")
                .doesNotContain("after you asked");
        assertThat(browser.messages()).isEmpty();
    }

    @Test
    void logOutEndsTheStreamAndTheUserCanLogInAgain() {
        logIn("bob", "builder");
        awaitRunningStream();

        browser.click("#logout");

        awaitEnd("The token has been revoked");
        assertThat(browser.text("end-details")).endsWith(" ms after you asked.");
        browser.click("#again");
        logIn("bob", "builder");
        awaitRunningStream();
        assertThat(browser.text("end-text")).isEmpty();
        browser.click("#logout-everywhere");
        awaitEnd("The token has been revoked");
        assertThat(browser.messages()).isEmpty();
    }

    @Test
    void wrongPasswordAndUnreachableServiceAreShown() {
        logIn("bob", "wrong");
        await().atMost(LIMIT).until(() -> browser.text("login-error").equals("Unknown username or wrong password"));

        logIn("bob", "builder");
        awaitRunningStream();
        service.close();

        awaitEnd("This instance is stopping");
    }

    @ParameterizedTest
    @CsvSource({"light, 1000", "dark, 1000", "light, 360", "dark, 360"})
    void pageFitsItsWindowInBothColourSchemes(String scheme, int width) {
        browser.show(scheme, width, 900);
        browser.screenshot(scheme + "-" + width + "-login");
        assertThat(browser.widthOfPage()).isLessThanOrEqualTo(width);
        logIn("bob", "builder");
        awaitRunningStream();
        browser.screenshot(scheme + "-" + width + "-live");
        assertThat(browser.widthOfPage()).isLessThanOrEqualTo(width);
        browser.click("#logout");
        awaitEnd("The token has been revoked");
        browser.screenshot(scheme + "-" + width + "-ended");
        assertThat(browser.widthOfPage()).isLessThanOrEqualTo(width);
    }
}
