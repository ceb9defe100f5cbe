package io.revocast.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
 * {@code list --json} printed. Sent in pieces, each confirmed before the next. Lines
 * with a receipt are taken back only while it is the revocation's last record.
 */
final class ReinstateLines {
    private static final int PIECE = 500;

    private final Session session;
    private final Why why;
    private final Map<String, Long> outcomes = new LinkedHashMap<>();
    private long lines;

    ReinstateLines(Session session, Why why) {
        this.session = session;
        this.why = why;
    }

    int run(String file) throws CommandFailure {
        Api api = session.api();
        try (BufferedReader reader = new BufferedReader(open(file))) {
            ArrayNode piece = Api.JSON.createArrayNode();
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                piece.add(request(line));
                lines++;
                if (piece.size() == PIECE) {
                    send(api, piece);
                }
            }
            if (!piece.isEmpty()) {
                send(api, piece);
            }
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "after line " + lines + ", " + file + " cannot be read: " + e.getMessage(),
                    "correct it and repeat; what was reinstated stays so",
                    e);
        }
        session.say(lines + " lines: " + outcomes);
        return (outcomes.containsKey("revoked_again") ? ExitCode.REFUSED : ExitCode.OK).number();
    }

    private Reader open(String file) throws IOException {
        return file.equals("-")
                ? new InputStreamReader(session.terminal().in(), StandardCharsets.UTF_8)
                : Files.newBufferedReader(Path.of(file), StandardCharsets.UTF_8);
    }

    private ObjectNode request(String line) throws CommandFailure {
        JsonNode read = Api.read(line.getBytes(StandardCharsets.UTF_8));
        ObjectNode request = Api.object();
        @Nullable JsonNode id = read.get("id");
        if (id != null) {
            request.set("id", id);
        } else if (read.path("target").isObject()) {
            request.set("target", read.path("target"));
        } else {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "line " + (lines + 1) + " names no revocation",
                    "a line must be an object with an id or a target, as export and list --json print them",
                    null);
        }
        if (read.path("receipt").isObject()) {
            request.set("expected", read.path("receipt"));
        }
        why.addTo(request);
        return request;
    }

    private void send(Api api, ArrayNode piece) throws CommandFailure {
        ObjectNode body = Api.object();
        body.set("reinstatements", piece.deepCopy());
        piece.removeAll();
        for (JsonNode result : api.post("/v1/reinstatements", body).orFail().path("reinstatements")) {
            String outcome = result.path("outcome").asText("");
            outcomes.merge(outcome, 1L, Long::sum);
            if (session.json()) {
                session.print(result);
            } else if (outcome.equals("revoked_again")) {
                session.print("revoked again by somebody at the same time, and stays revoked: "
                        + Words.target(result.path("target")));
            }
        }
    }
}
