package io.revocast.cli.query;

import com.fasterxml.jackson.databind.JsonNode;
import io.revocast.cli.command.CommandFailure;
import io.revocast.cli.command.ConnectionOptions;
import io.revocast.cli.command.ExitCode;
import io.revocast.cli.command.Failures;
import io.revocast.cli.command.HumanFormat;
import io.revocast.cli.command.JsonDocuments;
import io.revocast.cli.command.PublisherCalls;
import io.revocast.cli.command.Terminal;
import io.revocast.client.RevocationEventStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** {@code tail}: what changes, as it changes. */
@Command(
        name = "tail",
        headerHeading = "Examples:%n" + "  revocast tail%n" + "  revocast tail --json --count 10%n%n",
        description = {
            "Prints revocations and reinstatements as they happen.",
            "Runs until you stop it. Reconnects after an interruption and continues at the last event. It does not show "
                    + "what was revoked and reinstated in between."
        })
public final class TailCommand implements Callable<Integer> {
    private static final long LONGEST_WAIT_SECONDS = 30;

    @Mixin
    private final ConnectionOptions connection;

    @Option(names = "--count", paramLabel = "N", description = "exit after N events")
    private long count = Long.MAX_VALUE;

    @Option(
            names = "--after",
            paramLabel = "ID",
            description = "start after this event: PARTITION-OFFSET-TOPICID of a receipt")
    private @Nullable String lastId;

    private long left;
    private boolean connected;
    private boolean everConnected;

    /** The command at a terminal. */
    public TailCommand(Terminal terminal) {
        connection = new ConnectionOptions(terminal);
    }

    @Override
    public Integer call() throws CommandFailure, InterruptedException {
        PublisherCalls publisher = connection.publisher();
        left = count;
        long wait = 1;
        while (left > 0) {
            connected = false;
            try {
                follow(publisher);
            } catch (CommandFailure e) {
                // A command that was never connected has a wrong address or credential rather than a broken network.
                if (e.exitCode() != ExitCode.NOT_CONFIRMED || !everConnected) {
                    throw e;
                }
            }
            if (left > 0) {
                wait = connected ? 1 : Math.min(wait * 2, LONGEST_WAIT_SECONDS);
                connection.say("the connection broke; connecting again in " + wait + " s");
                TimeUnit.SECONDS.sleep(wait);
            }
        }
        return ExitCode.OK.number();
    }

    private void follow(PublisherCalls publisher) throws CommandFailure {
        try (RevocationEventStream events = publisher.open(api -> api.events(lastId))) {
            connected = true;
            everConnected = true;
            for (RevocationEventStream.Event event = events.next(); event != null; event = events.next()) {
                print(event);
                connection.requireWritten();
                lastId = events.lastId();
                if (--left <= 0) {
                    return;
                }
            }
            lastId = events.lastId();
        } catch (IOException e) {
            connection.say("the stream ended: " + HumanFormat.clean(String.valueOf(e.getMessage())));
        }
    }

    private void print(RevocationEventStream.Event event) throws CommandFailure {
        JsonNode data = JsonDocuments.read(event.data());
        if (!data.isObject()) {
            throw Failures.garbled(new IllegalStateException("an event's data is no JSON object"));
        }
        if (connection.json()) {
            connection.print(JsonDocuments.object().put("event", event.name()).set("data", data));
            return;
        }
        String target = HumanFormat.target(data.path("target"));
        if (event.name().equals("reinstated")) {
            connection.print(connection.style().green("reinstated") + " " + target);
            return;
        }
        String by = data.has("by") ? ", by " + HumanFormat.clean(data.path("by").asText()) : "";
        String reason = data.has("reason")
                ? ", " + HumanFormat.clean(data.path("reason").asText())
                : "";
        connection.print(connection.style().red("revoked") + "    " + target + by + reason + ", until "
                + HumanFormat.clean(data.path("expiresAt").asText("")));
    }
}
