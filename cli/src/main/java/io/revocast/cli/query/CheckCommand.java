package io.revocast.cli.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.revocast.cli.command.CommandFailure;
import io.revocast.cli.command.ConnectionOptions;
import io.revocast.cli.command.ExitCode;
import io.revocast.cli.command.Failures;
import io.revocast.cli.command.HumanFormat;
import io.revocast.cli.command.JsonDocuments;
import io.revocast.cli.command.OutputOptions;
import io.revocast.cli.command.Terminal;
import io.revocast.cli.command.TokenInput;
import io.revocast.cli.target.ClaimArgument;
import io.revocast.cli.target.IssuerOption;
import io.revocast.cli.target.PathArgument;
import io.revocast.cli.target.RuleArgument;
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
            "Checks whether a token is revoked.",
            "Shows each matching revocation with caller, time, reason and end. Exits with 10 when the token is "
                    + "revoked, and with 4 when the publisher cannot tell."
        })
public final class CheckCommand implements Callable<Integer> {
    @Mixin
    private final ConnectionOptions connection;

    @Mixin
    private final IssuerOption issuer;

    @Parameters(arity = "0..1", paramLabel = "STDIN", description = "- reads a token from standard input")
    private String dash = "";

    @Option(names = "--file", paramLabel = "FILE", description = "a file with a token")
    private @Nullable Path file;

    @Option(names = "--jti", paramLabel = "JTI", description = "the token's jti")
    private @Nullable String jti;

    @Option(names = "--fingerprint", paramLabel = "SHA256", description = "the token's fingerprint, sha256:...")
    private @Nullable String fingerprint;

    @Option(names = "--kid", paramLabel = "KID", description = "the kid in the header of the token")
    private @Nullable String kid;

    @Option(
            names = "--iat",
            paramLabel = "TIME",
            description = "the time at which the token was issued; without it, every cut-off matches")
    private @Nullable Instant issuedAt;

    @Option(names = "--claim", paramLabel = "NAME=VALUE", description = "a claim of the token; may be repeated")
    private List<String> claims = List.of();

    @Option(
            names = "--path",
            paramLabel = "POINTER=VALUE",
            description = "a value inside a claim of the token, such as /act/sub=agent-7; may be repeated")
    private List<String> paths = List.of();

    @Option(
            names = "--rule",
            paramLabel = "RULE",
            description = "also show whether this target matches the token, and why not: token:JTI, claim:NAME=VALUE, "
                    + "path:POINTER=VALUE, key:KID or issuer")
    private @Nullable String rule;

    /** The command at a terminal. */
    public CheckCommand(Terminal terminal) {
        connection = new ConnectionOptions(terminal);
        issuer = new IssuerOption(terminal);
    }

    private ObjectNode request() throws CommandFailure {
        if (!dash.isEmpty() && !dash.equals("-")) {
            TokenInput.requireNoToken(dash);
            throw new CommandFailure(
                    ExitCode.USAGE, "a token is not named by an argument", "give - or --file, or --jti and --issuer");
        }
        if (dash.equals("-") || file != null) {
            return JsonDocuments.object().put("token", TokenInput.read(connection.terminal(), file));
        }
        if (jti == null && fingerprint == null && kid == null && claims.isEmpty() && paths.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.USAGE, "which token is not said", "give - or --file, or --jti, --claim and so on");
        }
        ObjectNode request = JsonDocuments.object().put("iss", issuer.require());
        put(request, "jti", jti);
        put(request, "fingerprint", fingerprint);
        put(request, "kid", kid);
        if (issuedAt != null) {
            request.put("iat", issuedAt.getEpochSecond());
        }
        if (!claims.isEmpty() || !paths.isEmpty()) {
            ObjectNode named = request.putObject("claims");
            for (String text : claims) {
                ClaimArgument claim = ClaimArgument.parse(text);
                named.put(claim.name(), claim.value());
            }
            for (String text : paths) {
                PathArgument.parse("--path", text).addToClaims(named);
            }
        }
        return request;
    }

    private static void put(ObjectNode request, String name, @Nullable String value) throws CommandFailure {
        if (value != null) {
            request.put(name, TokenInput.requireNoToken(value));
        }
    }

    @Override
    public Integer call() throws CommandFailure {
        ObjectNode request = request();
        if (rule != null) {
            RuleArgument.addTo(request.putObject("target").put("issuer", issuer.require()), rule);
        }
        JsonNode answer = connection.publisher().ask(api -> api.check(JsonDocuments.bytes(request)));
        String verdict = answer.path("verdict").asText("");
        ExitCode exitCode = switch (verdict) {
            case "not_revoked" -> ExitCode.OK;
            case "revoked" -> ExitCode.REVOKED;
            case "unknown" -> ExitCode.NOT_CONFIRMED;
            default -> throw Failures.garbled(new IllegalStateException("the answer names no verdict"));
        };
        if (connection.json()) {
            connection.print(answer);
        } else {
            explain(exitCode, answer);
        }
        return exitCode.number();
    }

    private void explain(ExitCode verdict, JsonNode answer) {
        OutputOptions style = connection.style();
        if (verdict == ExitCode.OK) {
            connection.print(style.green("not revoked"));
        } else if (verdict == ExitCode.NOT_CONFIRMED) {
            connection.print(style.yellow("unknown") + ": "
                    + HumanFormat.clean(answer.path("reason").asText("no reason given"))
                    + "; services that deny what is unknown refuse it now");
        } else {
            connection.print(style.red("revoked"));
        }
        for (JsonNode revocation : answer.path("revocations")) {
            List<String> lines = HumanFormat.explanation(revocation);
            connection.print("- " + lines.get(0));
            lines.subList(1, lines.size()).forEach(line -> connection.print("  " + line));
        }
        for (JsonNode passed : answer.path("notMatching")) {
            connection.print("- not by the revocation of " + HumanFormat.target(passed.path("target")) + ": "
                    + HumanFormat.clean(passed.path("why").asText("")));
        }
        JsonNode asked = answer.path("rule");
        if (asked.isObject()) {
            String why = asked.path("why").asText("");
            connection.print("- " + HumanFormat.target(asked.path("target")) + ": " + matching(asked.path("matches"))
                    + (why.isEmpty() ? "" : ": " + HumanFormat.clean(why)));
        }
    }

    /** A publisher leaves out what it cannot know at the moment. */
    private static String matching(JsonNode matches) {
        if (!matches.isBoolean()) {
            return "unknown whether this token matches";
        }
        return matches.booleanValue() ? "this token matches" : "this token does not match";
    }
}
