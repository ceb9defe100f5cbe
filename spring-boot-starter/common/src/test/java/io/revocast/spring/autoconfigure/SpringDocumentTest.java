package io.revocast.spring.autoconfigure;

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

/** Compares {@code docs/spring.md} with the code, the settings and the dependencies. */
class SpringDocumentTest {
    private static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();
    private static final Path SAMPLES =
            Path.of("src", "test", "java", "io", "revocast", "spring", "contract", "DocumentedSamples.java");

    private static String document() throws IOException {
        return Files.readString(ROOT.resolve("docs/spring.md"));
    }

    private static List<String> blocks(String language) throws IOException {
        return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
                .matcher(document())
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    /** Code without white space, modifiers and the qualifiers that only the test needs. */
    private static String compact(String code) {
        return code.replace("DecoderContract.", "")
                .replace("static class", "class")
                .replaceAll("\\s+", "");
    }

    @Test
    void everyJavaSampleIsCompiled() throws IOException {
        String samples = compact(Files.readString(SAMPLES));

        assertThat(blocks("java"))
                .hasSizeGreaterThan(3)
                .allSatisfy(block -> assertThat(samples).contains(compact(block)));
    }

    @Test
    void theTableHasEverySettingAndNoOther() throws IOException {
        List<String> documented = Pattern.compile("(?m)^\\| `revocast\\.([a-z-]+)")
                .matcher(document().split("## Settings", 2)[1].split("## Health", 2)[0])
                .results()
                .map(found -> found.group(1))
                .distinct()
                .sorted()
                .toList();

        assertThat(documented).isEqualTo(SettingNames.known());
    }

    @Test
    void thePropertiesOfSamplesAreSettings() throws IOException {
        assertThat(blocks("properties").stream().flatMap(String::lines).map(line -> line.split("=", 2)[0]))
                .isNotEmpty()
                .allMatch(name -> SettingNames.known().contains(name.split("\\.", -1)[1]));
    }

    @Test
    void theListOfDependenciesIsTheOneThatTheBuildAllows() throws IOException {
        String starter = Files.readString(ROOT.resolve("spring-boot-starter/starter/pom.xml"));
        String documented = document().split("## Dependencies", 2)[1];
        List<String> allowed = Pattern.compile("<include>[^:]+:([^<]+)</include>")
                .matcher(starter)
                .results()
                .map(found -> found.group(1))
                .sorted()
                .toList();

        assertThat(Pattern.compile("`([a-z0-9_-]+)`")
                        .matcher(documented)
                        .results()
                        .map(found -> found.group(1))
                        .sorted())
                .isEqualTo(allowed);
    }

    @Test
    void theVersionsAreThoseOfTheBuild() throws IOException {
        String parent = Files.readString(ROOT.resolve("pom.xml"));
        for (String line : List.of("3", "4")) {
            MatchResult boot = first(parent, "<spring-boot-" + line + ".version>([^<]+)<");
            String module = Files.readString(ROOT.resolve("spring-boot-starter/boot" + line + "-tests/pom.xml"));
            String expected = "%s: `kafka-clients` %s, Jackson %s, Caffeine %s"
                    .formatted(
                            boot.group(1),
                            first(module, "<kafka.version>([^<]+)<").group(1),
                            first(module, "<jackson.version>([^<]+)<").group(1),
                            first(module, "<caffeine.version>([^<]+)<").group(1));
            assertThat(document()).contains(expected);
        }
    }

    private static MatchResult first(String text, String regex) {
        return Pattern.compile(regex).matcher(text).results().findFirst().orElseThrow();
    }

    @Test
    void theSymptomsQuoteTheLog() throws IOException {
        try (Stream<Path> sources = Files.walk(Path.of("src", "main", "java"))) {
            String code = sources.filter(Files::isRegularFile)
                    .map(SpringDocumentTest::read)
                    .collect(Collectors.joining());
            assertThat(code).contains("a decoder could not verify a token");
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
