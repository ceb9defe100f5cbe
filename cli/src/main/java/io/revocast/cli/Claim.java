package io.revocast.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** A claim and a value, as {@code NAME=VALUE} names them. */
record Claim(String name, String value) {
    static Claim parse(String text) throws CommandFailure {
        return parse("--claim ", text);
    }

    /** Reads the text that follows an option. */
    static Claim parse(String option, String text) throws CommandFailure {
        int equals = text.indexOf('=');
        if (equals < 1 || equals == text.length() - 1) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    option.strip() + " must be NAME=VALUE",
                    "for example " + option + "sub=alice; the first = separates");
        }
        return new Claim(text.substring(0, equals), PastedInput.requireNoToken(text.substring(equals + 1)));
    }

    void addTo(ObjectNode target) {
        target.put("name", name).put("value", value);
    }
}
