package io.revocast.publisher.signals;

import io.revocast.event.Receipt;
import io.revocast.publisher.fleet.AppendTimeSource;
import io.revocast.publisher.fleet.AwaitedPropagation;
import io.revocast.publisher.fleet.PropagationView;
import io.revocast.publisher.fleet.PropagationWaits;
import io.revocast.publisher.fleet.WaitGoal;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Has the answers to logout tokens wait until every instance refuses the tokens of the session. Thread-safe.
 *
 * @param times knows when events were appended
 */
public record LogoutWaits(PropagationWaits waits, AppendTimeSource times) {
    private static final String UNKNOWN = "unknown";

    /** Takes a place, before anything is written. A logout without a place is carried out nevertheless. */
    Optional<PropagationWaits.Place> reserve() {
        return waits.reserve();
    }

    /**
     * Waits for every instance; occupies no thread.
     *
     * @param place empty when too many wait
     * @param receipts where the revocations stand; not empty
     * @return completes with what is known then, as a structured field (RFC 9651): {@code complete} or
     *     {@code incomplete} with the numbers of instances, or {@code unknown}
     */
    CompletableFuture<String> await(Optional<PropagationWaits.Place> place, List<Receipt> receipts, Duration timeout) {
        if (place.isEmpty()) {
            return CompletableFuture.completedFuture(UNKNOWN);
        }
        return times.findLast(receipts)
                .thenCompose(
                        appendedAt -> place.get().await(receipts, appendedAt.orElse(null), new WaitGoal.All(), timeout))
                .thenApply(LogoutWaits::text);
    }

    private static String text(AwaitedPropagation awaited) {
        PropagationView propagation = awaited.propagation();
        if (propagation.unavailable() != null) {
            return UNKNOWN;
        }
        String text = (awaited.complete() ? "complete" : "incomplete") + ";applied=" + propagation.applied()
                + ";instances=" + propagation.count();
        int later = propagation.startedLater();
        return later == 0 ? text : text + ";started-later=" + later;
    }
}
