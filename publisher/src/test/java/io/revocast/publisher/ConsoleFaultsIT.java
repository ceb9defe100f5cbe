package io.revocast.publisher;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.revocast.browser.Browser;
import io.revocast.publisher.topic.TopicExamination;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The console while something is broken: the network, the publisher, the session, a clock. */
@EnabledIf("io.revocast.browser.Browser#isInstalled")
class ConsoleFaultsIT {
    private static OpenConsole console;
    private static Browser browser;

    @BeforeAll
    static void start(@TempDir Path profile) throws Exception {
        console = OpenConsole.start(profile, "pay-1");
        browser = console.browser();
        browser.command("Network.enable", Map.of());
    }

    @AfterAll
    static void stop() {
        console.close();
    }

    @BeforeEach
    void show() {
        browser.show("light", 1400, 950);
        console.signIn(OpenConsole.KEY, "/feed");
        console.awaitText(".page-head .badge", "Live");
        await().atMost(OpenConsole.LIMIT).until(() -> browser.count(".feed li") > 0);
    }

    private static void offline(boolean offline) {
        browser.command(
                "Network.emulateNetworkConditions",
                Map.of("offline", offline, "latency", 0, "downloadThroughput", -1, "uploadThroughput", -1));
    }

    @Test
    void feedGoesOnWithoutGapsAfterTheNetworkWasAway() throws Exception {
        console.revoke(OpenConsole.token("before-1"));
        console.awaitText(".feed", "before-1");
        console.awaitText(".feed .bar.whole", "1 of 1");

        offline(true);
        try {
            console.awaitText("#connection", "Disconnected");
            console.revoke(OpenConsole.token("away-1"));
            console.revoke(OpenConsole.token("away-2"));
            browser.screenshot("console-disconnected-light");
        } finally {
            offline(false);
        }

        console.awaitText(".feed", "away-2");
        assertThat(browser.textOf(".feed")).contains("away-1", "before-1");
        await().atMost(OpenConsole.LIMIT)
                .until(() -> browser.textOf("#connection").isEmpty());
        assertThat(
                        browser.value(
                                "return [...document.querySelectorAll('.feed .what a')].filter((each) => each.textContent === 'before-1').length"))
                .isEqualTo(1L);
    }

    /** Requests whose address has this in it get this answer, until the next page. */
    private static void answer(String part, int status, String json) {
        browser.run(
                "const [part, status, json] = arguments; window.real ??= window.fetch; window.fetch = async (url, options) =>"
                        + " (String(url).includes(part) ? new Response(json, { status }) : window.real(url, options));",
                part,
                status,
                json);
    }

    @Test
    void overviewThatFailsIsShownAsOfATime() {
        console.open("/");
        console.awaitText(".hero", "1 of 1 instance enforces everything published");

        answer("/v1/overview", 503, "{\"detail\":\"the publisher is busy\"}");

        console.awaitText("main .notice", "the publisher is busy");
        assertThat(browser.textOf("main .notice")).startsWith("As of ");
        assertThat(browser.count(".outdated .hero")).isEqualTo(1);
        browser.run("window.fetch = window.real");
        await().atMost(OpenConsole.LIMIT).until(() -> browser.count("main .notice, .outdated") == 0);
    }

    @Test
    void topicThatIsMissingOrUnseenIsSaid() throws Exception {
        console.open("/fleet");
        answer(
                "/v1/topic",
                200,
                new ObjectMapper()
                        .writeValueAsString(Map.of(
                                "topics",
                                List.of(
                                        TopicExamination.missing(
                                                "audit", "revocast.audit", true, "start with topic.provision=create"),
                                        TopicExamination.unknown(
                                                "status",
                                                "revocast.status",
                                                false,
                                                "this principal lacks Describe")))));

        browser.run("location.hash = '#/topic'");

        console.awaitText(".hero", "1 finding. 1 topic is missing or cannot be seen.");
        assertThat(browser.textOf(".hero + .card")).contains("Missing", "start with topic.provision=create");
        assertThat(browser.textOf(".card + .card")).contains("Not known", "This principal lacks Describe.");
    }

    @Test
    void auditEntryWhoseTargetCannotBeReadIsShown() {
        console.open("/fleet");
        answer(
                "/v1/audit",
                200,
                "{\"entries\":[{\"offset\":7,\"at\":\"2026-11-30T12:00:00Z\",\"requestId\":\"r-1\","
                        + "\"actor\":\"operator\",\"action\":\"revoke\",\"decision\":\"confirmed\","
                        + "\"subjects\":[{\"key\":\"[\\\"future\\\",\\\"x\\\"]\"}]}]}");

        browser.run("location.hash = '#/audit'");

        console.awaitText("main tbody", "[\"future\",\"x\"]");
        browser.click("main tbody summary");
        assertThat(browser.textOf("main tbody")).contains("Offset 7: confirmed", "Request r-1");
    }

    /** The head of the answer arrives, and its body does not. */
    @Test
    void answerThatBreaksOffIsSaid() {
        console.open("/propagation");
        await().atMost(OpenConsole.LIMIT).until(() -> browser.count("main .skeleton") == 0);
        browser.run("window.status = 503; const real = window.fetch; window.fetch = async (url, options) =>"
                + " (String(url).includes('/v1/propagation') ? new Response(new ReadableStream({ start(end) {"
                + " end.error(new TypeError('network')); } }), { status: window.status }) : real(url, options));");
        console.awaitText("main .notice", "The publisher answered 503.");

        browser.run("window.status = 200");
        browser.clickText("Download CSV");

        console.awaitText("main .notice.bad", "The answer of the publisher broke off.");
        assertThat(browser.messages()).isEmpty();
    }

    @Test
    void pageThatOpensWhileThePublisherIsAwayTriesAgain() {
        String added = String.valueOf(browser.command(
                        "Page.addScriptToEvaluateOnNewDocument",
                        Map.of(
                                "source",
                                "const real = window.fetch; window.fetch = (url, options) =>"
                                        + " (window.back ? real(url, options) : Promise.reject(new TypeError('away')));"))
                .get("identifier"));
        try {
            console.open("/fleet");
            console.awaitText("main", "The publisher cannot be reached. Trying again");

            browser.run("window.back = true");

            console.awaitText("h1", "Fleet");
            await().atMost(OpenConsole.LIMIT)
                    .until(() -> browser.textOf("#connection").isEmpty());
        } finally {
            browser.command("Page.removeScriptToEvaluateOnNewDocument", Map.of("identifier", added));
        }
    }

    @Test
    void skipLinkLeavesThePageAsItWas() {
        console.open("/revoke?kind=subject");
        browser.type("field-value", "typed-before");
        browser.run("document.querySelector('.skip').focus()");

        browser.press(Keys.ENTER);

        assertThat(browser.textOf("h1")).isEqualTo("Revoke");
        assertThat(browser.value("return document.activeElement.id")).isEqualTo("content");
        assertThat(browser.value("return document.getElementById('field-value').value"))
                .isEqualTo("typed-before");
        assertThat(browser.address()).endsWith("#/revoke?kind=subject");
    }

    @Test
    void auditorBeginsAtTheAudit() {
        console.signIn(OpenConsole.AUDITOR, "/");

        console.awaitText("h1", "Audit");
        assertThat(browser.address()).endsWith("#/audit");
        assertThat(browser.text("pages")).isEqualTo("Audit");
    }

    @Test
    void waveThatCannotBeReadSaysSo() throws Exception {
        String id = console.revoke(OpenConsole.token("limited-1")).path("id").asText();
        console.open("/fleet");
        answer("/propagation", 429, "{\"detail\":\"too many requests at once\"}");

        browser.run("location.hash = arguments[0]", "#/revocations/" + id);

        console.awaitText(".wave-sentence", "Not known yet: too many requests at once");
    }

    @Test
    void hourWithoutRevocationsIsCalledThat() {
        console.open("/propagation");
        console.awaitText("main", "The last revocations");

        answer("/v1/propagation", 200, "{\"waves\":[],\"services\":[],\"histogram\":[]}");

        console.awaitText("main", "No revocation in the last hour");
        assertThat(browser.textOf("main")).doesNotContain("The last revocations");
    }

    @Test
    void pagesOpenWhileThePublisherIsAway() {
        await().atMost(OpenConsole.LIMIT)
                .until(() -> browser.value("return performance.getEntriesByType('resource')"
                                + ".filter((each) => each.name.endsWith('/explain.js') && each.responseEnd > 0).length")
                        .equals(1L));
        offline(true);
        try {
            console.awaitText("#connection", "Disconnected");
            browser.run("location.hash = '#/explain'");
            console.awaitText("h1", "Explain a token");
        } finally {
            offline(false);
        }

        await().atMost(OpenConsole.LIMIT)
                .until(() -> browser.textOf("#connection").isEmpty());
    }

    @Test
    void signOutThatFailsIsNotShownAsDone() {
        offline(true);
        try {
            browser.clickText("Sign out");

            console.awaitText("#account", "You are still signed in.");
            assertThat(browser.count("#credential")).isZero();
            console.awaitText("h1", "Live feed");
        } finally {
            offline(false);
        }
    }

    @Test
    void answerForAnEarlierFilterIsDropped() throws Exception {
        console.revoke(OpenConsole.token("filter-1"));
        console.revoke(OpenConsole.token("filter-2"));
        console.open("/revocations");
        console.holdAnswers("value=filter-1");
        String choose = "const field = document.getElementById('filter-value'); field.value = arguments[0];"
                + " field.dispatchEvent(new Event('input'))";
        browser.run(choose, "filter-1");
        console.awaitHeld();

        browser.run(choose, "filter-2");
        await().atMost(OpenConsole.LIMIT)
                .until(
                        () -> browser.textOf("main tbody"),
                        rows -> rows.contains("filter-2") && !rows.contains("filter-1"));
        console.releaseAnswers();

        assertThat(browser.textOf("main tbody")).contains("filter-2").doesNotContain("filter-1");
    }

    @Test
    void sessionThatEndedAsksForASignInAndGoesOnWhereItWas() throws Exception {
        console.restartPublisher();

        await().atMost(OpenConsole.LIMIT).until(() -> browser.count("#credential") == 1);
        console.awaitText("dialog", "Your session has ended");
        browser.type("credential", OpenConsole.KEY);
        browser.click(".sign-in form button");
        console.awaitText("h1", "Live feed");
        console.revoke(OpenConsole.token("after-restart"));
        console.awaitText(".feed", "after-restart");
    }

    @Test
    void sessionThatEndedKeepsWhatWasTyped() throws Exception {
        console.open("/revoke");
        browser.type("issuer", OpenConsole.ISSUER);
        browser.type("field-value", "typed-before");
        console.restartPublisher();
        browser.click("form .primary");

        await().atMost(OpenConsole.LIMIT).until(() -> browser.count("dialog #credential") == 1);
        browser.type("credential", OpenConsole.KEY);
        browser.click("dialog form button");
        await().atMost(OpenConsole.LIMIT).until(() -> browser.count("dialog") == 0);
        browser.click("form .primary");

        console.awaitText(".outcome", "typed-before");
    }

    @Test
    void feedMarksWhatWasTakenBackWhileItWasAway() throws Exception {
        String id = console.revoke(OpenConsole.token("taken-back")).path("id").asText();
        console.awaitText(".feed", "taken-back");
        offline(true);
        try {
            console.awaitText("#connection", "Disconnected");
            console.client().reinstate("{\"id\":\"" + id + "\"}");
            console.revoke(OpenConsole.token("newer-1"));
        } finally {
            offline(false);
        }

        console.awaitText(".feed", "no longer live");
        console.awaitText(".feed li:first-child", "newer-1");
    }

    @Test
    void claimNamedLikeAPropertyOfEveryObjectIsShown() throws Exception {
        String id = console.revoke("{\"target\":{\"kind\":\"claim\",\"issuer\":\"" + OpenConsole.ISSUER
                        + "\",\"name\":\"constructor\",\"value\":\"x\"}}")
                .path("id")
                .asText();
        console.awaitText(".feed", "constructor = x");
        console.client().reinstate("{\"id\":\"" + id + "\"}");
        console.revoke(OpenConsole.token("beside-1"));

        console.awaitText(".feed", "beside-1");
        console.awaitText(".feed", "Reinstated claim");
        assertThat(browser.messages()).isEmpty();
    }

    @Test
    void wrongCredentialIsRefusedAndSignOutEndsTheSession() {
        browser.clickText("Sign out");
        await().atMost(OpenConsole.LIMIT).until(() -> browser.count("#credential") == 1);
        browser.type("credential", "rvk_wrong");
        browser.click(".sign-in form button");

        console.awaitText(".sign-in .notice", "This credential is not known here.");
        assertThat(browser.value("return document.cookie")).isEqualTo("");
        assertThat(browser.value("return fetch('/v1/revocations').then((each) => each.status)"))
                .isEqualTo(401L);
    }

    @Test
    void agesCountByThePublishersClock() throws Exception {
        String added = String.valueOf(browser.command(
                        "Page.addScriptToEvaluateOnNewDocument",
                        Map.of("source", "const real = Date.now; Date.now = () => real() - 3600_000;"))
                .get("identifier"));
        try {
            console.revoke(OpenConsole.token("clock-1"));
            console.open("/revocations");
            console.awaitText("#connection", "The clock of this browser differs");
            console.awaitText("table", "in 60");
        } finally {
            browser.command("Page.removeScriptToEvaluateOnNewDocument", Map.of("identifier", added));
        }
    }

    @Test
    void pausedFeedCountsWhatItDoesNotShow() throws Exception {
        browser.clickText("Pause");
        console.revoke(OpenConsole.token("paused-1"));
        console.awaitText(".page-head", "1 more change while paused");
        assertThat(browser.textOf(".feed")).doesNotContain("paused-1");

        browser.clickText("Continue");

        console.awaitText(".feed", "paused-1");
    }

    @Test
    void filterOfTheFeedIsInTheAddress() throws Exception {
        console.revoke(OpenConsole.token("kept-1"));
        console.revoke(OpenConsole.token("other-1"));
        console.awaitText(".feed", "other-1");

        browser.run(
                "const field = document.querySelector('input[type=search]'); field.value = 'kept'; field.dispatchEvent(new Event('input'))");

        await().atMost(OpenConsole.LIMIT).until(() -> !browser.textOf(".feed").contains("other-1"));
        assertThat(browser.textOf(".feed")).contains("kept-1");
        assertThat(browser.address()).endsWith("#/feed?filter=kept");
    }
}
