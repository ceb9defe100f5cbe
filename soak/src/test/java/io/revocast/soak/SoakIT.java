package io.revocast.soak;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/** The command as users call it, for two minutes. What it prints goes into the test's output, and says why it failed. */
class SoakIT {
    private record Run(int status, String printed) {
        void passes() {
            System.out.print(printed);
            assertThat(status).as(printed).isZero();
        }
    }

    private static Run run(String... arguments) {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        int status = new CommandLine(new SoakCommand(new PrintStream(output, true, StandardCharsets.UTF_8)))
                .execute(arguments);
        return new Run(status, output.toString(StandardCharsets.UTF_8));
    }

    @Test
    @Timeout(value = 8, unit = TimeUnit.MINUTES)
    void twoMinutesOfFaultsBreakNoPromise() {
        run("--minutes", "2", "--seed", "1").passes();
    }

    @Test
    @Timeout(value = 8, unit = TimeUnit.MINUTES)
    void everyChangeOfTheTopicIsSeenInTime() {
        run("--cases", "1", "--seed", "1").passes();
    }

    @Test
    void anOptionThatCannotBeIsSaidInOneLine() {
        Run run = run("--rate", "0");

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.printed().strip()).isEqualTo("revocast soak: --rate must lie between 1 and 1000: 0");
    }
}
