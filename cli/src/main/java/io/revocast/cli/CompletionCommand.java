package io.revocast.cli;

import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.util.concurrent.Callable;

/** {@code completion}: what a shell needs to complete commands and options. */
@Command(
        name = "completion",
        headerHeading = "Examples:%n  source <(revocast completion bash)%n  source <(revocast completion zsh)%n%n",
        description = "Prints a script that makes a shell complete commands and options.")
final class CompletionCommand implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init") // picocli sets it
    @Spec
    private CommandSpec spec;

    @SuppressWarnings("UnusedVariable") // picocli refuses other shells
    @Parameters(paramLabel = "SHELL", description = "bash or zsh; one script serves both")
    private Shell shell = Shell.bash;

    /** Spelt as on the command line. */
    enum Shell {
        bash,
        zsh
    }

    @Override
    public Integer call() {
        CommandLine root = spec.root().commandLine();
        spec.commandLine().getOut().print(AutoComplete.bash(root.getCommandName(), root));
        spec.commandLine().getOut().flush();
        return ExitCode.OK.number();
    }
}
