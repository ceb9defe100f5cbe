package io.revocast.publisher.check;

import io.revocast.consumer.internal.store.LiveRevocation;
import io.revocast.event.Target;
import org.jspecify.annotations.Nullable;

/**
 * Whether a target matches a token. Immutable.
 *
 * @param live the live revocation of the target; null when it is not revoked
 * @param matches whether that revocation refuses the token
 * @param why the reason why it does not, for people; null when it does
 */
public record RuleExplanation(
        Target target,
        @Nullable LiveRevocation live,
        boolean matches,
        @Nullable String why) {
    static RuleExplanation notMatching(LiveRevocation found, String why) {
        return new RuleExplanation(found.revocation().target(), found, false, why);
    }
}
