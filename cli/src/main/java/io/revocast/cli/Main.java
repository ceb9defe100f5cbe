package io.revocast.cli;

import io.revocast.cli.command.CommandGroup;
import io.revocast.cli.command.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands that talk to a publisher. {@link io.revocast.cli.command.ExitCode} lists the exit codes. */
@Command(
        name = Cli.NAME,
        headerHeading = "Examples:%n"
                + "  revocast revoke subject alice --issuer https://issuer.example --reason left%n"
                + "  revocast check - < token.txt%n%n",
        description = Cli.DESCRIPTION,
        footer = {"", Cli.FOOTER},
        version = Cli.VERSION)
public final class Main extends CommandGroup {
    private Main() {}

    /** Runs one command and exits. */
    public static void main(String[] args) {
        System.exit(Cli.toStandardOutput(commandLine(Terminal.system())).execute(args));
    }

    static CommandLine commandLine(Terminal terminal) {
        CommandLine root = new CommandLine(new Main());
        Cli.addTo(root, terminal);
        return Cli.finish(root);
    }
}
