package io.revocast.benchmarks.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs a trial in a process of its own. */
final class FreshJvm {
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final Duration KILL_LIMIT = Duration.ofSeconds(10);

    private FreshJvm() {}

    /** Returns the figures; throws {@link IllegalStateException} with the end of the output when there are none. */
    static Map<String, Double> run(Trial trial) throws InterruptedException {
        try {
            // What a library leaves there, and some leave megabytes, goes with it.
            Path directory = Files.createTempDirectory("revocast-trial");
            try {
                return run(trial, directory);
            } finally {
                delete(directory);
            }
        } catch (IOException e) {
            throw new IllegalStateException("a trial needs a temporary directory and a process", e);
        }
    }

    private static Map<String, Double> run(Trial trial, Path directory) throws IOException, InterruptedException {
        Path output = directory.resolve("output");
        List<String> command = new ArrayList<>(List.of(trial.jvm().java().toString()));
        command.addAll(trial.jvm().flags());
        command.addAll(List.of(
                "-Djava.io.tmpdir=" + directory,
                "-cp",
                trial.jvm().classPath(),
                ContenderMain.class.getName(),
                trial.contender(),
                trial.arguments().line()));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException(trial.name() + " did not end within " + LIMIT);
            }
        } finally {
            boolean unused = process.destroyForcibly().waitFor(KILL_LIMIT.toSeconds(), TimeUnit.SECONDS);
        }
        List<String> lines = Files.readAllLines(output);
        Map<String, Double> figures = new TreeMap<>();
        for (String line : lines) {
            if (line.startsWith(ContenderMain.FIGURE)) {
                int equals = line.indexOf('=');
                figures.put(
                        line.substring(ContenderMain.FIGURE.length(), equals),
                        Double.valueOf(line.substring(equals + 1)));
            }
        }
        if (process.exitValue() != 0 || figures.isEmpty()) {
            throw new IllegalStateException(trial.name() + " gave no figures, exit code " + process.exitValue() + ": "
                    + String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size())));
        }
        return figures;
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
