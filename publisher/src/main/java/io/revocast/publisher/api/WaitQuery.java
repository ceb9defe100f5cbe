package io.revocast.publisher.api;

import io.revocast.event.internal.InstanceReport.InstanceId;
import io.revocast.publisher.fleet.PropagationWaits;
import io.revocast.publisher.fleet.WaitGoal;
import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.request.RejectedException.Kind;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parameters {@code wait} and {@code timeout} of a request to revoke.
 *
 * @param timeout from 1 ms to {@link PropagationWaits#LONGEST}
 */
record WaitQuery(WaitGoal goal, Duration timeout) {
    static final String WAIT = "wait";
    static final String TIMEOUT = "timeout";

    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(2);
    private static final String SERVICE = "service:";
    private static final Pattern SHARE = Pattern.compile("([1-9]\\d?|100)%");
    private static final Pattern TIME = Pattern.compile("(\\d{1,5})(ms|s)");

    /** Returns what the caller waits for; null when for nothing. */
    static @Nullable WaitQuery read(Map<String, List<String>> parameters) throws RejectedException {
        String wait = single(WAIT, parameters);
        String timeout = single(TIMEOUT, parameters);
        if (wait == null) {
            if (timeout != null) {
                throw new RejectedException(Kind.INVALID_FIELD, TIMEOUT, timeout, "needs wait beside it");
            }
            return null;
        }
        return new WaitQuery(goal(wait), timeout == null ? DEFAULT_TIMEOUT : timeout(timeout));
    }

    private static @Nullable String single(String name, Map<String, List<String>> parameters) throws RejectedException {
        List<String> given = parameters.getOrDefault(name, List.of());
        if (given.size() > 1) {
            throw new RejectedException(Kind.INVALID_FIELD, name, null, "must be given once");
        }
        return given.isEmpty() ? null : given.get(0);
    }

    private static WaitGoal goal(String text) throws RejectedException {
        if (text.equals("all")) {
            return new WaitGoal.All();
        }
        Matcher share = SHARE.matcher(text);
        if (share.matches()) {
            return new WaitGoal.Share(Integer.parseInt(share.group(1)));
        }
        if (text.startsWith(SERVICE)) {
            try {
                return new WaitGoal.OfService(new InstanceId(text.substring(SERVICE.length()), "any").service());
            } catch (IllegalArgumentException e) {
                throw new RejectedException(
                        Kind.INVALID_FIELD,
                        WAIT,
                        null,
                        "must name a service of 1 to 256 characters without control characters");
            }
        }
        throw new RejectedException(
                Kind.INVALID_FIELD,
                WAIT,
                text.length() > 64 ? null : text,
                "must be all, a share from 1% to 100% (in a URL, 95%25), or service:<name>");
    }

    private static Duration timeout(String text) throws RejectedException {
        Matcher time = TIME.matcher(text);
        if (time.matches()) {
            long number = Long.parseLong(time.group(1));
            Duration timeout = time.group(2).equals("s") ? Duration.ofSeconds(number) : Duration.ofMillis(number);
            if (!timeout.isZero() && timeout.compareTo(PropagationWaits.LONGEST) <= 0) {
                return timeout;
            }
        }
        throw new RejectedException(
                Kind.INVALID_FIELD,
                TIMEOUT,
                text.length() > 64 ? null : text,
                "must be from 1ms to " + PropagationWaits.LONGEST.toSeconds() + "s, such as 500ms or 2s");
    }
}
