package io.revocast.cli.revoke;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.revocast.cli.command.CommandFailure;
import io.revocast.cli.command.ConnectionOptions;
import io.revocast.cli.command.ExitCode;
import io.revocast.cli.command.Failures;
import io.revocast.cli.command.HumanFormat;
import io.revocast.cli.command.JsonDocuments;
import io.revocast.cli.command.PublisherCalls;
import io.revocast.cli.command.Terminal;
import io.revocast.cli.command.TokenInput;
import io.revocast.cli.target.ClaimArgument;
import io.revocast.cli.target.IssuerOption;
import io.revocast.cli.target.PathArgument;
import io.revocast.cli.target.ReceiptArgument;
import io.revocast.client.RevocationFilter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/** {@code reinstate}: takes a revocation back. */
@Command(
        name = "reinstate",
        headerHeading = "Examples:%n"
                + "  revocast reinstate 019a3c5e-0000-7000-8000-000000000001 --reason mistake%n"
                + "  revocast reinstate --claim sub=alice --issuer https://issuer.example%n"
                + "  revocast reinstate --file imported.ndjson --reason mistake%n%n",
        description = "Takes back a revocation by its id or target, or one revocation per line of a file.")
public final class ReinstateCommand implements Callable<Integer> {
    @Mixin
    private final ConnectionOptions connection;

    @Mixin
    private final IssuerOption issuer;

    @Mixin
    private final ReasonOptions reason = new ReasonOptions();

    @Mixin
    private final RepetitionOptions repetition = new RepetitionOptions();

    @Option(
            names = "--expected",
            paramLabel = "RECEIPT",
            description = "take it back only while this is its last record, TOPICID:PARTITION:OFFSET; otherwise the "
                    + "record that the command finds, or, with --idempotency-key, any")
    private @Nullable String expected;

    @ArgGroup(multiplicity = "1")
    private What what = new What();

    /** One of its members is given. */
    static final class What {
        @Parameters(paramLabel = "ID", description = "the id of the revocation, as list and check show it")
        private @Nullable UUID id;

        @Option(names = "--jti", paramLabel = "JTI", description = "the token's jti")
        private @Nullable String jti;

        @Option(names = "--fingerprint", paramLabel = "SHA256", description = "the token's fingerprint, sha256:...")
        private @Nullable String fingerprint;

        @Option(names = "--claim", paramLabel = "NAME=VALUE", description = "the claim and its value")
        private @Nullable String claim;

        @Option(names = "--path", paramLabel = "POINTER=VALUE", description = "the pointer into a claim and its value")
        private @Nullable String path;

        @Option(names = "--kid", paramLabel = "KID", description = "the key's kid")
        private @Nullable String kid;

        @Option(
                names = "--file",
                paramLabel = "FILE",
                description =
                        "the target on each line of a file: an imported file, or the output of export or list --json; - for "
                                + "standard input")
        private @Nullable String file;

        @Option(names = "--whole-issuer", description = "the revocation of the whole issuer")
        private boolean wholeIssuer;
    }

    /** The command at a terminal. */
    public ReinstateCommand(Terminal terminal) {
        connection = new ConnectionOptions(terminal);
        issuer = new IssuerOption(terminal);
    }

    private ObjectNode request() throws CommandFailure {
        ObjectNode request = JsonDocuments.object();
        if (what.id != null) {
            return request.put("id", what.id.toString());
        }
        ObjectNode target = request.putObject("target").put("issuer", issuer.require());
        if (what.jti != null) {
            target.put("kind", "token").put("jti", TokenInput.requireNoToken(what.jti));
        } else if (what.fingerprint != null) {
            target.put("kind", "token").put("fingerprint", TokenInput.requireNoToken(what.fingerprint));
        } else if (what.claim != null) {
            ClaimArgument.parse(what.claim).addTo(target.put("kind", "claim"));
        } else if (what.path != null) {
            PathArgument.parse("--path", what.path).addTo(target.put("kind", "path"));
        } else if (what.kid != null) {
            target.put("kind", "key").put("kid", TokenInput.requireNoToken(what.kid));
        } else if (what.wholeIssuer) {
            target.put("kind", "issuer");
        }
        return request;
    }

    @Override
    public Integer call() throws CommandFailure {
        if (what.file != null) {
            return new ReinstateLines(connection, reason, repetition).run(what.file);
        }
        ObjectNode request = request();
        reason.addTo(request);
        PublisherCalls publisher = connection.publisher();
        JsonNode seen = expected == null ? seen(publisher, request) : ReceiptArgument.parse(expected);
        if (seen.isObject()) {
            request.set("expected", seen);
        }
        JsonNode answer = repetition.send(
                connection,
                seen.isObject() ? " --expected " + ReceiptArgument.of(seen) : "",
                key -> publisher.ask(api -> api.reinstate(key, JsonDocuments.bytes(request))));
        String outcome = answer.path("outcome").asText("");
        if (connection.json()) {
            connection.print(answer);
        }
        JsonNode target = answer.path("target");
        String named = target.isMissingNode() ? "" : ": " + HumanFormat.target(target);
        return switch (outcome) {
            case "reinstated" -> tell(connection.style().green("reinstated") + named, ExitCode.OK);
            case "not_revoked" -> tell("was not revoked" + named, ExitCode.OK);
            case "revoked_again" ->
                tell("revoked again by another caller at the same time, and stays revoked" + named, ExitCode.REFUSED);
            default -> throw Failures.garbled(new IllegalStateException("the answer names no outcome"));
        };
    }

    /**
     * Looks the last record up, so that nothing is taken back that was revoked later. A repetition must have the content of
     * the first request, which found another record.
     */
    private JsonNode seen(PublisherCalls publisher, ObjectNode request) throws CommandFailure {
        if (repetition.isRepetition()) {
            return MissingNode.getInstance();
        }
        UUID id = what.id;
        if (id != null) {
            return publisher.look(api -> api.revocation(id)).path("receipt");
        }
        RevocationFilter target = filter(request.path("target"));
        return publisher
                .look(api -> api.revocations(target, 1, null))
                .path("revocations")
                .path(0)
                .path("receipt");
    }

    /** Selects the revocation of a target, which is one at most. */
    private static RevocationFilter filter(JsonNode target) {
        String name = text(target, "name");
        String value = Stream.of("value", "jti", "fingerprint", "kid")
                .map(each -> text(target, each))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        return new RevocationFilter(
                text(target, "kind"), text(target, "issuer"), name == null ? text(target, "pointer") : name, value);
    }

    private static @Nullable String text(JsonNode target, String member) {
        return target.path(member).textValue();
    }

    private int tell(String line, ExitCode exitCode) {
        if (!connection.json()) {
            connection.print(line);
        }
        return exitCode.number();
    }
}
