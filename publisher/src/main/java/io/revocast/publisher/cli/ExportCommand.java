package io.revocast.publisher.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.util.concurrent.Callable;

/** {@code export}: everything live, so that it can be imported elsewhere. */
@Command(
        name = "export",
        headerHeading = "Examples:%n"
                + "  revocast export > revocations.ndjson%n"
                + "  revocast export --kind token --issuer https://issuer.example > tokens.ndjson%n%n",
        description = {
            "Prints every live revocation as a line that import takes.",
            "Newest first. Who revoked and when is not in it: at the other publisher it is whoever imports."
        })
final class ExportCommand implements Callable<Integer> {
    @Mixin
    private final Session session;

    @Mixin
    private final Filters filters = new Filters();

    private long lines;
    private long bytes;

    ExportCommand(Terminal terminal) {
        session = new Session(terminal);
    }

    @Override
    public Integer call() throws CommandFailure {
        try (Progress progress = new Progress(session, "export", -1)) {
            filters.fetch(session.api(), Long.MAX_VALUE, revocations -> {
                for (JsonNode each : revocations) {
                    String line = entry(each).toString();
                    session.out().println(line);
                    lines++;
                    bytes += line.length() + 1L;
                }
                session.out().flush();
                progress.at(bytes, lines);
            });
        }
        session.say(lines + " exported");
        return ExitCode.OK.number();
    }

    /** What a publisher takes: it derives the end of claims and issuers from their cut-off itself. */
    private static ObjectNode entry(JsonNode revocation) {
        ObjectNode entry = Api.object();
        entry.set("target", revocation.path("target"));
        String kind = revocation.path("target").path("kind").asText("");
        if (kind.equals("token") || kind.equals("key")) {
            copy(revocation, entry, "expiresAt");
        }
        if (!kind.equals("token")) {
            copy(revocation, entry, "issuedBefore");
        }
        copy(revocation, entry, "reason");
        copy(revocation, entry, "note");
        return entry;
    }

    private static void copy(JsonNode from, ObjectNode to, String name) {
        if (from.has(name)) {
            to.set(name, from.get(name));
        }
    }
}
