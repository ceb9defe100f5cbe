package io.revocast;

import io.revocast.consumer.Counters;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code docs/troubleshooting.md} names the counters and the messages that exist. */
class TroubleshootingPageTest {
    private static final Path PAGE = Path.of("../docs/troubleshooting.md");

    private static List<String> found(String pattern) throws IOException {
        return Pattern.compile(pattern)
                .matcher(Files.readString(PAGE))
                .results()
                .map(result -> result.group(1))
                .toList();
    }

    @Test
    void everyCounterExists() throws IOException {
        assertThat(found("`((?:checks|events|listener)\\.[a-z_.]+)`"))
                .hasSizeGreaterThan(10)
                .allMatch(Counters.names()::contains);
    }

    /** A message may be split over lines of the source, so quotes, line ends and signs between them are left out. */
    @Test
    void everyQuotedMessageIsInTheLibrary() throws IOException {
        String sources;
        try (Stream<Path> files = Files.walk(Path.of("src/main/java/io/revocast/consumer"))) {
            sources = files.filter(file -> file.toString().endsWith(".java"))
                    .map(TroubleshootingPageTest::read)
                    .collect(Collectors.joining())
                    .replaceAll("\"\\s*\\+\\s*\"", "");
        }
        String page = Files.readString(PAGE);
        List<String> quoted = Pattern.compile("(?s)\\| the (?:cause|message) contains \\|.*?\\n\\n")
                .matcher(page)
                .results()
                .map(MatchResult::group)
                .flatMap(table ->
                        Pattern.compile("(?m)^\\| `([^`]+)`").matcher(table).results())
                .map(result -> result.group(1))
                .toList();

        assertThat(quoted).hasSizeGreaterThan(15).allMatch(sources::contains);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The issue that most users meet first has five causes. */
    @Test
    void anOutageOfEveryRequestHasFiveCauses() throws IOException {
        String page = Files.readString(PAGE);
        String section = page.substring(page.indexOf("## Every request"), page.indexOf("When only some"));

        assertThat(section.lines().filter(line -> line.startsWith("| `checks.")))
                .hasSize(5);
    }
}
