package io.revocast.cli.revoke;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.revocast.cli.command.CommandFailure;
import io.revocast.cli.command.ConnectionOptions;
import io.revocast.cli.command.ExitCode;
import io.revocast.cli.command.HumanFormat;
import io.revocast.cli.command.JsonDocuments;
import io.revocast.cli.command.PublisherCalls;
import org.jspecify.annotations.Nullable;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Takes back what each line of a file names: the file that was imported, or what {@code export} or
 * {@code list --json} printed. Sent in pieces, each confirmed before the next, with a key from its content. Lines
 * with a receipt are taken back only while it is the revocation's last record. Blank lines, and lines that name the
 * same again, are passed.
 */
final class ReinstateLines {
    private static final int PIECE = 500;
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final ConnectionOptions connection;
    private final ReasonOptions reason;
    private final RepetitionOptions repetition;
    private final Map<String, Long> outcomes = new LinkedHashMap<>();
    private long lines;
    private long sentLines;

    ReinstateLines(ConnectionOptions connection, ReasonOptions reason, RepetitionOptions repetition) {
        this.connection = connection;
        this.reason = reason;
        this.repetition = repetition;
    }

    int run(String file) throws CommandFailure {
        PublisherCalls publisher = connection.publisher();
        return repetition.send(connection, "", key -> run(publisher, new IdempotencyKeys(key), file));
    }

    private int run(PublisherCalls publisher, IdempotencyKeys keys, String file) throws CommandFailure {
        try (BufferedReader reader = new BufferedReader(open(file))) {
            Map<JsonNode, ObjectNode> piece = new LinkedHashMap<>();
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                String text = lines == 0 && line.startsWith(BYTE_ORDER_MARK) ? line.substring(1) : line;
                if (!text.isBlank()) {
                    add(publisher, keys, piece, request(text));
                }
                lines++;
            }
            if (!piece.isEmpty()) {
                send(publisher, keys, piece);
            }
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "after line " + lines + ", " + file + " cannot be read: " + e.getMessage(),
                    "correct it and repeat; what was reinstated stays so",
                    e);
        }
        connection.say(lines + " lines: " + outcomes);
        return (outcomes.containsKey("revoked_again") ? ExitCode.REFUSED : ExitCode.OK).number();
    }

    /** The publisher takes each revocation once in a piece; an imported file may name one several times. */
    private void add(
            PublisherCalls publisher, IdempotencyKeys keys, Map<JsonNode, ObjectNode> piece, ObjectNode request)
            throws CommandFailure {
        JsonNode named = request.has("id") ? request.get("id") : request.get("target");
        ObjectNode earlier = piece.get(named);
        if (request.equals(earlier)) {
            return;
        }
        if (earlier != null || piece.size() == PIECE) {
            send(publisher, keys, piece);
        }
        piece.put(named, request);
    }

    private Reader open(String file) throws IOException {
        return file.equals("-")
                ? new InputStreamReader(connection.terminal().in(), StandardCharsets.UTF_8)
                : Files.newBufferedReader(Path.of(file), StandardCharsets.UTF_8);
    }

    private ObjectNode request(String line) throws CommandFailure {
        JsonNode read = JsonDocuments.read(line);
        ObjectNode request = JsonDocuments.object();
        @Nullable JsonNode id = read.get("id");
        if (id != null) {
            request.set("id", id);
        } else if (read.path("target").isObject()) {
            request.set("target", read.path("target"));
        } else {
            request.set(
                    "target", PastedTokens.target(read.path("token").asText("")).orElseThrow(this::unnamed));
        }
        if (read.path("receipt").isObject()) {
            request.set("expected", read.path("receipt"));
        }
        reason.addTo(request);
        return request;
    }

    private CommandFailure unnamed() {
        return new CommandFailure(
                ExitCode.USAGE,
                "line " + (lines + 1) + " names no revocation"
                        + (sentLines == 0
                                ? ""
                                : "; what the " + sentLines + " lines before line " + (sentLines + 1)
                                        + " name is reinstated"),
                "a line must be an object with an id, a target or a token, as export and list --json print them and"
                        + " import takes them; correct it and repeat",
                null);
    }

    private void send(PublisherCalls publisher, IdempotencyKeys keys, Map<JsonNode, ObjectNode> piece)
            throws CommandFailure {
        ObjectNode body = JsonDocuments.object();
        body.putArray("reinstatements").addAll(piece.values());
        piece.clear();
        byte[] bytes = JsonDocuments.bytes(body);
        JsonNode answer = publisher.ask(api -> api.reinstate(keys.of(bytes), bytes));
        sentLines = lines;
        for (JsonNode result : answer.path("reinstatements")) {
            String outcome = result.path("outcome").asText("");
            outcomes.merge(outcome, 1L, Long::sum);
            if (connection.json()) {
                connection.print(result);
            } else if (outcome.equals("revoked_again")) {
                connection.print("revoked again by another caller at the same time, and stays revoked: "
                        + HumanFormat.target(result.path("target")));
            }
        }
    }
}
