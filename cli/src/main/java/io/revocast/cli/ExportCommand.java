package io.revocast.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;

/** {@code export}: everything live, so that it can be imported elsewhere. */
@Command(
        name = "export",
        headerHeading = "Examples:%n"
                + "  revocast export > revocations.ndjson%n"
                + "  revocast export --kind token --issuer https://issuer.example > tokens.ndjson%n%n",
        description = {
            "Prints every live revocation as a line that import takes.",
            "In no order. Who revoked and when is not in it: the other publisher names the caller that imports. "
                    + "Ends with 0 only when everything was printed."
        })
final class ExportCommand implements Callable<Integer> {
    private static final String NDJSON = "application/x-ndjson";
    private static final int LINES_PER_CHECK = 1000;

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
        // Before the request: a key that cannot be read is no broken connection.
        Api api = session.api();
        try (Progress progress = new Progress(session, "export", -1);
                BufferedReader answer = new BufferedReader(new InputStreamReader(
                        api.stream(filters.query().toString(), NDJSON, null), StandardCharsets.UTF_8))) {
            for (String text = answer.readLine(); text != null; text = answer.readLine()) {
                JsonNode line = Api.read(text);
                if (line.has("done")) {
                    requireAll(line.path("done").path("revocations").asLong());
                    return done();
                }
                print(line);
                progress.at(bytes, lines);
            }
        } catch (IOException e) {
            throw incomplete(e);
        }
        throw incomplete(null);
    }

    private void print(JsonNode revocation) throws CommandFailure {
        if (!revocation.path("target").isObject()) {
            throw Failures.garbled(new IllegalStateException("a line is no revocation"));
        }
        String line = entry(revocation).toString();
        PrintWriter out = session.out();
        // Not println: it would flush each line.
        out.write(line);
        out.write('\n');
        lines++;
        bytes += line.length() + 1L;
        if (lines % LINES_PER_CHECK == 0) {
            session.requireWritten();
        }
    }

    private void requireAll(long counted) throws CommandFailure {
        if (counted != lines) {
            throw Failures.garbled(new IllegalStateException("the publisher counted other lines than it sent"));
        }
    }

    private int done() throws CommandFailure {
        session.requireWritten();
        session.say(lines + " exported");
        return ExitCode.OK.number();
    }

    private CommandFailure incomplete(@Nullable IOException cause) {
        return new CommandFailure(
                ExitCode.NOT_CONFIRMED,
                "the publisher's answer broke off, so the " + lines + " exported lines are not all",
                "repeat the export",
                cause);
    }

    /** What a publisher takes. */
    private static ObjectNode entry(JsonNode revocation) {
        ObjectNode entry = Api.object();
        entry.set("target", revocation.path("target"));
        copy(revocation, entry, "expiresAt");
        copy(revocation, entry, "issuedBefore");
        copy(revocation, entry, "authBefore");
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
