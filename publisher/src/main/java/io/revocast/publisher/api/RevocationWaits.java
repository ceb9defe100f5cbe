package io.revocast.publisher.api;

import io.revocast.event.Receipt;
import io.revocast.publisher.fleet.AppendTimeSource;
import io.revocast.publisher.fleet.AwaitedPropagation;
import io.revocast.publisher.fleet.PropagationWaits;
import io.revocast.publisher.json.Problem;
import io.revocast.publisher.json.ProblemException;
import io.revocast.publisher.json.ProblemType;
import io.revocast.publisher.request.RevocationResult;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/** Has requests to revoke wait for the fleet. Thread-safe. */
public record RevocationWaits(PropagationWaits waits, AppendTimeSource times) {
    /** Takes a place before anything is written. */
    PropagationWaits.Place reserve() throws ProblemException {
        return waits.reserve()
                .orElseThrow(() -> new ProblemException(
                        Problem.of(
                                ProblemType.BUSY,
                                "too many requests wait for the fleet; nothing was written. Repeat it later, or without"
                                        + " wait"),
                        Map.of("Retry-After", "1")));
    }

    /** Waits until the results have come as far as the caller wants; occupies no thread. */
    CompletableFuture<AwaitedPropagation> await(
            PropagationWaits.Place place, List<RevocationResult> results, WaitQuery wait) {
        List<Receipt> receipts = List.copyOf(lastOfEachPartition(results));
        return times.findLast(receipts)
                .thenCompose(appendedAt -> place.await(receipts, appendedAt.orElse(null), wait.goal(), wait.timeout()));
    }

    /** An instance that has applied these has applied all of them. */
    private static Collection<Receipt> lastOfEachPartition(List<RevocationResult> results) {
        Map<Map.Entry<String, Integer>, Receipt> last = new HashMap<>();
        results.stream()
                .map(RevocationResult::commitment)
                .filter(Objects::nonNull)
                .map(RevocationResult.Commitment::receipt)
                .forEach(receipt -> last.merge(
                        Map.entry(receipt.topicId(), receipt.partition()),
                        receipt,
                        (a, b) -> a.offset() > b.offset() ? a : b));
        return last.values();
    }

    /** Whether the log has anything to wait for. */
    static boolean isAnyCommitted(List<RevocationResult> results) {
        return results.stream().anyMatch(result -> result.commitment() != null);
    }
}
