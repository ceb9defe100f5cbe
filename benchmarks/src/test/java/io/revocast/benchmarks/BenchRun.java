package io.revocast.benchmarks;

import picocli.CommandLine;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import static org.assertj.core.api.Assertions.assertThat;

/** One call of a benchmark with little to do. Figures that small mean nothing, so none is looked at. */
final class BenchRun {
    private BenchRun() {}

    /**
     * Requires that a command ends well.
     *
     * @param rows the beginnings of rows that its tables must have, with {@code |} between them
     */
    static void printsRows(String command, String rows) {
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        int exitCode;
        try {
            System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
            exitCode = new CommandLine(new BenchCommand()).execute((command + " --rounds 1").split(" ", -1));
        } finally {
            System.setOut(before);
        }

        String tables = printed.toString(StandardCharsets.UTF_8);
        assertThat(exitCode).as(tables).isZero();
        assertThat(Arrays.asList(rows.split("\\|", -1)))
                .allSatisfy(row -> assertThat(tables).contains("| " + row));
    }
}
