package io.revocast.cli;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** How much is asked before something is revoked. */
final class Guard {
    @Option(names = "--dry-run", description = "show what would be hit, and revoke nothing")
    private boolean dryRun;

    @Option(names = "--yes", description = "revoke what is wide without asking; for scripts")
    private boolean yes;

    boolean dryRun() {
        return dryRun;
    }

    /**
     * Shows what would be hit and asks for the target's name, unless told not to ask.
     *
     * @return what confirms the request; null when the publisher asks for nothing
     */
    @Nullable
    String confirm(Session session, JsonNode preview, String name) throws CommandFailure {
        Words.preview(preview).forEach(session::say);
        if (!yes) {
            ask(session, name);
        }
        String token = preview.path("confirm").asText("");
        return token.isEmpty() ? null : token;
    }

    private static void ask(Session session, String name) throws CommandFailure {
        if (!session.terminal().interactive()) {
            throw new CommandFailure(
                    ExitCode.REFUSED,
                    "this revokes much, and nobody is there to confirm it; nothing was revoked",
                    "look with --dry-run, then repeat it with --yes, or from a terminal");
        }
        session.err().print("To revoke, type " + Words.clean(name) + " : ");
        session.err().flush();
        if (!name.equals(line(session.terminal()))) {
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
