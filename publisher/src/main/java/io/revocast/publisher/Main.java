package io.revocast.publisher;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line. Exit codes: 0 for a regular end, 1 for a failure, 2 for a wrong command line or configuration. */
@Command(
        name = "revocast-publisher",
        description = "Publishes revocations of JWTs, and answers only what the broker committed.",
        mixinStandardHelpOptions = true,
        version = "0.1.0-SNAPSHOT",
        subcommands = {ServeCommand.class, ApiKeyCommand.class, KeysCommand.class})
public final class Main implements Runnable {
    /** Exit code for what the operator must change before it can work. */
    static final int CONFIGURATION_ERROR = 2;

    @SuppressWarnings("NullAway.Init") // picocli sets it
    @Spec
    private CommandSpec spec;

    private Main() {}

    /** Runs one command and exits. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main()).setExecutionExceptionHandler((failure, command, parsed) -> {
            command.getErr().println("revocast-publisher: " + failure);
            return 1;
        });
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing: serve, api-key, keys");
    }
}
