package io.revocast.publisher;

import io.revocast.browser.Browser;
import io.revocast.embedded.TestKafka;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The console while the broker is away, and while the caller's rights change. */
@EnabledIf("io.revocast.browser.Browser#isInstalled")
class ConsoleOutageIT {
    private static final Duration OUTAGE = Duration.ofMinutes(2);

    private static TestKafka kafka;
    private static OpenConsole console;
    private static Browser browser;

    @BeforeAll
    static void start(@TempDir Path profile) throws Exception {
        kafka = TestKafka.start();
        console = OpenConsole.start(kafka, profile, "pay-1");
        browser = console.browser();
        browser.show("light", 1400, 950);
    }

    @AfterAll
    static void stop() {
        console.close();
        kafka.close();
    }

    @Test
    void overviewSaysThatKafkaIsAwayAndThatItIsBack() {
        console.signIn(OpenConsole.KEY, "/");
        console.awaitText(".hero", "1 of 1 instance enforces everything published");
        kafka.stopBroker();
        try {
            await().atMost(OUTAGE)
                    .until(() -> "bad".equals(browser.value("return document.querySelector('.hero').dataset.tone")));
            await().atMost(OUTAGE).until(() -> browser.count(".alarms li") > 0);
            browser.screenshot("console-kafka-away-light");
            assertThat(browser.count(".alarms a"))
                    .as("alarms link to what explains them")
                    .isPositive();

            browser.run("location.hash = '#/revoke'");
            console.awaitText("h1", "Revoke");
            browser.type("issuer", OpenConsole.ISSUER);
            browser.type("field-value", "alice");
            browser.click("form .primary");
            await().atMost(OUTAGE)
                    .until(() -> browser.count(".outcome .notice.warn, .outcome .notice.bad, .outcome .danger") > 0);
            assertThat(browser.textOf(".outcome")).doesNotContain("Revoked already\nyes");
        } finally {
            kafka.restartBroker();
        }

        browser.run("location.hash = '#/'");
        await().atMost(OUTAGE)
                .until(() -> browser.textOf(".hero").contains("1 of 1 instance enforces everything published"));
    }

    @Test
    void scopeThatWasWithdrawnWhileLookingIsNotOfferedAnyMore() throws Exception {
        console.signIn(OpenConsole.KEY, "/audit");
        console.awaitText("h1", "Audit");
        try {
            console.restartPublisher("- read");
            browser.clickText("Verify the chains");
            await().atMost(OpenConsole.LIMIT).until(() -> browser.count("dialog #credential") == 1);
            browser.type("credential", OpenConsole.KEY);
            browser.click("dialog form button");

            console.awaitText("main", "lacks the scope revocation:audit");
            assertThat(browser.text("pages"))
                    .contains("Fleet")
                    .doesNotContain("Audit")
                    .doesNotContain("Revoke\n");
        } finally {
            console.restartPublisher(OpenConsole.EVERYTHING);
        }
    }

    /** The session stays, and its next request is forbidden. */
    @Test
    void forbiddenAnswerShowsWhatTheSessionMayStillDo() {
        console.signIn(OpenConsole.KEY, "/propagation");
        console.awaitText("h1", "Propagation");
        browser.run("""
                const real = window.fetch;
                window.fetch = async (url, options) => {
                  if (String(url) === '/console/session') {
                    const answer = await (await real(url, options)).json();
                    return Response.json({ ...answer, scopes: ['revocation:audit'] });
                  }
                  if (!String(url).startsWith('/v1/propagation')) return real(url, options);
                  return Response.json({ type: 'urn:revocast:problem:forbidden', detail: 'this credential lacks the scope' }, { status: 403 });
                };
                """);

        console.awaitText("main", "lacks the scope revocation:read");
        assertThat(browser.text("pages")).isEqualTo("Audit");
    }
}
