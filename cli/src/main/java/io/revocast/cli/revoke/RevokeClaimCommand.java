package io.revocast.cli.revoke;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.revocast.cli.command.CommandFailure;
import io.revocast.cli.command.JsonDocuments;
import io.revocast.cli.command.Terminal;
import io.revocast.cli.command.TokenInput;
import io.revocast.cli.target.IssuerOption;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.time.Instant;

/** {@code revoke session|subject|client|claim}: every token with a claim value, issued up to a cut-off. */
abstract class RevokeClaimCommand extends RevokeTargetCommand {
    @Mixin
    private final IssuerOption issuer;

    @Option(
            names = "--issued-before",
            paramLabel = "TIME",
            description = "only tokens with iat at or before TIME, such as 2026-01-31T12:00:00Z; default: now")
    private @Nullable Instant issuedBefore;

    @Mixin
    private final AuthBeforeOption authBefore = new AuthBeforeOption();

    RevokeClaimCommand(Terminal terminal) {
        super(terminal);
        issuer = new IssuerOption(terminal);
    }

    abstract String claim();

    abstract String value();

    @Override
    ObjectNode entry() throws CommandFailure {
        ObjectNode entry = JsonDocuments.object();
        entry.putObject("target")
                .put("kind", "claim")
                .put("issuer", issuer.require())
                .put("name", claim())
                .put("value", TokenInput.requireNoToken(value()));
        if (issuedBefore != null) {
            entry.put("issuedBefore", issuedBefore.toString());
        }
        authBefore.addTo(entry);
        return entry;
    }

    @Override
    String name() {
        return value();
    }

    /** {@code revoke session SID}. */
    @Command(
            name = "session",
            headerHeading = "Examples:%n  revocast revoke session 08a5019c --issuer https://issuer.example%n%n",
            description = "Revokes the tokens of one session (claim sid).")
    static final class Session extends RevokeClaimCommand {
        @Parameters(paramLabel = "SID", description = "the session's sid")
        private String value = "";

        Session(Terminal terminal) {
            super(terminal);
        }

        @Override
        String claim() {
            return "sid";
        }

        @Override
        String value() {
            return value;
        }
    }

    /** {@code revoke subject SUB}. */
    @Command(
            name = "subject",
            headerHeading =
                    "Examples:%n" + "  revocast revoke subject alice --issuer https://issuer.example --reason left%n%n",
            description =
                    "Revokes every current token of a user (claim sub). Services accept tokens of a login in a later "
                            + "second.")
    static final class Subject extends RevokeClaimCommand {
        @Parameters(paramLabel = "SUB", description = "the user's sub")
        private String value = "";

        Subject(Terminal terminal) {
            super(terminal);
        }

        @Override
        String claim() {
            return "sub";
        }

        @Override
        String value() {
            return value;
        }
    }

    /** {@code revoke client CLIENT_ID}. */
    @Command(
            name = "client",
            headerHeading =
                    "Examples:%n" + "  revocast revoke client mobile-app --issuer https://issuer.example --dry-run%n%n",
            description = "Revokes every token of an OAuth client (claim client_id). Shows a preview and asks first.")
    static final class Client extends RevokeClaimCommand {
        @Parameters(paramLabel = "CLIENT_ID", description = "the client's id")
        private String value = "";

        @Option(
                names = "--claim",
                paramLabel = "NAME",
                defaultValue = "client_id",
                description = "the claim with the client: client_id, or azp at some issuers")
        private String claim = "";

        Client(Terminal terminal) {
            super(terminal);
        }

        @Override
        boolean broad() {
            return true;
        }

        @Override
        String claim() {
            return claim;
        }

        @Override
        String value() {
            return value;
        }
    }

    /** {@code revoke claim NAME VALUE}. */
    @Command(
            name = "claim",
            headerHeading =
                    "Examples:%n" + "  revocast revoke claim tenant acme --issuer https://issuer.example --dry-run%n%n",
            description = "Revokes every token in which a claim has a value or contains it.")
    static final class Any extends RevokeClaimCommand {
        @Parameters(index = "0", paramLabel = "NAME", description = "the claim's name")
        private String claim = "";

        @Parameters(index = "1", paramLabel = "VALUE", description = VALUE)
        private String value = "";

        Any(Terminal terminal) {
            super(terminal);
        }

        @Override
        String claim() {
            return claim;
        }

        @Override
        String value() {
            return value;
        }
    }
}
