package io.revocast.publisher;

import io.revocast.cli.command.CommandFailure;
import io.revocast.cli.command.CommandGroup;
import io.revocast.cli.command.ExitCode;
import io.revocast.cli.command.JsonLine;
import io.revocast.config.ConfigurationException;
import io.revocast.config.ConfigurationValues.Effective;
import io.revocast.publisher.settings.DefaultSettings;
import io.revocast.publisher.settings.PublisherConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code config}: a publisher's settings. */
@Command(
        name = "config",
        headerHeading = "Examples:%n  revocast config print --config publisher.properties%n%n",
        description = "Shows a publisher's settings.",
        subcommands = ConfigCommand.Print.class)
final class ConfigCommand extends CommandGroup {
    private ConfigCommand() {}

    /** {@code config print}. */
    @Command(
            name = "print",
            headerHeading = "Examples:%n"
                    + "  revocast config print --config publisher.properties%n"
                    + "  revocast config print --config publisher.properties --json%n%n",
            description = "Prints the effective settings of serve, their sources and their defaults. Masks secrets.")
    static final class Print implements Callable<Integer> {
        @SuppressWarnings("NullAway.Init") // picocli sets it
        @Spec
        private CommandSpec spec;

        @Mixin
        private final ConfigurationOptions configuration = new ConfigurationOptions();

        @Option(names = "--json", description = "print JSON, one document per line")
        private boolean json;

        private Print() {}

        @Override
        public Integer call() throws CommandFailure {
            List<Effective> effective;
            try {
                effective = PublisherConfig.settings(configuration.sources()).effective(DefaultSettings.VALUES);
            } catch (ConfigurationException e) {
                throw new CommandFailure(
                        ExitCode.USAGE,
                        String.valueOf(e.getMessage()),
                        "correct it there; the keys are in docs/publisher.md");
            }
            PrintWriter out = spec.commandLine().getOut();
            for (Effective each : effective) {
                if (json) {
                    out.println(JsonLine.of(each));
                } else {
                    out.println(each.key() + "=" + each.value() + "  # " + each.source());
                }
            }
            out.flush();
            return ExitCode.OK.number();
        }
    }
}
