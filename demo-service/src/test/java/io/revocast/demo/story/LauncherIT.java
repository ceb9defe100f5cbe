package io.revocast.demo.story;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** The script {@code ./revocast}, called from another directory, as far as it needs no build. */
class LauncherIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Path SCRIPT =
            Path.of("..", "revocast").toAbsolutePath().normalize();

    @TempDir
    private Path elsewhere;

    private CommandRun revocast(Map<String, String> environment, String... arguments) {
        List<String> command = new ArrayList<>(List.of("bash", SCRIPT.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(elsewhere.toFile());
        builder.environment().putAll(environment);
        return CommandRun.start(builder);
    }

    /** A module that is expected to have libraries and has none is built again by every command. */
    @Test
    void theScriptKnowsWhichModulesCopyNoLibraries() throws IOException {
        String script = Files.readString(SCRIPT);
        List<String> withoutLibraries = words(script, "(?m)^ +(embedded-kafka \\| [^)]+)\\) ;;");

        assertThat(words(script, "(?m)^library=\\(([^)]+)\\)"))
                .isNotEmpty()
                .allSatisfy(module -> assertThat(withoutLibraries.contains(module))
                        .as(module)
                        .isEqualTo(!Files.readString(SCRIPT.resolveSibling(module + "/pom.xml"))
                                .contains("<outputDirectory>${project.build.directory}/lib</outputDirectory>")));
    }

    private static List<String> words(String script, String pattern) {
        Matcher found = Pattern.compile(pattern).matcher(script);
        assertThat(found.find()).as(pattern).isTrue();
        return List.of(found.group(1).split("[ |]+"));
    }

    @Test
    void usageIsShownWhenNothingIsAsked() throws Exception {
        try (CommandRun bare = revocast(Map.of());
                CommandRun help = revocast(Map.of(), "--help")) {
            assertThat(bare.await(LIMIT)).isZero();
            assertThat(help.await(LIMIT)).isZero();
            assertThat(bare.output()).isEqualTo(help.output()).contains("./revocast demo [--once]");
        }
    }

    @Test
    void unknownCommandIsRefusedWithASuggestion() throws Exception {
        try (CommandRun run = revocast(Map.of(), "dmeo")) {
            assertThat(run.await(LIMIT)).isEqualTo(2);
            assertThat(run.output())
                    .isEqualTo("revocast: unknown command: dmeo; did you mean demo?; ./revocast --help lists them");
        }
    }

    @Test
    void mistypedCommandOfThePublisherIsSuggestedToo() throws Exception {
        try (CommandRun run = revocast(Map.of(), "revoek", "token")) {
            assertThat(run.await(LIMIT)).isEqualTo(2);
            assertThat(run.output()).contains("unknown command: revoek; did you mean revoke?");
        }
    }

    @Test
    void missingJdkIsOneClearLine() throws Exception {
        String bash = pathWithoutJava();
        try (CommandRun run = revocast(Map.of("JAVA_HOME", elsewhere.toString(), "PATH", bash), "demo", "--once")) {
            assertThat(run.await(LIMIT)).isEqualTo(1);
            assertThat(run.output())
                    .isEqualTo("revocast: needs a JDK 17 or later; set JAVA_HOME to one,"
                            + " or put its java on the PATH");
        }
    }

    /** A directory with what the script uses, and no java. */
    private String pathWithoutJava() throws IOException {
        Path programs = Files.createDirectory(elsewhere.resolve("programs"));
        for (String program : List.of("bash", "dirname", "readlink", "sed", "cat", "head", "find")) {
            String original = Stream.of("/usr/bin/", "/bin/")
                    .map(directory -> directory + program)
                    .filter(file -> Files.isExecutable(Path.of(file)))
                    .findFirst()
                    .orElseThrow();
            Path file = Files.writeString(programs.resolve(program), "#!/bin/sh\nexec " + original + " \"$@\"\n");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        }
        return programs.toString();
    }
}
