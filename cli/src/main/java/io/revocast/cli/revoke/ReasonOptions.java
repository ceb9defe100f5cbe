package io.revocast.cli.revoke;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.revocast.cli.command.CommandFailure;
import io.revocast.cli.command.TokenInput;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Why something is revoked or reinstated. */
final class ReasonOptions {
    @Option(names = "--reason", paramLabel = "CODE", description = "a short code that list and check show")
    private @Nullable String reason;

    @Option(
            names = "--note",
            paramLabel = "TEXT",
            description = "free text; every caller with the scope read can see it")
    private @Nullable String note;

    void addTo(ObjectNode entry) throws CommandFailure {
        if (reason != null) {
            entry.put("reason", reason);
        }
        if (note != null) {
            entry.put("note", TokenInput.requireNoToken(note));
        }
    }
}
