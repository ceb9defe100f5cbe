package io.revocast.soak;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/** The command as users call it, for two minutes. What it prints goes into the test's output. */
class SoakIT {
    private static int run(PrintStream out, String... arguments) {
        return new CommandLine(new SoakCommand(out)).execute(arguments);
    }

    @Test
    @Timeout(value = 8, unit = TimeUnit.MINUTES)
    void twoMinutesOfFaultsBreakNoPromise() {
        assertThat(run(System.out, "--minutes", "2", "--seed", "1")).isZero();
    }

    @Test
    @Timeout(value = 8, unit = TimeUnit.MINUTES)
    void everyChangeOfTheTopicIsSeenInTime() {
        assertThat(run(System.out, "--cases", "1", "--seed", "1")).isZero();
    }

    @Test
    void anOptionThatCannotBeIsSaidInOneLine() {
        ByteArrayOutputStream output = new ByteArrayOutputStream();

        int status = run(new PrintStream(output, true, StandardCharsets.UTF_8), "--rate", "0");

        assertThat(status).isEqualTo(2);
        assertThat(output.toString(StandardCharsets.UTF_8).strip())
                .isEqualTo("revocast soak: --rate must lie between 1 and 1000: 0");
    }
}
