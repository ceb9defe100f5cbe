package io.revocast.cli;

import io.revocast.cli.command.CommandFailure;
import io.revocast.cli.command.ExitCode;
import io.revocast.cli.command.OutputCheck;
import io.revocast.cli.command.Suggestion;
import io.revocast.cli.command.Terminal;
import io.revocast.cli.command.TokenInput;
import io.revocast.cli.query.AuditCommand;
import io.revocast.cli.query.CheckCommand;
import io.revocast.cli.query.ExportCommand;
import io.revocast.cli.query.FleetCommand;
import io.revocast.cli.query.ListCommand;
import io.revocast.cli.query.TailCommand;
import io.revocast.cli.revoke.ImportCommand;
import io.revocast.cli.revoke.ReinstateCommand;
import io.revocast.cli.revoke.RevokeCommand;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

import java.io.PrintWriter;
import java.util.List;

/** Adds the commands that talk to a publisher, and says how all commands fail. */
public final class Cli {
    /** What every root command is called. */
    public static final String NAME = "revocast";

    /** What the tool does. */
    public static final String DESCRIPTION = "Revoke a JWT once, and every service refuses it.";

    /** What the exit codes mean. */
    public static final String FOOTER =
            "Exit codes: 0 done, 1 unexpected, 2 usage, 3 not authorised, 4 unavailable or not confirmed, "
                    + "5 refused, 10 check: revoked.";

    /** The release. */
    public static final String VERSION = "0.1.0-SNAPSHOT";

    private static final int HELP_WIDTH = 100;

    private Cli() {}

    /** Adds the commands. */
    public static void addTo(CommandLine root, Terminal terminal) {
        for (Object command : List.of(
                RevokeCommand.commandLine(terminal),
                new ReinstateCommand(terminal),
                new CheckCommand(terminal),
                new ListCommand(terminal),
                new FleetCommand(terminal),
                new TailCommand(terminal),
                AuditCommand.commandLine(terminal),
                new ImportCommand(terminal),
                new ExportCommand(terminal),
                Completion.commandLine(),
                new VersionCommand())) {
            root.addSubcommand(command);
        }
    }

    /** Prints to standard output, and notices when that fails. */
    public static CommandLine toStandardOutput(CommandLine root) {
        return root.setOut(OutputCheck.standardOutput());
    }

    /** Sets what all commands have in common; to be called when all have been added. */
    public static CommandLine finish(CommandLine root) {
        mixHelpInto(root);
        return root.setUsageHelpWidth(HELP_WIDTH)
                .setExecutionStrategy(new OutputCheck())
                .setAbbreviatedOptionsAllowed(false)
                .setExpandAtFiles(false)
                .setParameterExceptionHandler((wrong, arguments) -> misused(wrong))
                .setExecutionExceptionHandler((failure, command, parsed) -> failed(failure, command));
    }

    private static void mixHelpInto(CommandLine command) {
        if (command.getCommandSpec().findOption("--help") == null) {
            command.getCommandSpec().mixinStandardHelpOptions(true);
        }
        command.getCommandSpec().version(command.getCommandSpec().root().version());
        command.getSubcommands().values().forEach(Cli::mixHelpInto);
    }

    private static int misused(ParameterException wrong) {
        CommandLine command = wrong.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("revocast: "
                + TokenInput.blot(String.valueOf(wrong.getMessage()).split("\n", 2)[0]));
        String suggestion = wrong instanceof UnmatchedArgumentException unmatched
                ? Suggestion.of(
                                unmatched.getUnmatched().get(0),
                                command.getSubcommands().keySet())
                        .map(meant -> "did you mean " + meant + "? ")
                        .orElse("")
                : "";
        err.println("  " + suggestion + command.getCommandSpec().qualifiedName() + " --help tells more");
        err.flush();
        return ExitCode.USAGE.number();
    }

    private static int failed(Exception failure, CommandLine command) {
        PrintWriter err = command.getErr();
        if (failure instanceof CommandFailure expected) {
            err.println("revocast: " + TokenInput.blot(String.valueOf(expected.getMessage())));
            if (!expected.remedy().isEmpty()) {
                err.println("  " + expected.remedy());
            }
            err.flush();
            return expected.exitCode().number();
        }
        if (failure instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        err.println("revocast: " + TokenInput.blot(String.valueOf(failure)));
        err.flush();
        return ExitCode.UNEXPECTED.number();
    }
}
