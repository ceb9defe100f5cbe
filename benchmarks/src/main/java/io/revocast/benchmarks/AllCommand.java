package io.revocast.benchmarks;

import io.revocast.benchmarks.harness.Table;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** The command {@code ./revocast bench all}. */
@Command(
        name = "all",
        mixinStandardHelpOptions = true,
        description = "Runs every other benchmark, one after the other, with its defaults.")
final class AllCommand implements Callable<Integer> {
    private static final long NANOS = 1_000_000_000;

    @SuppressWarnings("NullAway.Init") // picocli sets it
    @Spec
    private CommandSpec spec;

    @Option(names = "--quick", description = "Fewer records and rounds: a quarter of an hour.")
    private boolean quick;

    @Option(names = "--svg", paramLabel = "DIR", description = "Draw the figures, too.")
    private @Nullable Path svg;

    @Option(
            names = "--other-java",
            paramLabel = "FILE",
            description = "A java program of release 25 or later for memory to run in, too.")
    private @Nullable Path otherJava;

    private AllCommand() {}

    @Override
    public Integer call() {
        CommandLine bench = spec.parent().commandLine();
        List<String> names = new ArrayList<>(bench.getSubcommands().keySet());
        names.remove(spec.name());
        Table times = new Table("how long each took", "benchmark", "seconds");
        int worst = 0;
        for (String name : names) {
            System.out.printf("%n## %s%n%n", name);
            long began = System.nanoTime();
            worst = Math.max(worst, bench.execute(arguments(name)));
            times.row(name, String.valueOf((System.nanoTime() - began) / NANOS));
        }
        System.out.printf("%n## all%n%n%s", times.markdown());
        return worst;
    }

    private String[] arguments(String name) {
        List<String> arguments = new ArrayList<>(List.of(name));
        if (quick) {
            arguments.add("--quick");
        }
        if (svg != null) {
            arguments.addAll(List.of("--svg", svg.toString()));
        }
        if (otherJava != null && name.equals("memory")) {
            arguments.addAll(List.of("--other-java", otherJava.toString()));
        }
        return arguments.toArray(String[]::new);
    }
}
