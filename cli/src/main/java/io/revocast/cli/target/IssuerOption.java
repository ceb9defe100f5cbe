package io.revocast.cli.target;

import io.revocast.cli.command.CommandFailure;
import io.revocast.cli.command.ExitCode;
import io.revocast.cli.command.Terminal;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whose tokens. */
public final class IssuerOption {
    private final Terminal terminal;

    @Option(names = "--issuer", paramLabel = "ISS", description = "the iss of the tokens; default: REVOCAST_ISSUER")
    private @Nullable String issuer;

    /** The option of a command at a terminal. */
    public IssuerOption(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Returns the issuer of the option or of the environment. */
    public String require() throws CommandFailure {
        String found = issuer == null ? terminal.environment().get(Terminal.ISSUER) : issuer;
        if (found == null || found.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "missing issuer",
                    "pass --issuer ISS, or set " + Terminal.ISSUER + " to the iss of the tokens");
        }
        return found;
    }
}
