package io.revocast.event;

import io.revocast.event.internal.EventCodec;
import io.revocast.event.internal.MalformedEventException;
import io.revocast.event.internal.Origin;
import io.revocast.event.internal.TargetKey;
import io.revocast.event.internal.TopicSettings;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code docs/events.md} shows the golden files, all of them, and what the codec has to say. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EventsPageTest {
    private String page = "";

    @BeforeAll
    void read() throws IOException {
        page = Files.readString(Path.of("..", "docs", "events.md"));
    }

    /** Keys and values of the golden files, a line feed between them. */
    private static List<String> golden() throws IOException, URISyntaxException {
        URL directory = Objects.requireNonNull(EventsPageTest.class.getResource("/events/v1"));
        List<String> golden = new ArrayList<>();
        try (DirectoryStream<Path> keys = Files.newDirectoryStream(Path.of(directory.toURI()), "*.key")) {
            for (Path key : keys) {
                Path value = key.resolveSibling(key.getFileName().toString().replace(".key", ".value"));
                golden.add(Files.readString(key) + "\n" + Files.readString(value));
            }
        }
        return golden;
    }

    private List<String> found(String pattern) {
        return Pattern.compile(pattern, Pattern.DOTALL | Pattern.MULTILINE)
                .matcher(page)
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    @Test
    void examplesAreTheGoldenFilesByteForByte() throws Exception {
        assertThat(found("^```json\n(.*?)\n```$")).containsExactlyInAnyOrderElementsOf(golden());
    }

    @Test
    void fieldsAreThoseOfTheGoldenFiles() throws Exception {
        Set<String> fields = new TreeSet<>();
        for (String each : golden()) {
            fields.addAll(Pattern.compile("[{,]\"([A-Za-z]\\w*)\":")
                    .matcher(each.substring(each.indexOf('\n')))
                    .results()
                    .map((MatchResult found) -> found.group(1))
                    .toList());
        }

        assertThat(found("^\\| `(\\w+)` \\|")).containsExactlyInAnyOrderElementsOf(fields);
    }

    @Test
    void kindsAreTheKindsOfTargetsAndTheHeartbeat() {
        Set<String> kinds =
                Arrays.stream(Target.Kind.values()).map(Target.Kind::wireName).collect(Collectors.toSet());
        kinds.add("heartbeat");

        assertThat(found("^\\| `\\[\"(\\w+)\",")).containsExactlyInAnyOrderElementsOf(kinds);
    }

    @Test
    void reasonsAndLimitsAreTheCodecs() {
        Set<String> reasons = Arrays.stream(MalformedEventException.Reason.values())
                .map(MalformedEventException.Reason::wireName)
                .collect(Collectors.toSet());
        reasons.add("tombstone");

        assertThat(Set.copyOf(found("^\\|[^|]+\\| `(\\w+)` \\| "))).isEqualTo(reasons);
        assertThat(page.replaceAll("\\s+", " "))
                .contains("at most " + grouped(TargetKey.MAX_BYTES) + " bytes of UTF-8. Another spelling is no key")
                .contains("Compact JSON in UTF-8, at most " + grouped(EventCodec.MAX_VALUE_BYTES) + " bytes")
                .contains("| `v` | the version, " + EventCodec.VERSION + " |")
                .contains("statistics, at most " + Origin.MAX_REASON_BYTES + " bytes |")
                .contains("| free text, at most " + grouped(Origin.MAX_NOTE_BYTES) + " bytes.")
                .contains("credential, at most " + Origin.MAX_BY_BYTES + " bytes;")
                .contains("keep it " + TopicSettings.DEFAULT_MARGIN.toSeconds() + " s longer, or")
                .contains("`" + TopicSettings.DEFAULT_TOPIC + "`");
    }

    private static String grouped(int number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
