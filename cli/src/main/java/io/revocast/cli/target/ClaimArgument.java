package io.revocast.cli.target;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.revocast.cli.command.CommandFailure;
import io.revocast.cli.command.ExitCode;
import io.revocast.cli.command.TokenInput;

/** A claim and a value, as {@code NAME=VALUE} names them. */
public record ClaimArgument(String name, String value) {
    /** Reads the value of {@code --claim}. */
    public static ClaimArgument parse(String text) throws CommandFailure {
        return parse("--claim ", text);
    }

    /** Reads the text that follows an option. */
    public static ClaimArgument parse(String option, String text) throws CommandFailure {
        int equals = text.indexOf('=');
        if (equals < 1 || equals == text.length() - 1) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    option.strip() + " must be NAME=VALUE",
                    "for example " + option + "sub=alice; the first = separates");
        }
        return new ClaimArgument(text.substring(0, equals), TokenInput.requireNoToken(text.substring(equals + 1)));
    }

    /** Adds name and value to a target. */
    public void addTo(ObjectNode target) {
        target.put("name", name).put("value", value);
    }
}
