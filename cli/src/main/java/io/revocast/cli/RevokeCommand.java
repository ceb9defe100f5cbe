package io.revocast.cli;

import picocli.CommandLine.Command;

/** {@code revoke}: the parent of its kinds. */
@Command(
        name = "revoke",
        headerHeading = "Examples:%n"
                + "  revocast revoke token - < token.txt%n"
                + "  revocast revoke subject alice --issuer https://issuer.example --reason left%n%n",
        description = "Revokes a token, or every token with a claim, a key or an issuer.")
final class RevokeCommand extends CommandGroup {}
