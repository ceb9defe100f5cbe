package io.revocast.soak;

import picocli.CommandLine;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

import static org.assertj.core.api.Assertions.assertThat;

/** What the command returned and printed. */
record SoakRun(int status, String printed) {
    static SoakRun of(String... arguments) {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        int status = new CommandLine(new SoakCommand(new PrintStream(output, true, StandardCharsets.UTF_8)))
                .execute(arguments);
        return new SoakRun(status, output.toString(StandardCharsets.UTF_8));
    }

    /** What the command printed goes into the test's output, and says why it failed. */
    void passes() {
        System.out.print(printed);
        assertThat(status).as(printed).isZero();
    }
}
