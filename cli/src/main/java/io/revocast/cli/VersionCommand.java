package io.revocast.cli;

import io.revocast.cli.command.ExitCode;
import io.revocast.cli.command.JsonDocuments;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.util.concurrent.Callable;

/** {@code version}. */
@Command(
        name = "version",
        headerHeading = "Examples:%n  revocast version%n%n",
        description = "Prints the versions of Revocast and Java.")
final class VersionCommand implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init") // picocli sets it
    @Spec
    private CommandSpec spec;

    @Option(names = "--json", description = "print JSON, one document per line")
    private boolean json;

    @Override
    public Integer call() {
        String version = String.join("", spec.root().version());
        String java = Runtime.version().toString();
        spec.commandLine()
                .getOut()
                .println(
                        json
                                ? JsonDocuments.object().put("version", version).put("java", java)
                                : "revocast " + version + ", Java " + java);
        spec.commandLine().getOut().flush();
        return ExitCode.OK.number();
    }
}
