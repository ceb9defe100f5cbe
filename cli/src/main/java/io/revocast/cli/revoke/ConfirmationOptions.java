package io.revocast.cli.revoke;

import com.fasterxml.jackson.databind.JsonNode;
import io.revocast.cli.command.CommandFailure;
import io.revocast.cli.command.ConnectionOptions;
import io.revocast.cli.command.ExitCode;
import io.revocast.cli.command.HumanFormat;
import io.revocast.cli.command.Terminal;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** How much is asked before something is revoked. */
final class ConfirmationOptions {
    @Option(names = "--dry-run", description = "show which tokens the revocation would match, and revoke nothing")
    private boolean dryRun;

    @Option(names = "--yes", description = "revoke a broad target without a question; for scripts")
    private boolean yes;

    @Option(
            names = "--confirmation",
            paramLabel = "TEXT",
            description = "the confirmation of the request that --idempotency-key repeats; its message names it")
    private @Nullable String confirmation;

    /** What confirmed the request that is repeated; null when none is. */
    @Nullable
    String confirmation() {
        return confirmation;
    }

    boolean dryRun() {
        return dryRun;
    }

    /**
     * Shows what would be hit and asks for the target's name, unless told not to ask.
     *
     * @return what confirms the request; null when the publisher asks for nothing
     */
    @Nullable
    String confirm(ConnectionOptions connection, JsonNode preview, String name) throws CommandFailure {
        HumanFormat.preview(preview).forEach(connection::say);
        if (!yes) {
            ask(connection, name);
        }
        String token = preview.path("confirm").asText("");
        return token.isEmpty() ? null : token;
    }

    private static void ask(ConnectionOptions connection, String name) throws CommandFailure {
        if (!connection.terminal().interactive()) {
            throw new CommandFailure(
                    ExitCode.REFUSED,
                    "this target is broad, and no terminal is there to confirm it; nothing was revoked",
                    "look with --dry-run, then repeat it with --yes, or from a terminal");
        }
        connection.err().print("To revoke, type " + HumanFormat.clean(name) + " : ");
        connection.err().flush();
        if (!name.equals(line(connection.terminal()))) {
            throw new CommandFailure(
                    ExitCode.REFUSED, "that is not its name; nothing was revoked", "repeat it, or look with --dry-run");
        }
    }

    private static @Nullable String line(Terminal terminal) throws CommandFailure {
        try {
            // Not closed: the terminal's input is not ours.
            return new BufferedReader(new InputStreamReader(terminal.in(), StandardCharsets.UTF_8)).readLine();
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.UNEXPECTED, "the terminal cannot be read", "use --yes", e);
        }
    }
}
