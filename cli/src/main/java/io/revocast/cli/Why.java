package io.revocast.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Why something is revoked or reinstated. */
final class Why {
    @Option(names = "--reason", paramLabel = "CODE", description = "a short code for readers of the list")
    private @Nullable String reason;

    @Option(names = "--note", paramLabel = "TEXT", description = "free text; everybody who may read the list sees it")
    private @Nullable String note;

    void addTo(ObjectNode entry) throws CommandFailure {
        if (reason != null) {
            entry.put("reason", reason);
        }
        if (note != null) {
            entry.put("note", PastedInput.requireNoToken(note));
        }
    }
}
