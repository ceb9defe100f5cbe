package io.revocast.cli;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** {@code tail}: what changes, as it changes. */
@Command(
        name = "tail",
        headerHeading = "Examples:%n" + "  revocast tail%n" + "  revocast tail --json --count 10%n%n",
        description = {
            "Prints revocations and reinstatements as they happen.",
            "Until it is stopped. Connects again when the connection breaks, and goes on where it was; what was revoked "
                    + "and taken back meanwhile, it cannot know."
        })
final class TailCommand implements Callable<Integer> {
    /** Three heartbeats. */
    private static final long SILENCE_SECONDS = 30;

    private static final long LONGEST_WAIT_SECONDS = 30;

    @Mixin
    private final Session session;

    @Option(names = "--count", paramLabel = "N", description = "end after N events")
    private long count = Long.MAX_VALUE;

    @Option(
            names = "--after",
            paramLabel = "ID",
            description = "begin after this event: PARTITION-OFFSET-TOPICID of a receipt")
    private @Nullable String lastId;

    private long left;
    private boolean connected;
    private boolean everConnected;

    TailCommand(Terminal terminal) {
        session = new Session(terminal);
    }

    @Override
    public Integer call() throws CommandFailure, InterruptedException {
        Api api = session.api();
        left = count;
        long wait = 1;
        while (left > 0) {
            connected = false;
            try {
                follow(api);
            } catch (CommandFailure e) {
                // Whoever was never connected has a wrong address or credential rather than a broken network.
                if (e.exitCode() != ExitCode.NOT_CONFIRMED || !everConnected) {
                    throw e;
                }
            }
            if (left > 0) {
                wait = connected ? 1 : Math.min(wait * 2, LONGEST_WAIT_SECONDS);
                session.say("the connection broke; connecting again in " + wait + " s");
                TimeUnit.SECONDS.sleep(wait);
            }
        }
        return ExitCode.OK.number();
    }

    private void follow(Api api) throws CommandFailure {
        ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "revocast-tail-watch");
            thread.setDaemon(true);
            return thread;
        });
        try (InputStream stream = api.stream("/v1/events", "text/event-stream", lastId);
                EventReader events = new EventReader(stream, lastId)) {
            connected = true;
            everConnected = true;
            ScheduledFuture<?> unused =
                    watch.scheduleWithFixedDelay(() -> closeWhenSilent(events, stream), 5, 5, TimeUnit.SECONDS);
            for (EventReader.Event event = events.next(); event != null; event = events.next()) {
                print(event);
                session.requireWritten();
                lastId = events.lastId();
                if (--left <= 0) {
                    return;
                }
            }
            lastId = events.lastId();
        } catch (IOException e) {
            session.say("the stream ended: " + Words.clean(String.valueOf(e.getMessage())));
        } finally {
            watch.shutdownNow();
        }
    }

    /** A connection whose other end is gone without a word looks like one on which nothing happens. */
    private static void closeWhenSilent(EventReader events, InputStream stream) {
        if (System.nanoTime() - events.heardNanos() > TimeUnit.SECONDS.toNanos(SILENCE_SECONDS)) {
            try {
                stream.close();
            } catch (IOException e) {
                // The reading thread sees it too, and says so.
                return;
            }
        }
    }

    private void print(EventReader.Event event) throws CommandFailure {
        JsonNode data = Api.read(event.data().getBytes(StandardCharsets.UTF_8));
        if (!data.isObject()) {
            throw Failures.garbled(new IllegalStateException("an event's data is no JSON object"));
        }
        if (session.json()) {
            session.print(Api.object().put("event", event.name()).set("data", data));
            return;
        }
        String target = Words.target(data.path("target"));
        if (event.name().equals("reinstated")) {
            session.print(session.style().green("reinstated") + " " + target);
            return;
        }
        String by = data.has("by") ? ", by " + Words.clean(data.path("by").asText()) : "";
        String reason =
                data.has("reason") ? ", " + Words.clean(data.path("reason").asText()) : "";
        session.print(session.style().red("revoked") + "    " + target + by + reason + ", until "
                + Words.clean(data.path("expiresAt").asText("")));
    }
}
