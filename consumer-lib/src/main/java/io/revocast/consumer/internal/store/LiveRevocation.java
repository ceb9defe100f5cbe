package io.revocast.consumer.internal.store;

import io.revocast.consumer.VerifiedToken;
import io.revocast.event.Receipt;
import io.revocast.event.Revocation;
import io.revocast.event.internal.Origin;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.function.Predicate;

/**
 * A revocation as the log has it: merged from every event of its target since it was last not live. Immutable.
 *
 * @param origin of the event that made the target live; null when that event's value was unreadable
 * @param first the receipt of the first record of its target that was read since the target was last not live. It
 *     stands in the topic of the last one
 * @param receipt of the last record of its target
 * @param overwritten whether that record says less than what is live, or nothing: once compaction has removed the
 *     others, a reader that restarts would know less. Also true when partitions were added and the record stands where
 *     the target's key no longer hashes. A publisher appends the live state again
 */
public record LiveRevocation(
        Revocation revocation, @Nullable Origin origin, Receipt first, Receipt receipt, boolean overwritten) {
    /** One whose target has one record. */
    public LiveRevocation(Revocation revocation, @Nullable Origin origin, Receipt receipt, boolean overwritten) {
        this(revocation, origin, receipt, receipt, overwritten);
    }

    /** The same with a last record that says less than what is live. */
    public LiveRevocation asOverwritten() {
        return new LiveRevocation(revocation, origin, first, receipt, true);
    }

    /**
     * Returns a test for the tokens that a revocation would refuse at a time if it were live: the code of a check
     * decides. Thread-safe.
     */
    public static Predicate<VerifiedToken> matching(Revocation revocation, Instant now) {
        TokenMatcher matcher = TokenMatcher.of(revocation, Clock.fixed(now, ZoneOffset.UTC));
        return token -> {
            String issuer = token.issuer();
            return issuer != null && matcher.match(token, issuer) != null;
        };
    }

    /** Whether the cut-offs match a token that the target names, at a time; a check decides by the same rule. */
    public boolean matches(VerifiedToken token, Instant now) {
        Instant issuedBefore = revocation.issuedBefore();
        Instant authenticatedBefore = revocation.authenticatedBefore();
        return issuedBefore == null
                || CutOffs.match(
                        token,
                        issuedBefore.getEpochSecond(),
                        authenticatedBefore == null ? Entry.NO_AUTH_CUT_OFF : authenticatedBefore.getEpochSecond(),
                        second -> second > now.getEpochSecond());
    }
}
