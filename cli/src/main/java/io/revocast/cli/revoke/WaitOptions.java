package io.revocast.cli.revoke;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.revocast.cli.command.CommandFailure;
import io.revocast.cli.command.ConnectionOptions;
import io.revocast.cli.command.ExitCode;
import io.revocast.cli.command.HumanFormat;
import io.revocast.cli.command.Propagated;
import io.revocast.cli.command.PublisherCalls;
import io.revocast.client.PropagationWait;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether the command waits until instances enforce the revocation, and for which. */
final class WaitOptions {
    private static final Pattern TIME = Pattern.compile("(\\d{1,5})(ms|s)");
    private static final Pattern GOAL = Pattern.compile("all|([1-9]\\d?|100)%|service:.{1,256}");
    /** Most waits are over by then; a longer one shows how far it is. */
    private static final Duration FIRST_LOOK = Duration.ofMillis(500);

    private static final long LOOK_MILLIS = 500;

    @Option(
            names = "--wait",
            arity = "0..1",
            fallbackValue = "all",
            paramLabel = "GOAL",
            description =
                    "wait until instances enforce it: all (default), a share such as 95%%, or service:NAME. Write "
                            + "--wait=GOAL. Exits with 4 when that is not proven in time; it is revoked nevertheless")
    private @Nullable String goal;

    @Option(
            names = "--wait-timeout",
            paramLabel = "TIME",
            description = "how long to wait, from 1ms to 30s; default 5s")
    private @Nullable String timeout;

    /** Returns what the first request waits for; null without {@code --wait}. */
    @Nullable
    PropagationWait first(ConnectionOptions connection) throws CommandFailure {
        if (goal == null) {
            if (timeout != null) {
                throw new CommandFailure(
                        ExitCode.USAGE, "--wait-timeout has no use without --wait", "add --wait, or leave it out");
            }
            return null;
        }
        if (!GOAL.matcher(goal).matches()) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "--wait must be all, a share from 1% to 100%, or service:NAME: " + goal,
                    "write --wait=all, --wait=service:payments, or a percentage");
        }
        Duration whole = whole();
        return new PropagationWait(goal, isLive(connection) && whole.compareTo(FIRST_LOOK) > 0 ? FIRST_LOOK : whole);
    }

    private Duration whole() throws CommandFailure {
        if (timeout == null) {
            return Duration.ofSeconds(5);
        }
        Matcher time = TIME.matcher(timeout);
        if (time.matches()) {
            long number = Long.parseLong(time.group(1));
            Duration whole = time.group(2).equals("s") ? Duration.ofSeconds(number) : Duration.ofMillis(number);
            if (!whole.isZero() && whole.compareTo(PropagationWait.LONGEST) <= 0) {
                return whole;
            }
        }
        throw new CommandFailure(
                ExitCode.USAGE, "--wait-timeout must be from 1ms to 30s: " + timeout, "write it like 500ms or 5s");
    }

    private static boolean isLive(ConnectionOptions connection) {
        return connection.terminal().interactive() && !connection.json();
    }

    /**
     * Waits on, at a terminal and with a line that shows how far it is, until the goal is reached or the time is over.
     *
     * @param answer of the first request; its propagation is replaced
     * @return whether the goal is proven to be reached, or nothing was written
     */
    boolean awaitRest(ConnectionOptions connection, PublisherCalls publisher, ObjectNode answer) {
        JsonNode propagation = answer.path("propagation");
        if (goal == null || propagation.isMissingNode()) {
            return true;
        }
        boolean complete = propagation.path("complete").asBoolean();
        String id = answer.path("id").asText("");
        if (complete || !isLive(connection) || id.isEmpty()) {
            return complete;
        }
        try {
            long deadline = System.nanoTime() + whole().minus(FIRST_LOOK).toNanos();
            while (!complete && System.nanoTime() < deadline && Propagated.mayProgress(propagation)) {
                connection.err().print("\r" + HumanFormat.clean(Propagated.line(propagation)) + " ");
                connection.err().flush();
                TimeUnit.MILLISECONDS.sleep(
                        Math.min(LOOK_MILLIS, Math.max(1, (deadline - System.nanoTime()) / 1_000_000)));
                JsonNode next = publisher.ask(api -> api.propagation(UUID.fromString(id)));
                boolean sameRecord = next.path("receipt").equals(answer.path("receipt"));
                propagation = Propagated.since(propagation, next, sameRecord);
                complete = propagation.path("complete").asBoolean();
                answer.set("propagation", propagation);
            }
        } catch (CommandFailure e) {
            // It is revoked. Only the question how far it is has no answer.
            connection.err().println();
            connection.say("revocast: warning: how far the revocation is cannot be asked: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            connection.err().println();
            connection.err().flush();
        }
        return complete;
    }
}
