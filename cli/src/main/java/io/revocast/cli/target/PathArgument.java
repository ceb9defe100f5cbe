package io.revocast.cli.target;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.revocast.cli.command.CommandFailure;
import io.revocast.cli.command.ExitCode;
import io.revocast.cli.command.TokenInput;
import io.revocast.event.Target;

import java.util.List;

/** A place inside a claim and its value, as {@code POINTER=VALUE} names them. */
public record PathArgument(String pointer, String value) {
    /** Reads the text that follows an option. */
    public static PathArgument parse(String option, String text) throws CommandFailure {
        int equals = text.indexOf('=');
        if (!text.startsWith("/") || equals < 2 || equals == text.length() - 1) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    option + " must be POINTER=VALUE",
                    "for example " + option + " /act/sub=agent-7; the first = separates");
        }
        return new PathArgument(text.substring(0, equals), TokenInput.requireNoToken(text.substring(equals + 1)));
    }

    /** Adds the parts of the target. */
    public void addTo(ObjectNode target) {
        target.put("pointer", pointer).put("value", value);
    }

    /** Adds the value to a token's claims, inside the objects that the pointer leads through. */
    public void addToClaims(ObjectNode claims) throws CommandFailure {
        try {
            List<String> segments = new Target.Path("any", pointer, value).segments();
            ObjectNode object = claims;
            for (String segment : segments.subList(0, segments.size() - 1)) {
                object = object.withObjectProperty(segment);
            }
            object.put(segments.get(segments.size() - 1), value);
        } catch (IllegalArgumentException | UnsupportedOperationException e) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "--path does not name a place inside a claim: " + pointer,
                    "give a JSON Pointer of two segments or more, such as /act/sub",
                    e);
        }
    }
}
