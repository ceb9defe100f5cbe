package io.revocast.publisher;

import io.revocast.publisher.credentials.ApiKey;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.util.List;

/** Who has an API key and what it permits, as the commands about keys take it. */
final class KeyOptions {
    @SuppressWarnings("NullAway.Init") // picocli sets it
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets it
    @Parameters(paramLabel = "NAME", description = "the name of the caller; every revocation has it as \"by\"")
    private String name;

    @SuppressWarnings("NullAway.Init") // picocli sets it
    @Option(
            names = "--kinds",
            paramLabel = "KINDS",
            required = true,
            description =
                    "the kinds that it may revoke: token, claim, key, issuer, separated by commas; * for all, - for none")
    private String kinds;

    @Option(names = "--read", description = "also permits to list revocations and to check tokens")
    private boolean read;

    @Option(
            names = "--also",
            paramLabel = "WORD",
            split = ",",
            description = "further scopes: reinstate, break-glass, audit, introspect, any-client, report; "
                    + "issuer=<iss> limits it to the tokens of an issuer, client=<client_id> names the OAuth client")
    private List<String> also = List.of();

    private KeyOptions() {}

    /** The line that configures the key. */
    String line(String key) {
        if (!name.matches("[a-z0-9][a-z0-9-]{0,63}")) {
            throw new ParameterException(
                    spec.commandLine(), "NAME must be at most 64 lower-case letters, digits and hyphens: " + name);
        }
        StringBuilder words = new StringBuilder(kinds);
        if (read) {
            words.append(" read");
        }
        also.forEach(word -> words.append(' ').append(word));
        try {
            return "api-keys." + name + "=" + ApiKey.line(key, words.toString());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--kinds, --also: " + e.getMessage() + ": " + words, e);
        }
    }
}
