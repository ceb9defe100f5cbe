package io.revocast.publisher;

import io.revocast.browser.Browser;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What the console says of one token. */
@EnabledIf("io.revocast.browser.Browser#isInstalled")
class ConsoleExplainIT {
    private static OpenConsole console;
    private static Browser browser;

    @BeforeAll
    static void start(@TempDir Path profile) throws Exception {
        console = OpenConsole.start(profile, "pay-1", "pay-2");
        browser = console.browser();
        browser.show("light", 1400, 950);
        console.signIn(OpenConsole.KEY, "/explain");
    }

    @AfterAll
    static void stop() {
        console.close();
    }

    @BeforeEach
    void open() {
        console.open("/explain");
    }

    private static void explain(String json) {
        if (browser.count("details[open] #parts") == 0) {
            browser.click("details summary");
        }
        browser.type("parts", json);
        browser.clickText("Explain");
    }

    @Test
    void numberThatJavaScriptWouldRoundIsExplainedExactly() throws Exception {
        console.revoke("{\"target\":{\"kind\":\"claim\",\"issuer\":\"" + OpenConsole.ISSUER
                + "\",\"name\":\"uid\",\"value\":\"9007199254740993\"}}");

        browser.type(
                "token", SampleJwt.of(SampleJwt.claims("big-1", "nora").replace("{", "{\"uid\":9007199254740993,")));
        console.awaitText(".hero", "Refused");
        browser.type(
                "token", SampleJwt.of(SampleJwt.claims("big-2", "nora").replace("{", "{\"uid\":9007199254740992,")));
        console.awaitText(".hero", "Not revoked");
    }

    @Test
    void explanationSaysWhyARuleDoesNotMatch() throws Exception {
        long past = Instant.now().getEpochSecond() - 3600;
        console.revoke("{\"target\":{\"kind\":\"claim\",\"issuer\":\"" + OpenConsole.ISSUER
                + "\",\"name\":\"sub\",\"value\":\"dave\"},\"issuedBefore\":\"" + Instant.ofEpochSecond(past) + "\"}");
        browser.type("token", SampleJwt.of(SampleJwt.claims("explained-1", "dave")));

        console.awaitText(".hero", "Not revoked");
        console.awaitText(".close", "is after the cut-off");
    }

    @Test
    void tokenThatNoServiceAcceptsIsNotCalledAccepted() {
        String unsigned = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString("{\"alg\":\"none\"}".getBytes(StandardCharsets.UTF_8));

        browser.type(
                "token",
                unsigned + SampleJwt.of(SampleJwt.claims("none-1", "mallory")).replaceFirst("^[^.]*", ""));
        console.awaitText(".hero", "Not revoked");
        console.awaitText("main", "The token is not signed");
        browser.type(
                "token", SampleJwt.of("{\"iss\":\"" + OpenConsole.ISSUER + "\",\"jti\":\"old-1\",\"exp\":1000000000}"));
        console.awaitText(".hero", "Expired.");

        assertThat(browser.textOf(".hero")).doesNotContain("Accepted");
    }

    @Test
    void explanationOfATokenThatWasClearedIsDropped() {
        console.holdAnswers("/v1/check");
        browser.type("token", SampleJwt.of(SampleJwt.claims("cleared-1", "sybil")));
        console.awaitHeld();

        browser.run("const token = document.getElementById('token'); token.value = '';"
                + " token.dispatchEvent(new Event('input'))");
        console.releaseAnswers();

        assertThat(browser.count(".hero")).isZero();
        assertThat(browser.textOf(".placeholder")).startsWith("Whether services accept this token");
    }

    @Test
    void numberIsExactAlsoInWhatIsKnownOfAToken() throws Exception {
        console.revoke("{\"target\":{\"kind\":\"claim\",\"issuer\":\"" + OpenConsole.ISSUER
                + "\",\"name\":\"account\",\"value\":\"90071992547409931\"}}");

        explain("{\"iss\":\"" + OpenConsole.ISSUER + "\",\"claims\":{\"account\":90071992547409931}}");

        console.awaitText(".hero", "Refused");
    }

    @Test
    void whatIsNoJsonObjectIsRefusedWithTheReason() {
        explain("null");
        console.awaitText("main .notice", "Write a JSON object.");

        explain("{");
        console.awaitText("main .notice", "This is not JSON:");
        assertThat(browser.messages()).isEmpty();
    }

    @Test
    void explanationBeginsAtARevocationAndEndsWithUndo() throws Exception {
        String id = console.revoke("{\"target\":{\"kind\":\"claim\",\"issuer\":\"" + OpenConsole.ISSUER
                        + "\",\"name\":\"email\",\"value\":\"a b@c\"},\"reason\":\"stolen\"}")
                .path("id")
                .asText();
        console.open("/revocations/" + id);
        await().atMost(OpenConsole.LIMIT).until(() -> browser.count("main .actions a") == 1);
        browser.clickText("Explain a token of it");
        console.awaitText(".hero", "Refused.");
        console.awaitText("main .facts", "stolen");

        browser.clickText("Undo");
        browser.clickText("Undo the revocation of email = a b@c");
        console.awaitText("main", "Reinstated. Each instance");
        console.awaitText(".hero", "Outdated.");
        browser.clickText("Explain again");
        console.awaitText(".hero", "Not revoked.");
    }

    @Test
    void valueInsideAClaimIsExplainedByItsAddress() {
        console.open("/explain?kind=path&issuer=x&pointer=/act/user~1name&value=agent-7");

        console.awaitText(".hero", "Not revoked.");
        assertThat(browser.value("return JSON.stringify(JSON.parse(document.getElementById('parts').value))"))
                .isEqualTo("{\"iss\":\"x\",\"jti\":\"\",\"claims\":{\"act\":{\"user/name\":\"agent-7\"}}}");
    }

    @Test
    void tokenThatIsNotRevokedLeadsToTheFormThatNamesIt() {
        explain("{\"iss\":\"" + OpenConsole.ISSUER + "\",\"jti\":\"not-revoked-1\"}");
        console.awaitText(".hero", "Not revoked.");

        browser.clickText("Revoke it");

        console.awaitText("h1", "Revoke");
        assertThat(browser.value("return document.querySelector('input[name=kind]:checked').value"))
                .isEqualTo("token");
        assertThat(browser.value("return document.getElementById('field-jti').value"))
                .isEqualTo("not-revoked-1");
        assertThat(browser.value("return document.getElementById('issuer').value"))
                .isEqualTo(OpenConsole.ISSUER);
    }
}
