package io.revocast.publisher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.revocast.browser.Browser;
import io.revocast.cli.CommandRun;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What an operator does in the console: revoke, look, explain, undo. */
@EnabledIf("io.revocast.browser.Browser#isInstalled")
class ConsoleRevokeIT {
    private static final String HOSTILE = "<img src=x onerror=\"document.title='owned'\"><script>alert(1)</script>";

    private static OpenConsole console;
    private static Browser browser;

    @BeforeAll
    static void start(@TempDir Path profile) throws Exception {
        console = OpenConsole.start(profile, "pay-1", "pay-2", "<b>pay-3</b>");
        browser = console.browser();
    }

    @AfterAll
    static void stop() {
        console.close();
    }

    @BeforeEach
    void show() {
        browser.show("light", 1400, 950);
        console.signIn(OpenConsole.KEY, "/revoke");
    }

    private static void describe(String value) {
        browser.type("issuer", OpenConsole.ISSUER);
        browser.type("field-value", value);
    }

    private static void revoke(String value) {
        describe(value);
        browser.click("form .primary");
        console.awaitText(".outcome h2", "What it hits");
        browser.click(".outcome .danger");
        console.awaitText(".outcome .badge", "Revoked");
    }

    @Test
    void revocationSpreadsBeforeTheEyesOfTheOperatorAndUndoTakesItBack() throws Exception {
        revoke("alice");

        console.awaitText(".wave-sentence", "3 of 3 instances refuse it");
        browser.screenshot("console-revoked-light");
        assertThat(console.client()
                        .get("/v1/revocations?kind=claim&value=alice")
                        .json()
                        .path("revocations"))
                .hasSize(1);

        browser.clickText("Undo");
        console.awaitText(".outcome", "Reinstated");
        console.awaitText(".outcome", "3 of 3 instances have read it");
        browser.clickText("Revoke again");
        console.awaitText(".outcome h2", "What it hits");
        browser.click(".outcome .danger");
        console.awaitText(".outcome .badge", "Revoked");
        browser.clickText("Undo");
        console.awaitText(".outcome", "Reinstated");
        assertThat(console.client()
                        .get("/v1/revocations?kind=claim&value=alice")
                        .json()
                        .path("revocations"))
                .isEmpty();
        assertThat(browser.messages()).isEmpty();
    }

    @Test
    void clientOfAPastedTokenStaysTheClaimThatItWas() {
        browser.type("token", SampleJwt.of(SampleJwt.claims("azp-1", "nina").replace("{", "{\"azp\":\"web-app\",")));
        await().atMost(OpenConsole.LIMIT).until(() -> browser.count(".choices button") >= 3);
        browser.clickText("Its client (azp)");
        console.awaitText(".outcome", "azp = web-app");

        browser.type("field-value", "other-app");
        browser.click("form .primary");

        console.awaitText(".outcome", "azp = other-app");
    }

    /** The address names a value; another kind does not take it over. */
    @Test
    void valueOfTheAddressIsThatOfItsKindOnly() {
        console.open("/revoke?kind=session&value=s-1");
        assertThat(browser.value("return document.getElementById('field-value').value"))
                .isEqualTo("s-1");

        browser.click("input[value=subject]");

        assertThat(browser.value("return document.getElementById('field-value').value"))
                .isEqualTo("");
    }

    @Test
    void focusFollowsWhatAppearsBesideTheForm() {
        describe("victor");
        browser.click("form .primary");
        awaitFocus("What it hits");
        browser.click(".outcome .danger");
        awaitFocus("Revoked");

        browser.clickText("Undo");

        awaitFocus("Reinstated. Each instance accepts these tokens again once it has read this.");
    }

    private static void awaitFocus(String text) {
        await().atMost(OpenConsole.LIMIT)
                .until(() -> browser.value("return document.activeElement.innerText"), text::equals);
    }

    @Test
    void undoOfAnOlderRevocationAsksForAReason() throws Exception {
        String id = console.revoke("{\"target\":{\"kind\":\"claim\",\"issuer\":\"" + OpenConsole.ISSUER
                        + "\",\"name\":\"sub\",\"value\":\"walter\"}}")
                .path("id")
                .asText();
        console.open("/revocations/" + id);
        console.awaitText(".undo", "Undo");
        browser.clickText("Undo");
        browser.clickText("Cancel");
        assertThat(console.revocationOfSubject("walter").path("id").asText()).isEqualTo(id);

        browser.clickText("Undo");
        browser.type("undo-" + id, "mistake");
        browser.clickText("Undo the revocation of walter");

        console.awaitText("main", "Reinstated. Each instance");
        console.awaitText("main", "It is no longer live.");
        await().atMost(OpenConsole.LIMIT)
                .untilAsserted(() -> assertThat(console.client()
                                .get("/v1/audit?order=newest&action=reinstate&target=walter")
                                .json()
                                .at("/entries")
                                .findValuesAsText("reason"))
                        .contains("mistake"));
    }

    @Test
    void frozenInstanceIsShownAsNotConfirmed() {
        console.fleet().freeze("pay-2");
        try {
            revoke("bob");
            console.awaitText(".wave-sentence", "2 of 3 instances refuse it so far");
            browser.click(".wave summary");
            console.awaitText(".wave table", "Not confirmed");
        } finally {
            console.fleet().thaw("pay-2");
        }
        console.awaitText(".wave-sentence", "3 of 3 instances refuse it");
    }

    @Test
    void broadTargetNeedsItsNameTyped() {
        browser.click("input[value=client]");
        describe("mobile-app");
        browser.click("form .primary");
        console.awaitText(".outcome", "This is broad.");

        assertThat(browser.value("return document.querySelector('.outcome .danger').disabled"))
                .isEqualTo(true);
        browser.type("confirm", "mobile-ap");
        assertThat(browser.value("return document.querySelector('.outcome .danger').disabled"))
                .isEqualTo(true);
        browser.type("confirm", "mobile-app");
        browser.click(".outcome .danger");

        console.awaitText(".outcome .badge", "Revoked");
    }

    @Test
    void pastedTokenStaysInTheBrowserAndIsExplained() throws Exception {
        browser.run("window.sent = []; const real = window.fetch; window.fetch = (url, options) => {"
                + " window.sent.push(url + ' ' + (options?.body ?? '')); return real(url, options); };");
        String token = SampleJwt.of(SampleJwt.claims("pasted-1", "carol"));
        browser.type("token", token);
        await().atMost(OpenConsole.LIMIT).until(() -> browser.count(".choices button") >= 3);
        browser.clickText("This token");
        console.awaitText(".outcome h2", "What it hits");
        browser.click(".outcome .danger");
        console.awaitText(".outcome .badge", "Revoked");
        browser.run("location.hash = '#/explain'");
        console.awaitText("h1", "Explain a token");
        browser.type("token", token);

        console.awaitText(".hero", "Refused");
        console.awaitText(".wave-sentence", "3 of 3 instances refuse it");
        browser.screenshot("console-explained-light");
        assertThat(browser.value("return window.sent").toString())
                .contains("pasted-1")
                .doesNotContain(token)
                .doesNotContain("c2lnbmF0dXJl");
        assertThat(browser.address()).doesNotContain("c2lnbmF0dXJl");
    }

    @Test
    void pastedTokenIsNamedToTheLetter() throws Exception {
        String claims = SampleJwt.claims("exact-1", "ignored")
                .replace("\"sub\":\"ignored\"", "\"sub\":\" al ice \",\"azp\":\"web-app\"");
        browser.type("token", SampleJwt.of(claims));
        await().atMost(OpenConsole.LIMIT).until(() -> browser.count(".choices button") >= 3);

        browser.clickText("Its subject");
        console.awaitText(".outcome h2", "What it hits");
        browser.click(".outcome .danger");
        console.awaitText(".outcome .badge", "Revoked");
        browser.clickText("Its client (azp)");
        console.awaitText(".outcome", "azp = web-app");

        assertThat(console.client()
                        .get("/v1/revocations?kind=claim&name=sub&value=%20al%20ice%20")
                        .json()
                        .path("revocations"))
                .hasSize(1);
    }

    /** The arguments as a shell hands them to a program that a printed line names. */
    private static List<String> arguments(String program, String line) throws Exception {
        Process shell = new ProcessBuilder("sh", "-c", program + "() { printf '%s\\0' \"$@\"; }\n" + line).start();
        String printed = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(shell.waitFor()).as(line).isZero();
        return List.of(printed.split("\0"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"grace", "-x@/etc/hostname", "@/etc/hostname", "it's $(id) `id` \"q\" \\"})
    void printedLinesDoWhatThePageDoes(String subject) throws Exception {
        describe(subject);
        browser.type("note", "-n $(id)");
        browser.click("form .primary");
        console.awaitText(".outcome h2", "What it hits");
        browser.click(".commands summary");
        String command = browser.textOf(".command:nth-of-type(1) pre");
        String request = browser.textOf(".command:nth-of-type(2) pre");

        CommandRun.Ended ended = new CommandRun()
                .with("REVOCAST_API_KEY", OpenConsole.KEY)
                .run(arguments("revocast", command).toArray(String[]::new));

        assertThat(ended.exitCode()).as(ended.err()).isZero();
        JsonNode revoked = console.revocationOfSubject(subject);
        assertThat(revoked.path("note").asText()).isEqualTo("-n $(id)");
        List<String> sent = arguments("curl", request.substring(request.indexOf("| ") + 2));
        JsonNode body = new ObjectMapper().readTree(sent.get(sent.indexOf("-d") + 1));
        assertThat(body.path("target")).isEqualTo(revoked.path("target"));
        assertThat(body.path("note")).isEqualTo(revoked.path("note"));
        assertThat(sent).doesNotContain(OpenConsole.KEY);
    }

    @Test
    void hostileTextIsShownAsText() throws Exception {
        String text = HOSTILE.replace("\"", "\\\"");
        String id = console.revoke("{\"target\":{\"kind\":\"token\",\"issuer\":\"" + OpenConsole.ISSUER
                        + "\",\"jti\":\"" + text + "\"},\"expiresAt\":\""
                        + Instant.now().plusSeconds(600) + "\",\"note\":\"" + text + "\"}")
                .path("id")
                .asText();
        for (String page : new String[] {"/feed", "/revocations", "/revocations/" + id, "/audit", "/fleet", "/"}) {
            console.open(page);
            console.awaitText("main", page.equals("/fleet") ? "<b>pay-3</b>" : HOSTILE);
            assertThat(browser.count("#view img, #view b, #view script"))
                    .as(page)
                    .isZero();
        }
        assertThat(browser.messages()).isEmpty();
    }

    @Test
    void undoDoesNotTakeBackWhatSomebodyElseChanged() throws Exception {
        revoke("erin");
        console.client()
                .revoke("{\"target\":{\"kind\":\"claim\",\"issuer\":\"" + OpenConsole.ISSUER
                        + "\",\"name\":\"sub\",\"value\":\"erin\"},\"issuedBefore\":\""
                        + Instant.now().plusSeconds(20) + "\"}");

        browser.clickText("Undo");

        console.awaitText(".outcome", "This revocation has a later record");
        assertThat(console.client()
                        .get("/v1/revocations?kind=claim&value=erin")
                        .json()
                        .path("revocations"))
                .hasSize(1);
    }

    /** The answer of the publisher is lost after it has taken the revocation back. */
    @Test
    void undoWhoseAnswerWasLostIsRepeated() throws Exception {
        revoke("heidi");
        browser.run("const real = window.fetch; let lost = false; window.fetch = async (url, options) => {"
                + " const answer = await real(url, options);"
                + " if (String(url).includes('reinstatements') && !lost) { lost = true; throw new TypeError('lost'); }"
                + " return answer; };");

        browser.clickText("Undo");
        console.awaitText(".outcome", "The publisher cannot be reached");
        browser.clickText("Undo");

        console.awaitText(".outcome", "Reinstated");
        assertThat(browser.textOf(".outcome")).doesNotContain("Another caller");
    }

    @ParameterizedTest
    @ValueSource(strings = {"issuer", "field-value", "reason", "note"})
    void previewEndsWhenTheFormChanges(String field) throws Exception {
        describe("oscar");
        browser.type("reason", "stolen");
        browser.type("note", "Laptop stolen");
        browser.click("form .primary");
        console.awaitText(".outcome h2", "What it hits");
        assertThat(browser.textOf(".outcome .facts")).contains("stolen", "Laptop stolen");

        browser.type(field, "https://other.example");

        console.awaitText(".outcome", "What a revocation hits appears here.");
        assertThat(browser.count(".outcome .danger")).isZero();
        assertThat(console.client()
                        .get("/v1/revocations?kind=claim&value=oscar")
                        .json()
                        .path("revocations"))
                .isEmpty();
    }

    @Test
    void previewThatAnswersAfterAChangeIsDropped() {
        console.holdAnswers("dryRun");
        describe("peggy");
        browser.click("form .primary");
        console.awaitHeld();

        browser.type("reason", "stolen");
        console.releaseAnswers();

        assertThat(browser.textOf(".outcome")).startsWith("What a revocation hits appears here.");
    }

    @Test
    void committedRevocationStaysWhenTheFormChanges() {
        revoke("quentin");

        browser.type("field-value", "rupert");

        assertThat(browser.textOf(".outcome .badge")).isEqualTo("Revoked");
    }

    /** A second operator, at another session, takes back what the first looks at. */
    @Test
    void twoOperatorsUndoTheSameRevocation() throws Exception {
        revoke("ivan");
        String id = console.revocationOfSubject("ivan").path("id").asText();
        console.client().reinstate("{\"id\":\"" + id + "\"}");

        browser.clickText("Undo");

        console.awaitText(".outcome", "It was no longer live.");
        assertThat(browser.textOf(".outcome")).doesNotContain("Reinstated. Each");
    }

    @Test
    void twoOperatorsRevokeTheSameSubject() throws Exception {
        describe("judy");
        browser.click("form .primary");
        console.awaitText(".outcome h2", "What it hits");
        console.revoke("{\"target\":{\"kind\":\"claim\",\"issuer\":\"" + OpenConsole.ISSUER
                + "\",\"name\":\"sub\",\"value\":\"judy\"},\"issuedBefore\":\""
                + Instant.now().plusSeconds(30) + "\"}");

        browser.click(".outcome .danger");

        console.awaitText(".outcome .badge", "Revoked already");
        assertThat(browser.count(".outcome .actions button"))
                .as("one operator's Undo must not take back what the other revoked")
                .isZero();
    }

    /** Seen: "Revoked already: yes" for an issuer of which one token was revoked. */
    @Test
    void previewOfAnIssuerCountsItsRevocations() throws Exception {
        console.revoke("{\"target\":{\"kind\":\"token\",\"issuer\":\"" + OpenConsole.ISSUER
                + "\",\"jti\":\"of-the-issuer\"},\"expiresAt\":\""
                + Instant.now().plusSeconds(600) + "\"}");
        browser.click("input[value=issuer]");
        browser.type("issuer", OpenConsole.ISSUER);
        browser.click("form .primary");

        console.awaitText(".outcome h2", "What it hits");
        assertThat(browser.textOf(".outcome"))
                .contains("Live revocations of this issuer")
                .contains("New revocation")
                .doesNotContain("Revoked already");
    }

    @Test
    void refusalIsShownNextToTheFieldThatItNames() {
        browser.click("input[value=path]");
        browser.type("issuer", OpenConsole.ISSUER);
        browser.type("field-pointer", "roles");
        browser.type("field-value", "admin");
        browser.click("form .primary");

        console.awaitText("#field-pointer-error", "JSON Pointer");
        assertThat(browser.value("return document.activeElement.id")).isEqualTo("field-pointer");
        assertThat(browser.value("return document.activeElement.getAttribute('aria-describedby')"))
                .isEqualTo("field-pointer-error field-pointer-hint");
        browser.type("field-pointer", "/realm_access/roles");
        browser.click("form .primary");
        console.awaitText(".outcome h2", "What it hits");
        assertThat(browser.count("[aria-invalid]")).isZero();
    }

    @Test
    void keyboardAloneRevokes() {
        assertThat(browser.tabTo("#issuer")).isTrue();
        browser.press(OpenConsole.ISSUER);
        assertThat(browser.tabTo("#field-value")).isTrue();
        browser.press("frank", Keys.ENTER);
        console.awaitText(".outcome h2", "What it hits");
        assertThat(browser.tabTo(".outcome .danger")).isTrue();
        browser.press(Keys.ENTER);

        console.awaitText(".outcome .badge", "Revoked");
    }

    @Test
    void whatACredentialMayNotDoIsNotOffered() {
        console.signIn(OpenConsole.READER, "/revoke");

        console.awaitText("main", "lacks the scope");
        assertThat(browser.text("pages")).contains("Live feed").doesNotContain("Revoke", "Audit");
        browser.run("location.hash = '#/revocations'");
        console.awaitText("h1", "Revocations");
        assertThat(browser.count("main a.primary")).isZero();
    }
}
