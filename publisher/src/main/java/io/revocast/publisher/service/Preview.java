package io.revocast.publisher.service;

import io.revocast.event.Revocation;
import io.revocast.publisher.request.RevocationOutcome;
import io.revocast.publisher.token.ClaimObservation;
import io.revocast.publisher.token.ObservedToken;
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

    /** Whether one of them is broad. */
    public boolean isBroad() {
        return items.stream().anyMatch(Item::broad);
    }

    /**
     * What one request would do.
     *
     * @param broad whether it must be confirmed
     */
    public record Item(RevocationOutcome outcome, Revocation revocation, boolean broad, Matches matches) {}

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
            List<ObservedToken> sample,
            @Nullable ClaimObservation observed) {
        public Matches {
            sample = List.copyOf(sample);
        }
    }
}
