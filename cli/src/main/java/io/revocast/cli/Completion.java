package io.revocast.cli;

import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code completion}: picocli's generator of completion scripts, with the name and the argument of this command. */
final class Completion {
    private Completion() {}

    /** Spelled as on the command line. */
    enum Shell {
        bash,
        zsh
    }

    static CommandLine commandLine() {
        CommandLine command = new CommandLine(new AutoComplete.GenerateCompletion());
        CommandSpec spec = command.getCommandSpec().name("completion").helpCommand(false);
        spec.addPositional(PositionalParamSpec.builder()
                .paramLabel("SHELL")
                .type(Shell.class)
                .arity("1")
                .description("bash or zsh; both use the same script")
                .build());
        spec.usageMessage()
                .headerHeading(
                        "Examples:%n  source <(revocast completion bash)%n  source <(revocast completion zsh)%n%n")
                .header(new String[0])
                .optionListHeading("")
                .description("Prints a completion script for a shell.");
        return command;
    }
}
