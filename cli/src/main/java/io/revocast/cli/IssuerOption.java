package io.revocast.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whose tokens. */
final class IssuerOption {
    private final Terminal terminal;

    @Option(names = "--issuer", paramLabel = "ISS", description = "the iss of the tokens; else REVOCAST_ISSUER")
    private @Nullable String issuer;

    IssuerOption(Terminal terminal) {
        this.terminal = terminal;
    }

    String require() throws CommandFailure {
        String found = issuer == null ? terminal.environment().get(Terminal.ISSUER) : issuer;
        if (found == null || found.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "whose tokens is not said",
                    "give --issuer ISS, or set " + Terminal.ISSUER + " to the iss of the tokens");
        }
        return found;
    }
}
