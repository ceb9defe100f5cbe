package io.revocast.benchmarks.harness;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RoundsTest {
    /** Returns its arguments and its process id. */
    static final class Echo implements Contender {
        @Override
        public Map<String, Double> measure(Arguments arguments) {
            return Map.of("told", (double) arguments.number("value"), "process", (double)
                    ProcessHandle.current().pid());
        }
    }

    /** Finds that its result is wrong. */
    static final class Wrong implements Contender {
        @Override
        public Map<String, Double> measure(Arguments arguments) {
            throw new IllegalStateException("one is missing");
        }
    }

    @Test
    void everyRoundOfEveryTrialHasAJvmOfItsOwn() throws InterruptedException {
        Rounds rounds = Rounds.run(2, List.of(echo("a", 3), echo("b", 5)));

        assertThat(rounds.median("a", "told")).isEqualTo(3);
        assertThat(rounds.median("b", "told")).isEqualTo(5);
        assertThat(rounds.samples().values().stream().flatMap(List::stream).map(round -> round.get("process")))
                .doesNotHaveDuplicates()
                .hasSize(4);
    }

    /** Leaves a file in the temporary directory, as RocksDB does, and writes down where. */
    static final class Litterer implements Contender {
        @Override
        public Map<String, Double> measure(Arguments arguments) throws IOException {
            Path left = Files.createTempFile("library", ".so");
            Files.writeString(Path.of(arguments.text("note")), left.toString());
            return Map.of("done", 1.0);
        }
    }

    @Test
    void whatATrialLeavesInTheTemporaryDirectoryIsGone(@TempDir Path directory) throws Exception {
        Path note = directory.resolve("note");

        Rounds.run(
                1,
                List.of(Trial.of(
                        "litterer", Litterer.class, new Arguments(Map.of()).with("note", note), Jvm.current())));

        assertThat(Path.of(Files.readString(note))).doesNotExist();
    }

    @Test
    void aTrialWithAWrongResultGivesNoFigure() {
        Trial wrong = Trial.of("wrong", Wrong.class, new Arguments(Map.of()), Jvm.current());

        assertThatThrownBy(() -> Rounds.run(1, List.of(wrong)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("wrong gave no figures")
                .hasMessageContaining("one is missing");
    }

    private static Trial echo(String name, int value) {
        return Trial.of(name, Echo.class, new Arguments(Map.of()).with("value", value), Jvm.current());
    }
}
