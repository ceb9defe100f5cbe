package io.revocast.publisher.api;

import io.javalin.http.Context;
import io.revocast.event.Target;
import io.revocast.publisher.http.Problems;
import io.revocast.publisher.json.Json;
import io.revocast.publisher.json.Problem;
import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.request.RevocationOutcome;
import io.revocast.publisher.request.RevocationResult;
import io.revocast.publisher.request.RevocationResult.Commitment;
import io.revocast.publisher.service.RevocationStream;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** Writes the answer to a long list while it is being read. Not thread-safe. */
final class BulkAnswers implements RevocationStream.Results {
    static final String MEDIA_TYPE = "application/x-ndjson";

    private static final long PROGRESS_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final OutputStream out;
    private final Context ctx;
    private final boolean everything;
    private final Function<Target, List<String>> warnings;
    private final LongSupplier nanoTime;
    private final Map<RevocationOutcome, Long> outcomes = new EnumMap<>(RevocationOutcome.class);
    private long refused;
    private long lines;
    private long toldAt;

    /**
     * @param everything whether entries that are done are answered each, besides those that are refused
     * @param warnings says why a target may match no token
     */
    BulkAnswers(Context ctx, boolean everything, Function<Target, List<String>> warnings, LongSupplier nanoTime)
            throws IOException {
        this.ctx = ctx;
        this.out = ctx.res().getOutputStream();
        this.everything = everything;
        this.warnings = warnings;
        this.nanoTime = nanoTime;
        this.toldAt = nanoTime.getAsLong();
    }

    void begin() {
        ctx.status(200);
        ctx.contentType(MEDIA_TYPE);
    }

    @Override
    public void done(long line, RevocationResult result) {
        outcomes.merge(result.outcome(), 1L, Long::sum);
        if (everything) {
            Map<String, Object> json = line(line);
            json.put("outcome", result.outcome().wireName());
            Commitment commitment = result.commitment();
            UUID id = commitment == null ? null : commitment.id();
            if (id != null) {
                json.put("id", id.toString());
            }
            List<String> found = warnings.apply(result.target());
            if (!found.isEmpty()) {
                json.put("warnings", found);
            }
            write(json);
        }
    }

    @Override
    public void refused(long line, RejectedException why) {
        refused(line, Problems.problem(why));
    }

    void refused(long line, Problem problem) {
        refused++;
        Map<String, Object> json = line(line);
        json.put("problem", problem.document());
        write(json);
    }

    private static Map<String, Object> line(long line) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("line", line);
        return json;
    }

    /** Learns how far the reading is; says so about once a second. */
    void read(long line) throws IOException {
        lines = line;
        long now = nanoTime.getAsLong();
        if (now - toldAt >= PROGRESS_NANOS) {
            toldAt = now;
            write(Map.of("progress", Map.of("lines", lines)));
            out.flush();
        }
    }

    /** The last line: everything is done or refused. */
    void end() throws IOException {
        Map<String, Object> done = new LinkedHashMap<>();
        done.put("lines", lines);
        for (RevocationOutcome outcome : RevocationOutcome.values()) {
            done.put(outcome.wireName(), outcomes.getOrDefault(outcome, 0L));
        }
        done.put("refused", refused);
        write(Map.of("done", done));
        out.flush();
    }

    /** Says why the list ends here, when it is not known what became of the entries before. */
    void broken(Problem problem) throws IOException {
        write(Map.of("problem", problem.document()));
        out.flush();
    }

    private void write(Map<String, Object> json) {
        try {
            out.write(Json.write(json));
            out.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException("the caller no longer reads", e);
        }
    }
}
