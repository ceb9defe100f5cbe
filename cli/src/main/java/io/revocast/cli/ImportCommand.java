package io.revocast.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.io.BufferedReader;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * {@code import}: revokes what a file says, line by line.
 *
 * <p>Sent in pieces, each of which is confirmed before the next: so what was done is known when it breaks off, a piece
 * that was not confirmed can be sent again, and no more than one is in memory.
 */
@Command(
        name = "import",
        headerHeading = "Examples:%n"
                + "  revocast import revocations.ndjson%n"
                + "  zcat revocations.ndjson.gz | revocast import -%n%n",
        description = {
            "Revokes what each line of a file says.",
            "A line is an entry of POST /v1/revocations, as export prints them. Prints the lines that are refused. "
                    + "Repeat what broke off: lines that are revoked already are unchanged."
        })
final class ImportCommand implements Callable<Integer> {
    private static final String PATH = "/v1/revocations:batch?results=problems";
    private static final List<String> COUNTS = List.of("created", "extended", "unchanged", "expired", "refused");
    private static final int TRIES = 4;

    @Mixin
    private final Session session;

    @Parameters(paramLabel = "FILE", description = "the file; - for standard input")
    private String file = "";

    private final Map<String, Long> counts = new LinkedHashMap<>();
    private long lines;
    /** The same, for the thread that runs when the process is interrupted. */
    private volatile long confirmed;

    ImportCommand(Terminal terminal) {
        session = new Session(terminal);
        COUNTS.forEach(name -> counts.put(name, 0L));
    }

    @Override
    public Integer call() throws CommandFailure, InterruptedException {
        Api api = session.api();
        boolean piped = file.equals("-");
        try (Interruption interruption = new Interruption(this::interrupted);
                LineChunks chunks =
                        new LineChunks(piped ? kept(session.terminal().in()) : Files.newInputStream(Path.of(file)));
                Progress progress = new Progress(session, "import", piped ? -1 : Files.size(Path.of(file)))) {
            interruption.expect();
            long bytes = 0;
            for (LineChunks.Chunk chunk = chunks.next(); chunk.lines() > 0; chunk = chunks.next()) {
                send(api, chunk);
                lines += chunk.lines();
                confirmed = lines;
                bytes += chunk.bytes().length;
                progress.at(bytes, lines);
            }
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "after line " + lines + ", " + file + " cannot be read: " + e.getMessage(),
                    "correct it and repeat; the lines before are revoked",
                    e);
        }
        summary();
        return (counts.getOrDefault("refused", 0L) == 0 ? ExitCode.OK : ExitCode.REFUSED).number();
    }

    private void interrupted() {
        session.err()
                .println("revocast: interrupted; the first " + confirmed + " lines are confirmed, and up to "
                        + LineChunks.MAX_LINES + " after them may be");
        session.err().println("  repeat the import; repeating is safe");
        session.err().flush();
    }

    /** Standard input, which is not ours to close. */
    private static InputStream kept(InputStream in) {
        return new FilterInputStream(in) {
            @Override
            public void close() {}
        };
    }

    private void send(Api api, LineChunks.Chunk chunk) throws CommandFailure, InterruptedException {
        UUID key = UUID.randomUUID();
        for (int attempt = 1; ; attempt++) {
            try {
                take(api, key, chunk);
                return;
            } catch (CommandFailure e) {
                if (e.exitCode() != ExitCode.NOT_CONFIRMED || attempt == TRIES) {
                    throw new CommandFailure(
                            e.exitCode(),
                            e.getMessage() + "; the first " + lines + " lines are confirmed",
                            e.remedy() + "; repeat the import",
                            e);
                }
                session.say("not confirmed, sending " + chunk.lines() + " lines again");
                TimeUnit.SECONDS.sleep(1L << (attempt - 1));
            }
        }
    }

    private void take(Api api, UUID key, LineChunks.Chunk chunk) throws CommandFailure {
        List<JsonNode> problems = new ArrayList<>();
        try (BufferedReader answer = new BufferedReader(
                new InputStreamReader(api.postLines(PATH, key, chunk.bytes()), StandardCharsets.UTF_8))) {
            for (String line = answer.readLine(); line != null; line = answer.readLine()) {
                JsonNode result = Api.read(line.getBytes(StandardCharsets.UTF_8));
                if (result.has("done")) {
                    done(result.path("done"), problems, chunk);
                    return;
                }
                if (result.has("problem")) {
                    problems.add(result);
                }
            }
        } catch (IOException e) {
            throw Failures.garbled(e);
        }
        throw Failures.garbled(new IllegalStateException("the answer has no line that says done"));
    }

    private void done(JsonNode done, List<JsonNode> problems, LineChunks.Chunk chunk) throws CommandFailure {
        if (done.path("lines").asLong() != chunk.lines()) {
            throw Failures.garbled(new IllegalStateException("the publisher counted other lines than were sent"));
        }
        COUNTS.forEach(name -> counts.merge(name, done.path(name).asLong(), Long::sum));
        for (JsonNode problem : problems) {
            long number = lines + problem.path("line").asLong();
            if (session.json()) {
                session.print(((ObjectNode) problem).put("line", number));
            } else {
                JsonNode document = problem.path("problem");
                session.print("line " + number + " refused: "
                        + Words.clean(document.path("detail")
                                .asText(document.path("title").asText(""))));
            }
        }
    }

    private void summary() {
        if (session.json()) {
            ObjectNode done = Api.object().put("lines", lines);
            counts.forEach(done::put);
            session.print(Api.object().set("done", done));
            return;
        }
        StringBuilder line = new StringBuilder().append(lines).append(" lines");
        counts.forEach(
                (name, count) -> line.append(", ").append(count).append(' ').append(name));
        session.print(line.toString());
    }
}
