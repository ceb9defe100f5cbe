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

/** {@code revoke path|key|issuer}: broad by nature, so that it is always previewed and confirmed. */
abstract class RevokeBroadCommand extends RevokeTargetCommand {
    @Option(
            names = "--issued-before",
            paramLabel = "TIME",
            description = "only tokens with iat at or before TIME, such as 2026-01-31T12:00:00Z")
    private @Nullable Instant issuedBefore;

    @Mixin
    private final AuthBeforeOption authBefore = new AuthBeforeOption();

    RevokeBroadCommand(Terminal terminal) {
        super(terminal);
    }

    abstract void name(ObjectNode target) throws CommandFailure;

    @Override
    boolean broad() {
        return true;
    }

    @Override
    ObjectNode entry() throws CommandFailure {
        ObjectNode entry = JsonDocuments.object();
        name(entry.putObject("target"));
        if (issuedBefore != null) {
            entry.put("issuedBefore", issuedBefore.toString());
        }
        authBefore.addTo(entry);
        return entry;
    }

    /** {@code revoke path POINTER VALUE}. */
    @Command(
            name = "path",
            headerHeading = "Examples:%n"
                    + "  revocast revoke path /realm_access/roles admin --issuer https://issuer.example --dry-run%n%n",
            description =
                    "Revokes every token in which a place inside a claim has a value or contains it. First upgrade every "
                            + "service to a release that supports paths. Shows a preview and asks first.")
    static final class Path extends RevokeBroadCommand {
        @Mixin
        private final IssuerOption issuer;

        @Parameters(
                index = "0",
                paramLabel = "POINTER",
                description = "a JSON Pointer of two segments or more, such as /act/sub")
        private String pointer = "";

        @Parameters(index = "1", paramLabel = "VALUE", description = VALUE)
        private String value = "";

        Path(Terminal terminal) {
            super(terminal);
            issuer = new IssuerOption(terminal);
        }

        @Override
        void name(ObjectNode target) throws CommandFailure {
            target.put("kind", "path")
                    .put("issuer", issuer.require())
                    .put("pointer", pointer)
                    .put("value", TokenInput.requireNoToken(value));
        }

        @Override
        String name() {
            return value;
        }
    }

    /** {@code revoke key KID}. */
    @Command(
            name = "key",
            headerHeading =
                    "Examples:%n" + "  revocast revoke key 2026-01 --issuer https://issuer.example --dry-run%n%n",
            description =
                    "Revokes every token signed with a key, or only those issued up to a cut-off. Needs a break-glass "
                            + "credential. Shows a preview and asks first.")
    static final class Key extends RevokeBroadCommand {
        @Mixin
        private final IssuerOption issuer;

        @Parameters(paramLabel = "KID", description = "the kid of the tokens' header")
        private String kid = "";

        Key(Terminal terminal) {
            super(terminal);
            issuer = new IssuerOption(terminal);
        }

        @Override
        void name(ObjectNode target) throws CommandFailure {
            target.put("kind", "key").put("issuer", issuer.require()).put("kid", TokenInput.requireNoToken(kid));
        }

        @Override
        String name() {
            return kid;
        }
    }

    /** {@code revoke issuer ISS}. */
    @Command(
            name = "issuer",
            headerHeading = "Examples:%n  revocast revoke issuer https://issuer.example --dry-run%n%n",
            description =
                    "Revokes every token of an issuer that was issued up to now or up to a cut-off. Needs a break-glass "
                            + "credential. Shows a preview and asks first.")
    static final class Issuer extends RevokeBroadCommand {
        @Parameters(paramLabel = "ISS", description = "the iss of the tokens")
        private String iss = "";

        Issuer(Terminal terminal) {
            super(terminal);
        }

        @Override
        void name(ObjectNode target) throws CommandFailure {
            target.put("kind", "issuer").put("issuer", TokenInput.requireNoToken(iss));
        }

        @Override
        String name() {
            return iss;
        }
    }
}
