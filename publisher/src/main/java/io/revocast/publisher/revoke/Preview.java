package io.revocast.publisher.revoke;

import io.revocast.event.Revocation;
import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * What requests would do if they were carried out now. Immutable.
 *
 * @param items in the order of the requests
 * @param confirmation to be sent with the same requests by the same caller within {@link Confirmations#VALID}
 * @param stale why the preview may be outdated, in plain words; null when it is not
 */
public record Preview(
        List<Item> items, String confirmation, @Nullable String stale) {
    public Preview {
        items = List.copyOf(items);
    }

    /** Whether one of them is wide. */
    public boolean isWide() {
        return items.stream().anyMatch(Item::wide);
    }

    /**
     * What one request would do.
     *
     * @param wide whether it must be confirmed
     */
    public record Item(Outcome outcome, Revocation revocation, boolean wide, Matches matches) {}

    /**
     * What it would meet.
     *
     * @param live how many live revocations of the same target, or for an issuer of any target of that issuer, there are
     * @param seen how many of the tokens that callers reported lately it would refuse
     * @param sample some of those
     * @param observed the tokens of the issuer that were reported lately, for a target that names a claim; null for others
     */
    public record Matches(
            long live,
            int seen,
            List<Sighting> sample,
            @Nullable Observed observed) {
        public Matches {
            sample = List.copyOf(sample);
        }
    }

    /**
     * Tokens of one issuer that callers reported lately.
     *
     * @param tokens how many there are
     * @param having how many of them have the claim that a target names
     */
    public record Observed(int tokens, int having) {}
}
