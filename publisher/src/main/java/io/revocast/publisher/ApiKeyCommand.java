package io.revocast.publisher;

import io.revocast.publisher.credentials.ApiKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.concurrent.Callable;

/** {@code api-key}, by its full name {@code keys new}: makes a new API key. Keeps nothing: the key is printed once. */
@Command(
        name = "api-key",
        headerHeading = "Examples:%n"
                + "  revocast api-key portal --kinds token,claim --read%n"
                + "  revocast api-key auditor --kinds - --also audit%n%n",
        description = "Prints a new API key once, and its configuration line. Same as keys new.",
        mixinStandardHelpOptions = true)
class ApiKeyCommand implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init") // picocli sets it
    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets it
    @Mixin
    private KeyOptions options;

    /** {@code keys new}. */
    @Command(
            name = "new",
            headerHeading = "Examples:%n  revocast keys new portal --kinds token,claim --read%n%n",
            description = "Prints a new API key once, and its configuration line.")
    static final class New extends ApiKeyCommand {
        private New() {}
    }

    private ApiKeyCommand() {}

    @Override
    public Integer call() {
        String key = ApiKey.generate();
        String line = options.line(key);
        PrintWriter out = spec.commandLine().getOut();
        out.println("key (shown once; send it as Authorization: Bearer <key>):");
        out.println(key);
        out.println("configuration:");
        out.println(line);
        out.flush();
        return 0;
    }
}
