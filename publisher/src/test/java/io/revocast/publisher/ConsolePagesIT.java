package io.revocast.publisher;

import io.revocast.browser.Browser;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Every page of the console in both colour schemes and on a phone. Writes the screenshots. */
@EnabledIf("io.revocast.browser.Browser#isInstalled")
class ConsolePagesIT {
    private static final int DESKTOP = 1400;
    private static final int PHONE = 390;

    private static OpenConsole console;
    private static Browser browser;

    @BeforeAll
    static void start(@TempDir Path profile) throws Exception {
        console = OpenConsole.start(profile, "pay-1", "pay-2", "pay-3");
        browser = console.browser();
        for (int i = 1; i <= 12; i++) {
            console.revoke(OpenConsole.token("5f0c-" + i));
        }
        console.revoke("{\"target\":{\"kind\":\"claim\",\"issuer\":\"https://issuer.example\",\"name\":\"sub\","
                + "\"value\":\"alice\"},\"reason\":\"stolen\",\"note\":\"Laptop stolen\"}");
        console.signIn(OpenConsole.KEY, "/");
    }

    @AfterAll
    static void stop() {
        console.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/", "/feed", "/revoke", "/revocations", "/explain", "/fleet", "/propagation", "/audit", "/topic"
            })
    void pageFitsPassesAxeAndKeepsThePolicy(String page) {
        String name = "console-" + (page.length() == 1 ? "overview" : page.substring(1));
        browser.show("light", DESKTOP, 950);
        console.open(page);
        await().atMost(OpenConsole.LIMIT).until(() -> browser.count(".skeleton") == 0);
        for (String scheme : new String[] {"light", "dark"}) {
            browser.show(scheme, DESKTOP, 950);
            browser.screenshotOfPage(name + "-" + scheme, scheme, DESKTOP, 950);
            assertThat(browser.accessibilityFindings())
                    .as(page + " in " + scheme)
                    .isEmpty();
        }
        browser.show("light", PHONE, 844);
        browser.screenshotOfPage(name + "-phone", "light", PHONE, 844);
        assertThat(browser.widthOfPage()).as(page + " on a phone").isLessThanOrEqualTo(PHONE);
        assertThat(
                        browser.value(
                                "return [...document.querySelectorAll('.scroll')].filter((each) => each.scrollWidth > each.clientWidth).length"))
                .as("tables that scroll sideways in " + page)
                .isEqualTo(0L);
        assertThat(browser.accessibilityFindings()).as(page + " on a phone").isEmpty();
        assertThat(browser.messages()).as(page).isEmpty();
    }

    @Test
    void everythingThatAPageLoadsFitsInto250KiB() {
        browser.show("light", DESKTOP, 950);
        browser.command("Network.clearBrowserCache", Map.of());
        console.open("/");
        await().atMost(OpenConsole.LIMIT).until(() -> browser.count(".u-wrap") == 2);

        Object bytes = browser.value("return performance.getEntriesByType('resource')"
                + ".concat(performance.getEntriesByType('navigation'))"
                + ".filter((each) => !each.name.includes('/v1/'))"
                + ".reduce((sum, each) => sum + each.transferSize, 0)");

        System.out.println("the overview transfers " + bytes + " bytes");
        assertThat(((Number) bytes).longValue()).isBetween(20_000L, 250L * 1024);
    }

    @Test
    void themeIsThatOfTheSystemUntilTheUserChooses() {
        String theme = "return document.documentElement.dataset.theme";
        browser.show("dark", DESKTOP, 950);
        console.open("/topic");
        assertThat(browser.value(theme)).isEqualTo("dark");
        browser.show("light", DESKTOP, 950);
        await().atMost(OpenConsole.LIMIT).until(() -> browser.value(theme).equals("light"));

        try {
            browser.click("input[name=theme][value=dark]");
            assertThat(browser.value(theme)).isEqualTo("dark");
            console.open("/topic");
            assertThat(browser.value(theme)).isEqualTo("dark");
            browser.click("input[name=theme][value=system]");
            assertThat(browser.value(theme)).isEqualTo("light");
        } finally {
            browser.run("localStorage.removeItem('revocast-theme')");
        }
    }

    @Test
    void topicDoctorSaysInOneSentenceWhatThereIsToDo() {
        browser.show("light", DESKTOP, 950);
        console.open("/topic");

        console.awaitText(".hero", "Nothing to do.");
        assertThat(browser.textOf("main")).contains("108120000 ms", "30 h");
    }

    @Test
    void rangeOfChartsIsInTheAddress() {
        browser.show("light", DESKTOP, 950);
        console.open("/");
        await().atMost(OpenConsole.LIMIT).until(() -> browser.count(".u-wrap") == 2);

        browser.click("input[name=range][value='5m']");

        assertThat(browser.address()).endsWith("#/?range=5m");
        console.open("/propagation?range=open");
        assertThat(browser.value("return document.querySelector('input[name=range]:checked').value"))
                .isEqualTo("open");
    }

    @Test
    void revocationsAreFilteredByEachOfTheEightKinds() {
        browser.show("light", DESKTOP, 950);
        console.open("/revocations?kind=subject");
        console.awaitText("main tbody", "alice");
        assertThat(browser.textOf("main tbody")).doesNotContain("5f0c");
        assertThat(browser.value("return document.querySelectorAll('#filter-kind option').length"))
                .isEqualTo(9L);

        console.open("/revocations?kind=session");

        console.awaitText("main tbody", "Nothing is revoked here");
    }

    @Test
    void bothAuditEntriesOfARequestAreOneRow() {
        browser.show("light", DESKTOP, 950);
        console.open("/audit?target=alice");

        console.awaitText("main tbody", "2 entries");
        console.awaitText("main tbody", "Done");
        assertThat(browser.count("main tbody tr")).isEqualTo(1);
        console.awaitText("main", "2 entries of 1 request");
    }

    @Test
    void columnsOfTheFleetAreExplained() {
        browser.show("light", DESKTOP, 950);
        console.open("/fleet");

        browser.click("main details summary");

        assertThat(browser.value(
                        "const texts = (selector) => [...document.querySelectorAll(selector)].map((each) => each.innerText);"
                                + " return String(texts('.fleet th[scope=col]')) === String(texts('main details dt'))"))
                .isEqualTo(true);
        assertThat(browser.textOf("main details")).contains("The time since it last proved");
    }

    @Test
    void secondClickOnAColumnReversesItsOrder() {
        browser.show("light", DESKTOP, 950);
        console.open("/fleet");
        console.awaitText("main tbody tr", "pay-1");
        browser.clickText("Instance");
        console.awaitText("main tbody tr", "pay-1");

        browser.clickText("Instance");

        console.awaitText("main tbody tr", "pay-3");
        assertThat(browser.count(".fleet th[aria-sort=descending]")).isEqualTo(1);
        assertThat(browser.address()).endsWith("#/fleet?sort=instance&reversed=1");
    }

    @Test
    void timesAreLocalOrUtcAsTheUserChooses() {
        String first = "const time = document.querySelector('main tbody time');"
                + " return time ? [time.textContent, time.dateTime] : []";
        browser.show("light", DESKTOP, 950);
        browser.command("Emulation.setTimezoneOverride", Map.of("timezoneId", "Asia/Tokyo"));
        try {
            console.open("/revocations");
            await().atMost(OpenConsole.LIMIT).until(() -> browser.count("main tbody time") > 0);
            List<?> local = (List<?>) browser.value(first);
            OffsetDateTime at = OffsetDateTime.parse((String) local.get(1));
            assertThat((String) local.get(0)).endsWith(clock(at.plusHours(9)));

            browser.click("input[name=times][value=utc]");

            assertThat((String) ((List<?>) browser.value(first)).get(0)).endsWith(clock(at));
            console.open("/revocations");
            await().atMost(OpenConsole.LIMIT).until(() -> browser.count("main tbody time") > 0);
            List<?> again = (List<?>) browser.value(first);
            assertThat((String) again.get(0)).endsWith(clock(OffsetDateTime.parse((String) again.get(1))));
            assertThat(browser.value("return document.querySelector('input[name=times]:checked').value"))
                    .isEqualTo("utc");
        } finally {
            browser.run("localStorage.removeItem('revocast-times')");
            browser.command("Emulation.setTimezoneOverride", Map.of("timezoneId", ""));
        }
    }

    private static String clock(OffsetDateTime at) {
        return at.toLocalTime().withNano(0).format(DateTimeFormatter.ISO_LOCAL_TIME);
    }

    @Test
    void narrowMenuOpensAndCloses() {
        browser.show("light", PHONE, 844);
        console.open("/");

        assertThat(browser.text("pages")).isEmpty();
        browser.click("#menu");
        assertThat(browser.text("pages")).contains("Live feed", "Audit");
        browser.clickText("Fleet");

        console.awaitText("h1", "Fleet");
        assertThat(browser.text("pages")).isEmpty();
    }

    @Test
    void propagationIsSavedAsCsv(@TempDir Path directory) {
        browser.show("light", DESKTOP, 950);
        browser.command(
                "Browser.setDownloadBehavior", Map.of("behavior", "allow", "downloadPath", directory.toString()));
        console.open("/propagation");

        browser.clickText("Download CSV");

        await().atMost(OpenConsole.LIMIT)
                .untilAsserted(() -> assertThat(directory.resolve("propagation.csv"))
                        .content()
                        .contains("appended_at", "https://issuer.example", "pay-1"));
    }
}
