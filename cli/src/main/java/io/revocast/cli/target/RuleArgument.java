package io.revocast.cli.target;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.revocast.cli.command.CommandFailure;
import io.revocast.cli.command.ExitCode;
import io.revocast.cli.command.TokenInput;

/** A target in one argument: {@code claim:NAME=VALUE}, {@code path:POINTER=VALUE}, {@code key:KID} and so on. */
public final class RuleArgument {
    private RuleArgument() {}

    /** Adds the target, without its issuer, to an object. */
    public static void addTo(ObjectNode target, String text) throws CommandFailure {
        int colon = text.indexOf(':');
        String kind = colon < 0 ? text : text.substring(0, colon);
        String rest = colon < 0 ? "" : TokenInput.requireNoToken(text.substring(colon + 1));
        if (rest.isEmpty() != kind.equals("issuer")) {
            throw misused(text);
        }
        target.put("kind", kind);
        switch (kind) {
            case "token" -> target.put(rest.startsWith("sha256:") ? "fingerprint" : "jti", rest);
            case "claim" -> ClaimArgument.parse("--rule claim:", rest).addTo(target);
            case "path" -> PathArgument.parse("--rule path:", rest).addTo(target);
            case "key" -> target.put("kid", rest);
            case "issuer" -> {}
            default -> throw misused(text);
        }
    }

    private static CommandFailure misused(String text) {
        return new CommandFailure(
                ExitCode.USAGE,
                "--rule does not name a target: " + TokenInput.blot(text),
                "give token:JTI, claim:NAME=VALUE, path:POINTER=VALUE, key:KID or issuer");
    }
}
