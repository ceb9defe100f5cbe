package io.revocast.publisher;

import io.revocast.publisher.access.ApiKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code api-key}: makes a new API key. Keeps nothing: the key is printed once. */
@Command(
        name = "api-key",
        headerHeading = "Examples:%n"
                + "  revocast api-key portal --kinds token,claim --read%n"
                + "  revocast api-key auditor --kinds - --also audit%n%n",
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
            description = "what it may revoke: token, claim, key, issuer, separated by commas, * for all, - for none")
    private String kinds;

    @Option(names = "--read", description = "it may also list revocations and have tokens explained")
    private boolean read;

    @Option(
            names = "--also",
            paramLabel = "WORD",
            split = ",",
            description = "what else it may: reinstate, break-glass, audit, introspect, any-client, report; "
                    + "issuer=<iss> limits it to an issuer's tokens, client=<client_id> says which OAuth client it is")
    private List<String> also = List.of();

    private ApiKeyCommand() {}

    @Override
    public Integer call() {
        if (!name.matches("[a-z0-9][a-z0-9-]{0,63}")) {
            throw new ParameterException(
                    spec.commandLine(), "NAME must be at most 64 lower-case letters, digits and hyphens: " + name);
        }
        StringBuilder words = new StringBuilder(kinds);
        if (read) {
            words.append(" read");
        }
        also.forEach(word -> words.append(' ').append(word));
        String key = ApiKey.generate();
        String line;
        try {
            line = ApiKey.line(key, words.toString());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--kinds, --also: " + e.getMessage() + ": " + words, e);
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println("key (shown once; send it as Authorization: Bearer <key>):");
        out.println(key);
        out.println("configuration:");
        out.println("api-keys." + name + "=" + line);
        out.flush();
        return 0;
    }
}
