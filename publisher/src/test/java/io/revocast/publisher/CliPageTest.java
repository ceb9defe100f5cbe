package io.revocast.publisher;

import io.revocast.cli.command.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code docs/cli.md} and the help that the commands print. {@code -Drevocast.docs.write=true} writes the page. */
class CliPageTest {
    private static final Path PAGE = Path.of("..", "docs", "cli.md");
    private static final String MARK =
            "<!-- CliPageTest generates the rest of this page from the help of the commands. -->\n";

    /** The root and all commands below it. */
    static Stream<CommandLine> commands() {
        return commands(Main.commandLine());
    }

    private static Stream<CommandLine> commands(CommandLine command) {
        return Stream.concat(
                Stream.of(command), command.getSubcommands().values().stream().flatMap(CliPageTest::commands));
    }

    private static String usage(CommandLine command) {
        return command.getUsageMessage(Ansi.OFF)
                .lines()
                .map(String::stripTrailing)
                .reduce("", (a, b) -> a + b + "\n");
    }

    private static String generated() {
        List<String> lines = new ArrayList<>();
        lines.add("\n## Exit codes\n\n| code | meaning |\n|---|---|");
        for (ExitCode each : ExitCode.values()) {
            lines.add("| " + each.number() + " | " + each.meaning() + " |");
        }
        commands()
                .forEach(command -> lines.add("\n## " + command.getCommandSpec().qualifiedName() + "\n\n```text\n"
                        + usage(command).strip() + "\n```"));
        return String.join("\n", lines) + "\n";
    }

    @Test
    void pageSaysWhatTheCommandsSay() throws IOException {
        String page = Files.readString(PAGE);
        int mark = page.indexOf(MARK) + MARK.length();
        if (Boolean.getBoolean("revocast.docs.write")) {
            Files.writeString(PAGE, page.substring(0, mark) + generated());
        }

        assertThat(Files.readString(PAGE).substring(mark)).isEqualTo(generated());
    }

    /** The lines that follow "Examples:" in the help of a command. */
    private static List<String> examples(CommandLine command) {
        return usage(command)
                .lines()
                .skip(1)
                .takeWhile(line -> !line.isEmpty())
                .map(String::strip)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void helpBeginsWithExamplesThatCanBeParsed(CommandLine command) {
        assertThat(usage(command)).startsWith("Examples:\n  ");
        for (String example : examples(command)) {
            String typed = example.replaceAll("^(zcat .* \\| |source <\\()|\\)$|\\s[<>].*$", "");
            assertThat(typed).startsWith("revocast ");
            List<String> words = Arrays.asList(typed.split(" "));

            Main.commandLine().parseArgs(words.subList(1, words.size()).toArray(String[]::new));
        }
    }

    @Test
    void everyCommandCanBeReachedThroughTheLauncher() throws IOException {
        String launcher = Files.readString(Path.of("..", "revocast"));
        String known = launcher.lines()
                .filter(line -> line.startsWith("commands=("))
                .findFirst()
                .orElseThrow();
        String passed = launcher.lines()
                .filter(line -> line.matches("  (serve\\)|(api-key|revoke) \\| .*)"))
                .reduce("", String::concat);

        for (String command : Main.commandLine().getSubcommands().keySet()) {
            assertThat(known.split("[( )]")).contains(command);
            assertThat(passed.split("[ |)]+")).contains(command);
        }
    }

    @Test
    void exitCodesAreTheseAndNoOthers() {
        assertThat(Arrays.stream(ExitCode.values()).map(ExitCode::number)).containsExactly(0, 1, 2, 3, 4, 5, 10);
    }
}
