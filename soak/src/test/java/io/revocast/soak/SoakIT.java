package io.revocast.soak;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/** The command as users call it, for two minutes. */
class SoakIT {
    @Test
    @Timeout(value = 8, unit = TimeUnit.MINUTES)
    void twoMinutesOfFaultsBreakNoPromise() {
        SoakRun.of("--minutes", "2", "--seed", "1").passes();
    }

    @Test
    void anOptionThatCannotBeIsSaidInOneLine() {
        SoakRun run = SoakRun.of("--rate", "0");

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.printed().strip()).isEqualTo("revocast soak: --rate must lie between 1 and 1000: 0");
    }
}
