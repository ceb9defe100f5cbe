package io.revocast.benchmarks;

import io.revocast.consumer.RevocationList;
import org.apache.kafka.server.config.AbstractKafkaConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

/** What the pages with figures tell to type, and to set, is taken. Running it is for people: it takes hours. */
class DocumentedCommandsTest {
    @ParameterizedTest
    @ValueSource(strings = {"benchmarks.md", "scale.md"})
    void everyBenchmarkCommandOnThePageIsUnderstood(String page) throws IOException {
        List<String> commands = found("\\./revocast bench ([^`]+)`", page);

        assertThat(commands)
                .isNotEmpty()
                .allSatisfy(command -> assertThatCode(
                                () -> new CommandLine(new BenchCommand()).parseArgs(command.split(" ", -1)))
                        .doesNotThrowAnyException());
    }

    @Test
    void aListTakesTheSettingsForReadersOfTheScalePage() throws IOException {
        Map<String, String> settings = properties("reader.properties");
        Duration maxStaleness = Duration.ofSeconds(
                Long.parseLong(found("maxStaleness\\(Duration\\.ofSeconds\\(([0-9]+)\\)\\)", "scale.md")
                        .get(0)));

        // No broker is there; the list checks its settings first.
        try (RevocationList list = RevocationList.builder()
                .bootstrapServers("127.0.0.1:1")
                .kafkaProperties(settings)
                .maxStaleness(maxStaleness)
                .build()) {
            assertThatCode(list::start).doesNotThrowAnyException();
        }
    }

    @Test
    void aBrokerKnowsEverySettingOfTheScalePage() throws IOException {
        Map<String, String> settings = properties("server.properties");

        assertThat(AbstractKafkaConfig.CONFIG_DEF.names()).containsAll(settings.keySet());
        assertThat(AbstractKafkaConfig.CONFIG_DEF.validate(settings))
                .filteredOn(setting -> settings.containsKey(setting.name()))
                .allSatisfy(setting -> assertThat(setting.errorMessages()).isEmpty());
    }

    private static List<String> found(String pattern, String page) throws IOException {
        return Pattern.compile(pattern)
                .matcher(text(page))
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    private static Map<String, String> properties(String name) throws IOException {
        MatchResult block = Pattern.compile("```properties\n# " + Pattern.quote(name) + "(.*?)```", Pattern.DOTALL)
                .matcher(text("scale.md"))
                .results()
                .findFirst()
                .orElseThrow(() -> new AssertionError("the page has no block " + name));
        Properties properties = new Properties();
        properties.load(new StringReader(block.group(1).substring(block.group(1).indexOf('\n'))));
        Map<String, String> settings = new TreeMap<>();
        properties.stringPropertyNames().forEach(key -> settings.put(key, properties.getProperty(key)));
        return settings;
    }

    private static String text(String page) throws IOException {
        return Files.readString(Path.of("..", "docs", page));
    }
}
