package io.revocast.cli.command;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Pattern;

/** Revocations and targets in words. */
public final class HumanFormat {
    private HumanFormat() {}

    /**
     * Controls, format characters such as U+202E, which turns the rest of a line around, and separators of lines. Any
     * caller may have written such a text, and it goes to a terminal.
     */
    private static final Pattern UNSAFE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");

    /** The text with a question mark for each character that may change how a terminal shows the others. */
    public static String clean(String text) {
        return UNSAFE.matcher(text).replaceAll("?");
    }

    private static String text(JsonNode json, String name) {
        return clean(json.path(name).asText(""));
    }

    /** What a target names, without its issuer. */
    public static String name(JsonNode target) {
        return switch (target.path("kind").asText("")) {
            case "token" -> target.has("fingerprint") ? text(target, "fingerprint") : text(target, "jti");
            case "claim" -> text(target, "name") + "=" + text(target, "value");
            case "path" -> text(target, "pointer") + "=" + text(target, "value");
            case "key" -> text(target, "kid");
            default -> "every token";
        };
    }

    /** What a target names, with its issuer. */
    public static String target(JsonNode target) {
        String issuer = text(target, "issuer");
        return switch (target.path("kind").asText("")) {
            case "issuer" -> "every token of " + issuer;
            case "claim", "path" -> "tokens of " + issuer + " with " + name(target);
            case "key" -> "tokens of " + issuer + " signed with key " + name(target);
            default -> "token " + name(target) + " of " + issuer;
        };
    }

    /** One live revocation as a row of {@link #COLUMNS}. */
    public static List<String> row(JsonNode revocation) {
        JsonNode target = revocation.path("target");
        return List.of(
                text(revocation, "at"),
                text(target, "kind"),
                name(target),
                text(target, "issuer"),
                text(revocation, "expiresAt"),
                text(revocation, "by"),
                text(revocation, "reason"),
                text(revocation, "id"));
    }

    /** The header of a table of revocations. */
    public static final List<String> COLUMNS =
            List.of("REVOKED AT", "KIND", "TARGET", "ISSUER", "UNTIL", "BY", "REASON", "ID");

    /** Which revocation it is, by whom, when, why and until when. */
    public static List<String> explanation(JsonNode revocation) {
        List<String> lines = new ArrayList<>();
        lines.add("by the revocation of " + target(revocation.path("target")));
        if (revocation.has("issuedBefore")) {
            lines.add("issued at or before " + text(revocation, "issuedBefore"));
        }
        if (revocation.has("authBefore")) {
            lines.add("or from a login at or before " + text(revocation, "authBefore"));
        }
        String by = revocation.has("by") ? " by " + text(revocation, "by") : "";
        if (revocation.has("at")) {
            lines.add("made" + by + " at " + text(revocation, "at"));
        }
        if (revocation.has("reason") || revocation.has("note")) {
            String note = revocation.has("note") ? text(revocation, "note") : "";
            String reason = revocation.has("reason") ? text(revocation, "reason") : "";
            lines.add("because: " + reason + (reason.isEmpty() || note.isEmpty() ? "" : ", ") + note);
        }
        lines.add("until " + text(revocation, "expiresAt") + ", when no such token is accepted any more");
        if (revocation.has("id")) {
            lines.add("take it back with: revocast reinstate " + text(revocation, "id"));
        }
        return lines;
    }

    /** What a request would do, and which tokens seen lately it would hit. */
    public static List<String> preview(JsonNode preview) {
        List<String> lines = new ArrayList<>();
        for (JsonNode result : preview.path("results")) {
            lines.add("would be " + text(result, "outcome") + ": " + target(result.path("target")) + ", until "
                    + text(result, "expiresAt"));
            if (result.has("issuedBefore")) {
                lines.add("  issued at or before " + text(result, "issuedBefore"));
            }
            if (result.has("authBefore")) {
                lines.add("  or from a login at or before " + text(result, "authBefore"));
            }
            JsonNode matches = result.path("matches");
            lines.add("  tokens seen lately that it hits: "
                    + matches.path("seen").asLong() + "; live revocations that it covers: "
                    + matches.path("live").asLong());
            long without = matches.path("withoutClaim").asLong();
            if (without > 0) {
                lines.add("  tokens of this issuer seen lately: "
                        + matches.path("observed").asLong() + ", without this claim: " + without);
            }
            for (Iterator<JsonNode> sample = matches.path("sample").elements(); sample.hasNext(); ) {
                JsonNode token = sample.next();
                lines.add("    token " + text(token, "jti") + (token.has("sub") ? " of " + text(token, "sub") : ""));
            }
        }
        return lines;
    }
}
