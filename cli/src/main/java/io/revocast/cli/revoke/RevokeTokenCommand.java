package io.revocast.cli.revoke;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.revocast.cli.command.CommandFailure;
import io.revocast.cli.command.ExitCode;
import io.revocast.cli.command.JsonDocuments;
import io.revocast.cli.command.Terminal;
import io.revocast.cli.command.TokenInput;
import io.revocast.cli.target.IssuerOption;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Path;
import java.time.Instant;

/** {@code revoke token}: one token, pasted, or by its {@code jti} or fingerprint. */
@Command(
        name = "token",
        headerHeading = "Examples:%n"
                + "  revocast revoke token - < token.txt%n"
                + "  revocast revoke token 5f0c --issuer https://issuer.example --reason logout%n%n",
        description = "Revokes one token. Pass a whole token on standard input (-) or in a file, never as an argument.")
final class RevokeTokenCommand extends RevokeTargetCommand {
    @Mixin
    private final IssuerOption issuer;

    @Parameters(
            arity = "0..1",
            paramLabel = "JTI",
            description = "the token's jti; - reads a token from standard input")
    private String jti = "";

    @Option(names = "--file", paramLabel = "FILE", description = "a file with a token")
    private @Nullable Path file;

    @Option(
            names = "--fingerprint",
            paramLabel = "SHA256",
            description = "the token's fingerprint, sha256:..., if it has no jti")
    private @Nullable String fingerprint;

    @Option(
            names = "--expires-at",
            paramLabel = "TIME",
            description = "the token's exp, such as 2026-01-31T12:00:00Z; default: now plus the longest token lifetime")
    private @Nullable Instant expiresAt;

    RevokeTokenCommand(Terminal terminal) {
        super(terminal);
        issuer = new IssuerOption(terminal);
    }

    @Override
    ObjectNode entry() throws CommandFailure {
        int ways = (jti.isEmpty() ? 0 : 1) + (file == null ? 0 : 1) + (fingerprint == null ? 0 : 1);
        if (ways != 1) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "which token is not said, or said more than once",
                    "give one of: - with the token on standard input, --file, a jti, --fingerprint");
        }
        if (file != null || jti.equals("-")) {
            if (expiresAt != null) {
                throw new CommandFailure(
                        ExitCode.USAGE, "--expires-at has no use with a whole token", "leave it out: its exp counts");
            }
            return JsonDocuments.object().put("token", TokenInput.read(connection.terminal(), file));
        }
        ObjectNode entry = JsonDocuments.object();
        ObjectNode target = entry.putObject("target").put("kind", "token").put("issuer", issuer.require());
        if (fingerprint == null) {
            target.put("jti", TokenInput.requireNoToken(jti));
        } else {
            target.put("fingerprint", fingerprint);
        }
        if (expiresAt != null) {
            entry.put("expiresAt", expiresAt.toString());
        }
        return entry;
    }

    @Override
    String name() {
        return fingerprint == null ? jti : fingerprint;
    }
}
