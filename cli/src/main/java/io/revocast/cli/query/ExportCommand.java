package io.revocast.cli.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.revocast.cli.command.CommandFailure;
import io.revocast.cli.command.ConnectionOptions;
import io.revocast.cli.command.ExitCode;
import io.revocast.cli.command.Failures;
import io.revocast.cli.command.HumanFormat;
import io.revocast.cli.command.JsonDocuments;
import io.revocast.cli.command.Progress;
import io.revocast.cli.command.PublisherCalls;
import io.revocast.cli.command.Terminal;
import io.revocast.cli.target.FilterOptions;
import io.revocast.client.LineStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;

/** {@code export}: everything live, so that it can be imported elsewhere. */
@Command(
        name = "export",
        headerHeading = "Examples:%n"
                + "  revocast export > revocations.ndjson%n"
                + "  revocast export --kind token --issuer https://issuer.example > tokens.ndjson%n%n",
        description = {
            "Prints every live revocation as a line for import.",
            "The lines have no order and contain neither caller nor time: the publisher that imports them records its "
                    + "own caller. Exits with 0 only when everything was printed, and with 4 when the publisher cannot "
                    + "prove that it reads the whole topic."
        })
public final class ExportCommand implements Callable<Integer> {
    private static final int LINES_PER_CHECK = 1000;

    @Mixin
    private final ConnectionOptions connection;

    @Mixin
    private final FilterOptions filters = new FilterOptions();

    @Option(
            names = "--allow-stale",
            description = "end with 0 although the publisher cannot prove that it reads the whole topic; the lines may "
                    + "lack revocations")
    private boolean allowStale;

    private long lines;
    private long bytes;

    /** The command at a terminal. */
    public ExportCommand(Terminal terminal) {
        connection = new ConnectionOptions(terminal);
    }

    @Override
    public Integer call() throws CommandFailure {
        // Before the request: a key that cannot be read is no broken connection.
        PublisherCalls publisher = connection.publisher();
        try (Progress progress = new Progress(connection, "export", -1);
                LineStream answer = publisher.open(api -> api.exportRevocations(filters.filter()))) {
            for (String text = answer.next(); text != null; text = answer.next()) {
                JsonNode line = JsonDocuments.read(text);
                if (line.has("done")) {
                    return done(line.path("done"));
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
        PrintWriter out = connection.out();
        // Not println: it would flush each line.
        out.write(line);
        out.write('\n');
        lines++;
        bytes += line.length() + 1L;
        if (lines % LINES_PER_CHECK == 0) {
            connection.requireWritten();
        }
    }

    private int done(JsonNode done) throws CommandFailure {
        if (done.path("revocations").asLong() != lines) {
            throw Failures.garbled(new IllegalStateException("the publisher counted other lines than it sent"));
        }
        connection.requireWritten();
        if (done.has("stale")) {
            String stale = HumanFormat.clean(done.path("stale").asText());
            if (!allowStale) {
                throw new CommandFailure(
                        ExitCode.NOT_CONFIRMED,
                        "the " + lines + " exported lines may not be all live revocations: " + stale,
                        "repeat the export when GET /health/ready answers 200, or accept that with --allow-stale");
            }
            connection.warn("the export may lack revocations: " + stale);
        }
        connection.say(lines + " exported");
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
        ObjectNode entry = JsonDocuments.object();
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
