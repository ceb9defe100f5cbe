package io.revocast.consumer.internal.status;

import io.revocast.consumer.State;
import io.revocast.consumer.internal.settings.ListSettings;
import org.jspecify.annotations.Nullable;

import java.time.Duration;

/** Says what is wrong with a list, in words that a person on call understands. */
final class StatusMessages {
    private static final Duration TOLERATED_SKEW = Duration.ofSeconds(30);

    private StatusMessages() {}

    /**
     * The gravest of what is wrong; null when nothing is.
     *
     * @param listeners what is wrong with the notifications of listeners; null when nothing is
     */
    static @Nullable String of(
            ReplayProgress.View look, State state, ListSettings settings, @Nullable String listeners) {
        String message = look.causes().message();
        if (message != null) {
            return message;
        }
        ListSettings.Policy policy = settings.policy();
        if (state == State.STALE) {
            return silence(look, settings);
        }
        if (look.causes().incomplete()) {
            return "the log holds more revocations than maxEntries allows: " + policy.maxEntries()
                    + "; raise it, with the heap. Those that were left out are read when enough have expired";
        }
        if (listeners != null) {
            return listeners;
        }
        Duration skew = look.beats().clockSkew();
        if (skew != null && skew.abs().compareTo(TOLERATED_SKEW) > 0) {
            return "this machine's clock is " + skew.abs().toSeconds() + " s "
                    + (skew.isNegative() ? "behind" : "ahead of")
                    + " the broker's; entries are kept longer for it. Set the clocks right";
        }
        return null;
    }

    private static String silence(ReplayProgress.View look, ListSettings settings) {
        ListSettings.Policy policy = settings.policy();
        FreshnessProof probe = look.proof();
        if (probe == null || probe.age(settings.time()).compareTo(policy.maxStaleness()) > 0) {
            return "no broker confirmed within " + policy.maxStaleness() + " that nothing is unread";
        }
        FreshnessProof beat = look.beats().oldest();
        return beat == null
                ? "no publisher has sent a heartbeat to every partition yet; is one running?"
                : "no publisher has sent a heartbeat for "
                        + beat.age(settings.time()).toSeconds() + " s; is one running, and are the clocks right?";
    }
}
