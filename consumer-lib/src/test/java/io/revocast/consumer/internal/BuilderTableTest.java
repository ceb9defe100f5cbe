package io.revocast.consumer.internal;

import io.revocast.consumer.RevocationList;
import io.revocast.consumer.internal.settings.ListSettings;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** The table of the builder in {@code docs/library.md}. */
class BuilderTableTest {
    private static Map<String, String> table() throws IOException {
        String page = Files.readString(Path.of("../docs/library.md"));
        String section = page.substring(page.indexOf("## Build a list"), page.indexOf("## Start and stop"));
        return Pattern.compile("(?m)^\\| `(\\w+)` \\| ([^|]+) \\|")
                .matcher(section)
                .results()
                .collect(Collectors.toMap(
                        row -> row.group(1), row -> row.group(2), (first, second) -> second, TreeMap::new));
    }

    @Test
    void hasARowForEveryMethod() throws IOException {
        assertThat(table().keySet())
                .isEqualTo(Arrays.stream(RevocationList.Builder.class.getDeclaredMethods())
                        .filter(method -> Modifier.isPublic(method.getModifiers()))
                        .map(Method::getName)
                        .filter(name -> !name.equals("build"))
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void namesTheDefaults() throws IOException {
        ListSettings settings =
                new ListOptions().bootstrapServers("broker:9092").settings();
        ListSettings.Policy policy = settings.policy();
        Map<String, String> table = table();

        assertThat(table)
                .containsEntry("bootstrapServers", "none")
                .containsEntry("topic", "`" + settings.source().topic() + "`")
                .containsEntry("maxStaleness", "`" + policy.maxStaleness() + "`")
                .containsEntry("freshness", "`" + policy.freshness() + "`")
                .containsEntry("failurePolicy", "`" + policy.failurePolicy() + "`")
                .containsEntry("longestTokenLifetime", "`" + policy.longestTokenLifetime() + "`")
                .containsEntry("margin", "`" + policy.margin() + "`")
                .containsEntry("requiredClaims", "none")
                .containsEntry("maxEntries", "unlimited")
                .containsEntry("keepNotes", "none");
        assertThat(policy.requiredClaims()).isEmpty();
        assertThat(policy.maxNoteBytes()).isZero();
        assertThat(policy.maxEntries()).isEqualTo(Long.MAX_VALUE);
        assertThat(settings.listeners()).isEmpty();
        assertThat(settings.source().kafkaProperties()).containsOnlyKeys("bootstrap.servers");
        assertThat(settings.time().clock().instant()).isCloseTo(Instant.now(), within(1, ChronoUnit.MINUTES));
    }
}
