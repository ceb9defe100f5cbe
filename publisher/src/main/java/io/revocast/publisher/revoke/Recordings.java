package io.revocast.publisher.revoke;

import io.revocast.publisher.revoke.UnavailableException.Certainty;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for what is being written down: without it no success is answered. */
final class Recordings {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration A_WHILE = Duration.ofSeconds(1);

    private Recordings() {}

    /** What there is when not even the first event was taken, so that no entry is due. */
    static CompletableFuture<Void> none() {
        return CompletableFuture.failedFuture(new IllegalStateException("no event was appended"));
    }

    /** Waits for a second at most, whatever comes of it. */
    static void awaitAWhile(CompletableFuture<Void> record) {
        try {
            record.get(A_WHILE.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // Whoever must know asks again.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static void await(CompletableFuture<Void> record) throws UnavailableException {
        try {
            record.get(LIMIT.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new UnavailableException(
                    Certainty.UNKNOWN,
                    "it is done, but the audit did not confirm the entry about it; repeat the request with the same idempotency key",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException(
                    Certainty.UNKNOWN, "the publisher is stopping; repeat the request elsewhere", e);
        }
    }
}
