package io.revocast.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code check}: whether a token is revoked, and by what. */
@Command(
        name = "check",
        headerHeading = "Examples:%n"
                + "  revocast check - < token.txt%n"
                + "  revocast check --jti 5f0c --issuer https://issuer.example --claim sub=alice%n%n",
        description = {
            "Says whether a token is revoked, and explains it.",
            "Which revocation matches, by whom it was made, when, why and until when. Ends with 10 when the token is "
                    + "revoked, with 4 when that is not known."
        })
final class CheckCommand implements Callable<Integer> {
    @Mixin
    private final Session session;

    @Mixin
    private final IssuerOption issuer;

    @Parameters(arity = "0..1", paramLabel = "STDIN", description = "- reads a whole token from standard input")
    private String dash = "";

    @Option(names = "--file", paramLabel = "FILE", description = "a file that holds a whole token")
    private @Nullable Path file;

    @Option(names = "--jti", paramLabel = "JTI", description = "the token's jti")
    private @Nullable String jti;

    @Option(names = "--fingerprint", paramLabel = "SHA256", description = "the token's fingerprint, sha256:...")
    private @Nullable String fingerprint;

    @Option(names = "--kid", paramLabel = "KID", description = "the kid of its header")
    private @Nullable String kid;

    @Option(names = "--iat", paramLabel = "TIME", description = "when it was issued; without it, cut-offs match it")
    private @Nullable Instant issuedAt;

    @Option(names = "--claim", paramLabel = "NAME=VALUE", description = "one of its claims; may be repeated")
    private List<String> claims = List.of();

    @Option(
            names = "--path",
            paramLabel = "POINTER=VALUE",
            description = "a value inside one of its claims, such as /act/sub=agent-7; may be repeated")
    private List<String> paths = List.of();

    @Option(
            names = "--rule",
            paramLabel = "RULE",
            description = "also say whether this target matches the token, and why not: token:JTI, claim:NAME=VALUE, "
                    + "path:POINTER=VALUE, key:KID or issuer")
    private @Nullable String rule;

    CheckCommand(Terminal terminal) {
        session = new Session(terminal);
        issuer = new IssuerOption(terminal);
    }

    private ObjectNode request() throws CommandFailure {
        if (!dash.isEmpty() && !dash.equals("-")) {
            PastedInput.requireNoToken(dash);
            throw new CommandFailure(
                    ExitCode.USAGE, "a token is not named by an argument", "give - or --file, or --jti and --issuer");
        }
        if (dash.equals("-") || file != null) {
            return Api.object().put("token", PastedInput.read(session.terminal(), file));
        }
        if (jti == null && fingerprint == null && kid == null && claims.isEmpty() && paths.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.USAGE, "which token is not said", "give - or --file, or --jti, --claim and so on");
        }
        ObjectNode request = Api.object().put("iss", issuer.require());
        put(request, "jti", jti);
        put(request, "fingerprint", fingerprint);
        put(request, "kid", kid);
        if (issuedAt != null) {
            request.put("iat", issuedAt.getEpochSecond());
        }
        if (!claims.isEmpty() || !paths.isEmpty()) {
            ObjectNode named = request.putObject("claims");
            for (String text : claims) {
                Claim claim = Claim.parse(text);
                named.put(claim.name(), claim.value());
            }
            for (String text : paths) {
                NestedValue.parse("--path", text).addToClaims(named);
            }
        }
        return request;
    }

    private static void put(ObjectNode request, String name, @Nullable String value) throws CommandFailure {
        if (value != null) {
            request.put(name, PastedInput.requireNoToken(value));
        }
    }

    @Override
    public Integer call() throws CommandFailure {
        ObjectNode request = request();
        if (rule != null) {
            RuleArgument.addTo(request.putObject("target").put("issuer", issuer.require()), rule);
        }
        JsonNode answer = session.api().post("/v1/check", request).orFail();
        String verdict = answer.path("verdict").asText("");
        ExitCode exitCode = switch (verdict) {
            case "not_revoked" -> ExitCode.OK;
            case "revoked" -> ExitCode.REVOKED;
            case "unknown" -> ExitCode.NOT_CONFIRMED;
            default -> throw Failures.garbled(new IllegalStateException("the answer names no verdict"));
        };
        if (session.json()) {
            session.print(answer);
        } else {
            explain(exitCode, answer);
        }
        return exitCode.number();
    }

    private void explain(ExitCode verdict, JsonNode answer) {
        Style style = session.style();
        if (verdict == ExitCode.OK) {
            session.print(style.green("not revoked"));
        } else if (verdict == ExitCode.NOT_CONFIRMED) {
            session.print(style.yellow("unknown") + ": "
                    + Words.clean(answer.path("reason").asText("no reason given"))
                    + "; services that deny what is unknown refuse it now");
        } else {
            session.print(style.red("revoked"));
        }
        for (JsonNode revocation : answer.path("revocations")) {
            List<String> lines = Words.explanation(revocation);
            session.print("- " + lines.get(0));
            lines.subList(1, lines.size()).forEach(line -> session.print("  " + line));
        }
        for (JsonNode passed : answer.path("notMatching")) {
            session.print("- not by the revocation of " + Words.target(passed.path("target")) + ": "
                    + Words.clean(passed.path("why").asText("")));
        }
        JsonNode asked = answer.path("rule");
        if (asked.isObject()) {
            String why = asked.path("why").asText("");
            session.print("- " + Words.target(asked.path("target"))
                    + (asked.path("matches").asBoolean() ? ": this token matches" : ": this token does not match")
                    + (why.isEmpty() ? "" : ": " + Words.clean(why)));
        }
    }
}
