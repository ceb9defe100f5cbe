package io.revocast.sidecar;

import io.revocast.consumer.FailurePolicy;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The examples of {@code docs/sidecar.md}, each where its interpreter is installed. */
class ExamplesIT {
    @ParameterizedTest
    @CsvSource({"python3, sidecar_check.py", "node, sidecar-check.mjs", "sh, sidecar-check.sh"})
    void anExampleTellsAcceptedRefusedAndUndecided(String program, String file, @TempDir Path directory)
            throws Exception {
        Optional<Path> interpreter = Programs.find(program);
        assumeTrue(interpreter.isPresent(), program + " is not on the PATH: its example is left out");
        assumeTrue(!program.equals("sh") || Programs.find("curl").isPresent(), "curl is not on the PATH");
        List<String> command = List.of(
                interpreter.orElseThrow().toString(),
                Programs.EXAMPLES.resolve(file).toString());
        try (RunningSidecar sidecar = new RunningSidecar(directory, FailurePolicy.DENY)) {
            String url = "http://127.0.0.1:" + sidecar.port();
            String good = sidecar.issuer.token("good");
            String bad = sidecar.issuer.token("bad");
            sidecar.revoke("bad");

            assertThat(Programs.run(good, url, command)).isEqualTo("accepted\n");
            assertThat(Programs.run(bad, url, command)).isEqualTo("refused\n");
            sidecar.revocations.makeStale();
            assertThat(Programs.run(good, url, command)).contains("undecided").doesNotContain(good);
        }
    }
}
