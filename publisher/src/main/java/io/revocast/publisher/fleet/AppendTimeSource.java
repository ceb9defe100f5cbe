package io.revocast.publisher.fleet;

import io.revocast.event.Receipt;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Knows when brokers appended events. Implementations are thread-safe. */
@FunctionalInterface
public interface AppendTimeSource {
    /** Returns the time by the broker's clock; empty when it is not known. Completes within seconds, never exceptionally. */
    CompletableFuture<Optional<Instant>> find(Receipt receipt);
}
