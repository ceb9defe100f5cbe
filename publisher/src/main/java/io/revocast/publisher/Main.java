package io.revocast.publisher;

import io.revocast.publisher.cli.Cli;
import io.revocast.publisher.cli.CommandGroup;
import io.revocast.publisher.cli.ExitCode;
import io.revocast.publisher.cli.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line. How it ends is what {@link ExitCode} says. */
@Command(
        name = "revocast",
        headerHeading = "Examples:%n"
                + "  revocast serve --config publisher.properties%n"
                + "  revocast revoke subject alice --issuer https://issuer.example --reason left%n"
                + "  revocast check - < token.txt%n%n",
        description = "Revoke a JWT once; every service refuses it.",
        footer = {
            "",
            "Exit codes: 0 done, 1 unexpected, 2 usage, 3 not authorised, 4 unavailable or not confirmed, "
                    + "5 refused, 10 check: revoked."
        },
        version = "0.1.0-SNAPSHOT",
        subcommands = {
            ServeCommand.class,
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
