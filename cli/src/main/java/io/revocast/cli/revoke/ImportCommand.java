package io.revocast.cli.revoke;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.revocast.cli.command.CommandFailure;
import io.revocast.cli.command.ConnectionOptions;
import io.revocast.cli.command.ExitCode;
import io.revocast.cli.command.Failures;
import io.revocast.cli.command.HumanFormat;
import io.revocast.cli.command.Interruption;
import io.revocast.cli.command.JsonDocuments;
import io.revocast.cli.command.Progress;
import io.revocast.cli.command.PublisherCalls;
import io.revocast.cli.command.Terminal;
import io.revocast.client.LineStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
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
 * <p>Sends chunks, and waits for the confirmation of each before the next. So the command knows what is confirmed when
 * it ends early, it can send an unconfirmed chunk again, and it holds one chunk in memory.
 */
@Command(
        name = "import",
        headerHeading = "Examples:%n"
                + "  revocast import revocations.ndjson%n"
                + "  zcat revocations.ndjson.gz | revocast import -%n%n",
        description = {
            "Revokes the target on each line of a file.",
            "A line is an entry of POST /v1/revocations, as export prints it. Prints the refused lines.",
            "After an early end, run the command again with the same file. For 24 hours, each line has the outcome of its "
                    + "first import: the repetition revokes no token that was issued since then, and a reinstatement "
                    + "since then stays. To revoke those too, pass --fresh. Put corrected lines in a file of their own."
        })
public final class ImportCommand implements Callable<Integer> {
    private static final List<String> COUNTS = List.of("created", "extended", "unchanged", "expired", "refused");
    private static final int TRIES = 4;

    @Mixin
    private final ConnectionOptions connection;

    @Parameters(paramLabel = "FILE", description = "the file; - for standard input")
    private String file = "";

    @ArgGroup
    private KeyChoice choice = new KeyChoice();

    /** At most one of its members is given. */
    static final class KeyChoice {
        @Option(names = "--fresh", description = "a new request for each line, whatever was imported before")
        private boolean fresh;

        @Option(
                names = "--idempotency-key",
                paramLabel = "UUID",
                description = "repeat the import with --fresh that broke off; its message names the key")
        private @Nullable UUID given;

        private IdempotencyKeys keys() {
            if (given != null) {
                return new IdempotencyKeys(given);
            }
            return fresh ? new IdempotencyKeys(UUID.randomUUID()) : IdempotencyKeys.OF_CONTENT;
        }
    }

    private IdempotencyKeys keys = IdempotencyKeys.OF_CONTENT;
    private final Map<String, Long> counts = new LinkedHashMap<>();
    private long lines;
    /** The same, for the thread that runs when the process is interrupted. */
    private volatile long confirmed;

    /** The command at a terminal. */
    public ImportCommand(Terminal terminal) {
        connection = new ConnectionOptions(terminal);
        COUNTS.forEach(name -> counts.put(name, 0L));
    }

    @Override
    public Integer call() throws CommandFailure, InterruptedException {
        PublisherCalls publisher = connection.publisher();
        keys = choice.keys();
        boolean piped = file.equals("-");
        try (Interruption interruption = new Interruption(this::interrupted);
                LineChunks chunks =
                        new LineChunks(piped ? kept(connection.terminal().in()) : Files.newInputStream(Path.of(file)));
                Progress progress = new Progress(connection, "import", piped ? -1 : Files.size(Path.of(file)))) {
            interruption.expect();
            long bytes = 0;
            for (LineChunks.Chunk chunk = chunks.next(); chunk.lines() > 0; chunk = chunks.next()) {
                send(publisher, chunk);
                lines += chunk.lines();
                confirmed = lines;
                bytes += chunk.bytes().length;
                progress.at(bytes, lines);
            }
        } catch (NoSuchFileException e) {
            throw new CommandFailure(ExitCode.USAGE, "no such file: " + file, "nothing was imported", e);
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "after line " + lines + ", " + file + " cannot be read: " + e.getMessage(),
                    "correct it and repeat; the lines before were sent, and those that are not named above are revoked",
                    e);
        }
        summary();
        if (byContent() && lines > 0) {
            connection.say("a repeated import of the same file keeps its outcomes for 24 hours; --fresh revokes again");
        }
        return (counts.getOrDefault("refused", 0L) == 0 ? ExitCode.OK : ExitCode.REFUSED).number();
    }

    private void interrupted() {
        connection
                .err()
                .println("revocast: interrupted; the first " + confirmed + " lines are confirmed, and up to "
                        + LineChunks.MAX_LINES + " after them may be");
        connection.err().println("  " + repetition());
        connection.err().flush();
    }

    private boolean byContent() {
        return keys.equals(IdempotencyKeys.OF_CONTENT);
    }

    /** How to repeat this import so that each line has the outcome that it has had. */
    private String repetition() {
        return byContent()
                ? "repeat the import of the same file within 24 hours"
                : "repeat the import of the same file within 24 hours, with --idempotency-key " + keys.base()
                        + " instead of --fresh";
    }

    /** Standard input, which is not ours to close. */
    private static InputStream kept(InputStream in) {
        return new FilterInputStream(in) {
            @Override
            public void close() {}
        };
    }

    private void send(PublisherCalls publisher, LineChunks.Chunk chunk) throws CommandFailure, InterruptedException {
        UUID key = keys.of(chunk.bytes());
        for (int attempt = 1; ; attempt++) {
            try {
                take(publisher, key, chunk);
                return;
            } catch (CommandFailure e) {
                if (e.exitCode() != ExitCode.NOT_CONFIRMED || attempt == TRIES) {
                    throw new CommandFailure(
                            e.exitCode(),
                            e.getMessage() + "; the first " + lines + " lines are confirmed",
                            e.remedy() + "; " + repetition(),
                            e);
                }
                connection.say(e.getMessage() + "; sending " + chunk.lines() + " lines again");
                TimeUnit.SECONDS.sleep(1L << (attempt - 1));
            }
        }
    }

    private void take(PublisherCalls publisher, UUID key, LineChunks.Chunk chunk) throws CommandFailure {
        List<JsonNode> problems = new ArrayList<>();
        try (LineStream answer = publisher.open(api -> api.importRevocations(key, chunk.bytes()))) {
            for (String line = answer.next(); line != null; line = answer.next()) {
                JsonNode result = JsonDocuments.read(line);
                if (result.has("done")) {
                    done(result.path("done"), problems, chunk);
                    return;
                }
                if (result.has("problem") && !result.has("line")) {
                    throw Failures.unfinished(
                            result.path("problem").path("detail").asText());
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
            if (connection.json()) {
                connection.print(((ObjectNode) problem).put("line", number));
            } else {
                JsonNode document = problem.path("problem");
                connection.print("line " + number + " refused: "
                        + HumanFormat.clean(document.path("detail")
                                .asText(document.path("title").asText(""))));
            }
        }
    }

    private void summary() {
        if (connection.json()) {
            ObjectNode done = JsonDocuments.object().put("lines", lines);
            counts.forEach(done::put);
            connection.print(JsonDocuments.object().set("done", done));
            return;
        }
        StringBuilder line = new StringBuilder().append(lines).append(" lines");
        counts.forEach(
                (name, count) -> line.append(", ").append(count).append(' ').append(name));
        connection.print(line.toString());
    }
}
