package io.revocast.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
        description = "Takes a revocation back, by its id or by its target; or many, one on each line of a file.")
final class ReinstateCommand implements Callable<Integer> {
    @Mixin
    private final Session session;

    @Mixin
    private final IssuerOption issuer;

    @Mixin
    private final Why why = new Why();

    @ArgGroup(multiplicity = "1")
    private What what = new What();

    /** One of its members is given. */
    static final class What {
        @Parameters(paramLabel = "ID", description = "the revocation's id; list and check show it")
        private @Nullable UUID id;

        @Option(names = "--jti", paramLabel = "JTI", description = "the token's jti")
        private @Nullable String jti;

        @Option(names = "--fingerprint", paramLabel = "SHA256", description = "the token's fingerprint, sha256:...")
        private @Nullable String fingerprint;

        @Option(names = "--claim", paramLabel = "NAME=VALUE", description = "the claim and its value")
        private @Nullable String claim;

        @Option(names = "--path", paramLabel = "POINTER=VALUE", description = "the place inside a claim, and its value")
        private @Nullable String path;

        @Option(names = "--kid", paramLabel = "KID", description = "the key's kid")
        private @Nullable String kid;

        @Option(
                names = "--file",
                paramLabel = "FILE",
                description = "what each line of a file names: one that was imported, or what export or list --json "
                        + "printed; - for standard input")
        private @Nullable String file;

        @Option(names = "--whole-issuer", description = "the issuer itself")
        private boolean wholeIssuer;
    }

    ReinstateCommand(Terminal terminal) {
        session = new Session(terminal);
        issuer = new IssuerOption(terminal);
    }

    private ObjectNode request() throws CommandFailure {
        ObjectNode request = Api.object();
        if (what.id != null) {
            return request.put("id", what.id.toString());
        }
        ObjectNode target = request.putObject("target").put("issuer", issuer.require());
        if (what.jti != null) {
            target.put("kind", "token").put("jti", PastedInput.requireNoToken(what.jti));
        } else if (what.fingerprint != null) {
            target.put("kind", "token").put("fingerprint", PastedInput.requireNoToken(what.fingerprint));
        } else if (what.claim != null) {
            Claim.parse(what.claim).addTo(target.put("kind", "claim"));
        } else if (what.path != null) {
            NestedValue.parse("--path", what.path).addTo(target.put("kind", "path"));
        } else if (what.kid != null) {
            target.put("kind", "key").put("kid", PastedInput.requireNoToken(what.kid));
        } else if (what.wholeIssuer) {
            target.put("kind", "issuer");
        }
        return request;
    }

    @Override
    public Integer call() throws CommandFailure {
        if (what.file != null) {
            return new ReinstateLines(session, why).run(what.file);
        }
        ObjectNode request = request();
        why.addTo(request);
        Api api = session.api();
        expect(api, request);
        JsonNode answer = api.post("/v1/reinstatements", request).orFail();
        String outcome = answer.path("outcome").asText("");
        if (session.json()) {
            session.print(answer);
        }
        JsonNode target = answer.path("target");
        String named = target.isMissingNode() ? "" : ": " + Words.target(target);
        return switch (outcome) {
            case "reinstated" -> tell(session.style().green("reinstated") + named, ExitCode.OK);
            case "not_revoked" -> tell("was not revoked" + named, ExitCode.OK);
            case "revoked_again" ->
                tell("revoked again by somebody at the same time, and stays revoked" + named, ExitCode.REFUSED);
            default -> throw Failures.garbled(new IllegalStateException("the answer names no outcome"));
        };
    }

    /** Names the last record that this command saw, so that nothing is taken back that was revoked later. */
    private static void expect(Api api, ObjectNode request) throws CommandFailure {
        JsonNode target = request.get("target");
        Api.Answer seen = target == null
                ? api.look("/v1/revocations/" + request.path("id").asText())
                : api.look(named(target));
        JsonNode found = seen.status() == 200 ? seen.body() : MissingNode.getInstance();
        JsonNode receipt = (target == null ? found : found.path("revocations").path(0)).path("receipt");
        if (receipt.isObject()) {
            request.set("expected", receipt);
        }
    }

    /** The path of the list with the revocation of a target, which is one at most. */
    private static String named(JsonNode target) {
        String name = text(target, "name");
        String pointer = text(target, "pointer");
        String value = Stream.of("value", "jti", "fingerprint", "kid")
                .map(each -> text(target, each))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        return new Query("/v1/revocations")
                .with("kind", text(target, "kind"))
                .with("issuer", text(target, "issuer"))
                .with("name", name == null ? pointer : name)
                .with("value", value)
                .with("limit", 1)
                .toString();
    }

    private static @Nullable String text(JsonNode target, String member) {
        return target.path(member).textValue();
    }

    private int tell(String line, ExitCode exitCode) {
        if (!session.json()) {
            session.print(line);
        }
        return exitCode.number();
    }
}
