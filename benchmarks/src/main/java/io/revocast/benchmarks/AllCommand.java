package io.revocast.benchmarks;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** The command {@code ./revocast bench all}. */
@Command(
        name = "all",
        mixinStandardHelpOptions = true,
        description = "Runs every other benchmark, one after the other, with its defaults.")
final class AllCommand implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init") // picocli sets it
    @Spec
    private CommandSpec spec;

    @Option(names = "--quick", description = "Fewer records, rounds and cases: a quarter of an hour.")
    private boolean quick;

    private AllCommand() {}

    @Override
    public Integer call() {
        CommandLine bench = spec.parent().commandLine();
        List<String> names = new ArrayList<>(bench.getSubcommands().keySet());
        names.remove(spec.name());
        int worst = 0;
        for (String name : names) {
            System.out.printf("%n## %s%n%n", name);
            worst = Math.max(worst, quick ? bench.execute(name, "--quick") : bench.execute(name));
        }
        return worst;
    }
}
