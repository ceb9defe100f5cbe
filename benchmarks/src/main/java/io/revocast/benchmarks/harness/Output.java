package io.revocast.benchmarks.harness;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The options that every benchmark has, for a command to mix in. */
public final class Output {
    @Option(names = "--quick", description = "Fewer records and rounds: figures to look at, not to publish.")
    private boolean quick;

    @Option(names = "--json", paramLabel = "FILE", description = "Write every round's figures to a file, too.")
    private @Nullable Path json;

    @Option(names = "--svg", paramLabel = "DIR", description = "Draw the figures, too.")
    private @Nullable Path svg;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "How often everything is measured. Default: 5; quick: 1.")
    private @Nullable Integer rounds;

    /** How often everything is measured. */
    public int rounds() {
        return rounds != null ? rounds : quick ? 1 : 5;
    }

    public boolean isQuick() {
        return quick;
    }

    /** Prints a report, and writes it where the user wants it. */
    public void deliver(Report report) {
        report.print(new PrintStream(System.out, true, StandardCharsets.UTF_8));
        try {
            if (json != null) {
                report.write(json);
            }
            if (svg != null) {
                report.draw(svg);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the figures cannot be written to " + (json != null ? json : svg), e);
        }
    }
}
