package io.revocast.publisher;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** Every setting is on one of the pages that people look at. */
class SettingsPageTest {
    private static final List<String> PAGES =
            List.of("publisher.md", "access.md", "oauth.md", "audit.md", "identity-providers.md");

    @Test
    void everySettingIsDescribed() throws IOException {
        StringBuilder pages = new StringBuilder();
        for (String page : PAGES) {
            pages.append(Files.readString(Path.of("..", "docs", page)));
        }

        List<String> missing = PublisherConfig.keys()
                .filter(key -> Stream.of(key, key.replaceFirst("^issuers\\.<alias>", ""), shortForm(key))
                        .noneMatch(spelling -> pages.indexOf("`" + spelling + "`") >= 0))
                .collect(Collectors.toList());

        assertThat(missing).isEmpty();
    }

    /** Pages that list many of a family name only its end. */
    private static String shortForm(String key) {
        return key.replaceFirst("^callers\\.<alias>", "");
    }
}
