package io.revocast.cli.target;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.revocast.cli.command.CommandFailure;
import io.revocast.cli.command.ExitCode;
import io.revocast.cli.command.JsonDocuments;
import io.revocast.cli.command.TokenInput;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The receipt of a record in one argument, {@code TOPICID:PARTITION:OFFSET}, as the publisher's {@code ETag} has it. */
public final class ReceiptArgument {
    private static final Pattern RECEIPT = Pattern.compile("([A-Za-z0-9_-]{1,64}):(\\d{1,9}):(\\d{1,18})");

    private ReceiptArgument() {}

    /** Reads an argument. */
    public static ObjectNode parse(String text) throws CommandFailure {
        Matcher matcher = RECEIPT.matcher(text);
        if (!matcher.matches()) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "--expected must be TOPICID:PARTITION:OFFSET: " + TokenInput.blot(text),
                    "take the receipt of list --json, or leave it out");
        }
        return JsonDocuments.object()
                .put("topicId", matcher.group(1))
                .put("partition", Integer.parseInt(matcher.group(2)))
                .put("offset", Long.parseLong(matcher.group(3)));
    }

    /** Writes a receipt as an argument. */
    public static String of(JsonNode receipt) {
        return receipt.path("topicId").asText() + ":"
                + receipt.path("partition").asInt() + ":"
                + receipt.path("offset").asLong();
    }
}
