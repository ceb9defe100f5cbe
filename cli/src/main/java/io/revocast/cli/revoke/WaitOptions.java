package io.revocast.cli.revoke;

import com.fasterxml.jackson.databind.JsonNode;
import io.revocast.cli.command.CommandFailure;
import io.revocast.cli.command.ExitCode;
import io.revocast.client.PropagationWait;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether the command waits until instances enforce the revocation, and for which. */
final class WaitOptions {
    private static final String PROPAGATION = "propagation";
    private static final Pattern TIME = Pattern.compile("(\\d{1,5})(ms|s)");
    private static final Pattern GOAL = Pattern.compile("all|([1-9]\\d?|100)%|service:.{1,256}");

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

    /** Returns what the request waits for; null without {@code --wait}. */
    @Nullable
    PropagationWait wanted() throws CommandFailure {
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
        return new PropagationWait(goal, duration());
    }

    private Duration duration() throws CommandFailure {
        if (timeout == null) {
            return Duration.ofSeconds(5);
        }
        Matcher time = TIME.matcher(timeout);
        if (time.matches()) {
            long number = Long.parseLong(time.group(1));
            Duration duration = time.group(2).equals("s") ? Duration.ofSeconds(number) : Duration.ofMillis(number);
            if (!duration.isZero() && duration.compareTo(PropagationWait.LONGEST) <= 0) {
                return duration;
            }
        }
        throw new CommandFailure(
                ExitCode.USAGE, "--wait-timeout must be from 1ms to 30s: " + timeout, "write it like 500ms or 5s");
    }

    /** Whether the publisher claims that the goal is reached, or has nothing to wait for. */
    static boolean isReached(JsonNode answer) {
        return !answer.has(PROPAGATION)
                || answer.path(PROPAGATION).path("complete").asBoolean();
    }
}
