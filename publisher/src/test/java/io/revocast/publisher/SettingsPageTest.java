package io.revocast.publisher;

import io.revocast.config.Sources;
import io.revocast.publisher.settings.DefaultSettings;
import io.revocast.publisher.settings.PublisherConfig;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** Every setting is on one of the pages that people look at, with its default, and no other is; so is every route. */
class SettingsPageTest {
    private static final List<String> PAGES =
            List.of("publisher.md", "access.md", "oauth.md", "audit.md", "identity-providers.md", "console.md");

    /** The first two cells of a row that begins with a setting: its names, and its default. */
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| (`[a-z.]+[a-z.<>-]*`(?:, `[a-z.<>-]+`)*) \\| ([^|]*) \\|");

    /** Left alone they mean more than their default, or they need others: the tests of the settings have them. */
    private static final Set<String> APART = Set.of(
            "topic.partitions",
            "http.management-port",
            "http.trusted-proxies",
            "http.tls.client-auth",
            "issuers.alias.client-claim");

    private static String pages() throws IOException {
        StringBuilder pages = new StringBuilder();
        for (String page : PAGES) {
            pages.append(Files.readString(Path.of("..", "docs", page)));
        }
        return pages.toString();
    }

    /** What is shown as default of each setting, without the marks; empty where there is none. */
    private static Map<String, String> shownDefaults() throws IOException {
        Map<String, String> shown = new LinkedHashMap<>();
        for (MatchResult row : ROW.matcher(pages()).results().toList()) {
            String[] keys = row.group(1).replace("`", "").split(", ", -1);
            String[] defaults = row.group(2).replace("`", "").split(", ", -1);
            for (int i = 0; i < keys.length; i++) {
                if (keys[i].contains(".")) {
                    shown.put(keys[i], defaults.length == keys.length ? defaults[i].strip() : "");
                }
            }
        }
        return shown;
    }

    private static PublisherConfig load(Map<String, String> more) throws Exception {
        Map<String, String> flags = new HashMap<>(Map.of(
                "kafka.bootstrap.servers", "kafka:9092",
                "api-keys.demo", "sha256:" + "00".repeat(32) + " *",
                "issuers.alias.iss", "https://idp.example",
                "issuers.alias.jwks-url", "https://idp.example/keys",
                "issuers.alias.logout-audience", "shop",
                "issuers.alias.ssf-audience", "us"));
        flags.putAll(more);
        return PublisherConfig.load(new Sources(flags, Map.of(), Map.of(), null), false);
    }

    @Test
    void everySettingIsDescribed() throws IOException {
        String pages = pages();

        List<String> missing = PublisherConfig.keys()
                .filter(key -> Stream.of(key, key.replaceFirst("^issuers\\.<alias>", ""), shortForm(key))
                        .noneMatch(spelling -> pages.contains("`" + spelling + "`")))
                .collect(Collectors.toList());

        assertThat(missing).isEmpty();
    }

    /** Pages that list many of a family name only its end. */
    private static String shortForm(String key) {
        return key.replaceFirst("^callers\\.<alias>", "");
    }

    @Test
    void everySettingThatIsDescribedExists() throws IOException {
        List<String> known = PublisherConfig.keys().toList();

        assertThat(shownDefaults()).hasSizeGreaterThan(30);
        assertThat(shownDefaults().keySet())
                .allSatisfy(key ->
                        assertThat(known).anySatisfy(each -> assertThat(each).endsWith(key)));
    }

    @Test
    void settingTheShownDefaultChangesNothing() throws Exception {
        List<String> tried = new ArrayList<>();
        for (Map.Entry<String, String> shown : shownDefaults().entrySet()) {
            String key = shown.getKey().replace("<alias>", "alias");
            if (shown.getValue().matches("[\\w.,-]+") && !key.startsWith("callers.") && !APART.contains(key)) {
                tried.add(key);
                assertThat(inWords(load(Map.of(key, shown.getValue()))))
                        .as(key + "=" + shown.getValue())
                        .isEqualTo(inWords(load(Map.of())));
            }
        }
        assertThat(tried).hasSizeGreaterThan(20);
    }

    @Test
    void printedDefaultsAreTheDefaultsAndComplete() throws Exception {
        assertThat(inWords(load(DefaultSettings.VALUES))).isEqualTo(inWords(load(Map.of())));
        assertThat(shownDefaults()).allSatisfy((key, shown) -> {
            if (shown.matches("[\\w.-]+") && !key.contains("<") && !APART.contains(key)) {
                assertThat(DefaultSettings.VALUES).containsKey(key);
            }
        });
    }

    /** The lifetime and whether it was set are separate. */
    private static String inWords(PublisherConfig config) {
        return config.toString().replaceAll("explicit=\\w+", "").replaceAll("@[0-9a-f]+", "");
    }

    @Test
    void everyRouteIsDescribed() throws Exception {
        String description = Files.readString(Path.of("src", "main", "resources", "openapi.yaml"));
        String pages = pages()
                + Files.readString(Path.of("..", "docs", "metrics.md"))
                + Files.readString(Path.of("..", "docs", "propagation.md"));

        List<String> routes = Pattern.compile("(?m)^  (/\\S+):$")
                .matcher(description)
                .results()
                .map(found -> found.group(1))
                .toList();

        assertThat(routes).hasSizeGreaterThan(15);
        assertThat(routes).allSatisfy(route -> assertThat(pages).contains(route));
    }
}
