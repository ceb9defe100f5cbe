package io.revocast.publisher.check;

import io.revocast.consumer.Verdict;
import io.revocast.consumer.internal.store.LiveRevocation;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;

/**
 * What is known of a token's revocation. Immutable.
 *
 * @param reason why the state is unknown; null when it is not
 * @param revocations all live ones that match, narrowest kind first
 */
public record TokenExplanation(State state, Verdict.@Nullable Reason reason, List<LiveRevocation> revocations) {
    public TokenExplanation {
        revocations = List.copyOf(revocations);
    }

    /** The verdict that a service comes to. */
    public enum State {
        NOT_REVOKED,
        REVOKED,
        UNKNOWN;

        /** The state in JSON. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
