package io.revocast.benchmarks;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import io.revocast.benchmarks.guard.GuardCommand;
import io.revocast.benchmarks.lookup.LookupCommand;
import io.revocast.benchmarks.memory.MemoryCommand;
import io.revocast.benchmarks.propagation.PropagationCommand;
import io.revocast.benchmarks.propagation.ScaleCommand;
import io.revocast.benchmarks.publish.PublishCommand;
import io.revocast.benchmarks.publish.WaitCommand;
import io.revocast.benchmarks.replay.ReplayCommand;
import io.revocast.benchmarks.steadiness.SteadinessCommand;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command {@code ./revocast bench}. */
@Command(
        name = "revocast bench",
        mixinStandardHelpOptions = true,
        subcommands = {
            ReplayCommand.class,
            LookupCommand.class,
            MemoryCommand.class,
            PropagationCommand.class,
            PublishCommand.class,
            WaitCommand.class,
            ScaleCommand.class,
            SteadinessCommand.class,
            GuardCommand.class,
            AllCommand.class
        },
        description = "Measures what the documentation claims; each figure stands beside a yardstick of the same run.")
public final class BenchCommand {
    BenchCommand() {}

    /** Runs one benchmark. Exits with 2 when there is no such benchmark. */
    public static void main(String[] args) {
        ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger("ROOT").setLevel(Level.OFF);
        System.exit(new CommandLine(new BenchCommand()).setExpandAtFiles(false).execute(args));
    }
}
