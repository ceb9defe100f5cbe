package io.revocast.publisher.check;

import io.revocast.consumer.internal.store.LiveRevocation;
import io.revocast.event.Target;
import org.jspecify.annotations.Nullable;

/**
 * Whether a target matches a token. Immutable.
 *
 * @param live the live revocation of the target; null when none is known
 * @param revoked whether the target is revoked; null while the publisher cannot tell
 * @param matches whether that revocation refuses the token; null while the publisher cannot tell
 * @param why the reason why it does not, for people; null when it does
 */
public record RuleExplanation(
        Target target,
        @Nullable LiveRevocation live,
        @Nullable Boolean revoked,
        @Nullable Boolean matches,
        @Nullable String why) {
    private static final String NOT_CURRENT = "; this publisher's list is not current and may lack ";

    static RuleExplanation matching(LiveRevocation found) {
        return new RuleExplanation(found.revocation().target(), found, true, true, null);
    }

    /** A target that does not name the token: no revocation of it matches. */
    static RuleExplanation ofAnother(Target target, @Nullable LiveRevocation found, boolean current, String why) {
        return new RuleExplanation(target, found, found != null ? Boolean.TRUE : falseIf(current), false, why);
    }

    /** A target that names the token, and of which no revocation is known. */
    static RuleExplanation notRevoked(Target target, boolean current) {
        String why = current
                ? "it names the token, and nothing revokes it now"
                : "it names the token" + NOT_CURRENT + "a revocation of it";
        return new RuleExplanation(target, null, falseIf(current), falseIf(current), why);
    }

    /** A revocation that names the token, and whose known cut-offs let it pass. */
    static RuleExplanation ofTimes(LiveRevocation found, boolean current, String why) {
        return new RuleExplanation(
                found.revocation().target(),
                found,
                true,
                falseIf(current),
                current ? why : why + NOT_CURRENT + "a later cut-off");
    }

    private static @Nullable Boolean falseIf(boolean current) {
        return current ? Boolean.FALSE : null;
    }
}
