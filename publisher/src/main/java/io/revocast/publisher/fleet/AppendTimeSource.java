package io.revocast.publisher.fleet;

import io.revocast.event.Receipt;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Knows when brokers appended events. Implementations are thread-safe. */
@FunctionalInterface
public interface AppendTimeSource {
    /** Returns the time by the broker's clock; empty when it is not known. Completes within seconds, never exceptionally. */
    CompletableFuture<Optional<Instant>> find(Receipt receipt);

    /**
     * Returns when the last of several events was appended; empty unless all times are known.
     *
     * @param receipts not empty
     */
    default CompletableFuture<Optional<Instant>> findLast(List<Receipt> receipts) {
        return receipts.stream()
                .map(this::find)
                .reduce((one, other) -> one.thenCombine(other, AppendTimeSource::later))
                .orElseThrow(() -> new IllegalArgumentException("receipts must not be empty"));
    }

    private static Optional<Instant> later(Optional<Instant> one, Optional<Instant> other) {
        return one.flatMap(first -> other.map(second -> first.isAfter(second) ? first : second));
    }
}
