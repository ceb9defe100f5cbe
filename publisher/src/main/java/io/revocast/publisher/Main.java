package io.revocast.publisher;

import io.revocast.cli.Cli;
import io.revocast.cli.command.CommandGroup;
import io.revocast.cli.command.ExitCode;
import io.revocast.cli.command.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands of the publisher, and those that talk to one. {@link ExitCode} lists the exit codes. */
@Command(
        name = Cli.NAME,
        headerHeading = "Examples:%n"
                + "  revocast serve --config publisher.properties%n"
                + "  revocast revoke subject alice --issuer https://issuer.example --reason left%n"
                + "  revocast check - < token.txt%n%n",
        description = Cli.DESCRIPTION,
        footer = {"", Cli.FOOTER},
        version = Cli.VERSION,
        subcommands = {
            ServeCommand.class,
            HealthCommand.class,
            ApiKeyCommand.class,
            KeysCommand.class,
            TopicCommand.class,
            ConfigCommand.class
        })
public final class Main extends CommandGroup {
    /** Exit code for what the operator must change before it can work. */
    static final int CONFIGURATION_ERROR = ExitCode.USAGE.number();

    private Main() {}

    /** Runs one command and exits. */
    public static void main(String[] args) {
        System.exit(Cli.toStandardOutput(commandLine()).execute(args));
    }

    static CommandLine commandLine() {
        return commandLine(Terminal.system());
    }

    static CommandLine commandLine(Terminal terminal) {
        CommandLine root = new CommandLine(new Main());
        Cli.addTo(root, terminal);
        return Cli.finish(root);
    }
}
