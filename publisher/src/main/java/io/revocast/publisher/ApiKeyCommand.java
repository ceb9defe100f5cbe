package io.revocast.publisher;

import io.revocast.event.Target;
import io.revocast.publisher.http.ApiKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.Set;
import java.util.concurrent.Callable;

/** {@code api-key}: makes a new API key. Keeps nothing: the key is printed once. */
@Command(
        name = "api-key",
        description = "Prints a new API key, once, and the line that configures it.",
        mixinStandardHelpOptions = true)
final class ApiKeyCommand implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init") // picocli sets it
    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets it
    @Parameters(paramLabel = "NAME", description = "who will use it; it stands with every revocation as \"by\"")
    private String name;

    @SuppressWarnings("NullAway.Init") // picocli sets it
    @Option(
            names = "--kinds",
            paramLabel = "KINDS",
            required = true,
            description = "what it may revoke: token, claim, key, issuer, separated by commas, or *")
    private String kinds;

    @Option(names = "--read", description = "it may also list revocations")
    private boolean read;

    private ApiKeyCommand() {}

    @Override
    public Integer call() {
        if (!name.matches("[a-z0-9][a-z0-9-]{0,63}")) {
            throw new ParameterException(
                    spec.commandLine(), "NAME must be at most 64 lower-case letters, digits and hyphens: " + name);
        }
        Set<Target.Kind> permitted;
        try {
            permitted = ApiKey.kinds(kinds);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--kinds: " + e.getMessage() + ": " + kinds, e);
        }
        String key = ApiKey.generate();
        PrintWriter out = spec.commandLine().getOut();
        out.println("key (shown once; send it as Authorization: Bearer <key>):");
        out.println(key);
        out.println("configuration:");
        out.println("api-keys." + name + "=" + ApiKey.line(key, permitted, read));
        out.flush();
        return 0;
    }
}
