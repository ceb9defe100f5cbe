package io.revocast.cli.revoke;

import io.revocast.cli.command.CommandGroup;
import io.revocast.cli.command.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Command;

import java.util.List;

/** {@code revoke}: the parent of its kinds. */
@Command(
        name = "revoke",
        headerHeading = "Examples:%n"
                + "  revocast revoke token - < token.txt%n"
                + "  revocast revoke subject alice --issuer https://issuer.example --reason left%n%n",
        description = "Revokes a token, or every token with a claim, a key or an issuer.")
public final class RevokeCommand extends CommandGroup {
    private RevokeCommand() {}

    /** The command with a command for each kind of target. */
    public static CommandLine commandLine(Terminal terminal) {
        CommandLine revoke = new CommandLine(new RevokeCommand());
        for (Object kind : List.of(
                new RevokeTokenCommand(terminal),
                new RevokeClaimCommand.Session(terminal),
                new RevokeClaimCommand.Subject(terminal),
                new RevokeClaimCommand.Client(terminal),
                new RevokeClaimCommand.Any(terminal),
                new RevokeBroadCommand.Path(terminal),
                new RevokeBroadCommand.Key(terminal),
                new RevokeBroadCommand.Issuer(terminal))) {
            revoke.addSubcommand(kind);
        }
        return revoke;
    }
}
