package io.revocast.publisher.revoke;

import io.revocast.consumer.LiveRevocation;
import io.revocast.event.Origin;
import io.revocast.event.Receipt;
import io.revocast.event.RevocationEvent;
import io.revocast.publisher.revoke.UnavailableException.Certainty;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Appends events all at once, and waits until they are committed and applied to what this process reads. */
final class Appender {
    private static final Duration COMMIT_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration APPLY_TIMEOUT = Duration.ofSeconds(5);

    private final RevocationLog log;
    private final LiveRevocations live;

    Appender(RevocationLog log, LiveRevocations live) {
        this.log = log;
        this.live = live;
    }

    /**
     * Events under way.
     *
     * @param committed the receipts of all, in the order of the events, once the last one is there; anything less is an
     *     exception
     */
    record Pending(
            List<? extends RevocationEvent> events,
            List<CompletableFuture<Receipt>> receipts,
            CompletableFuture<List<Receipt>> committed,
            long deadline) {
        static Pending of(List<? extends RevocationEvent> events, List<CompletableFuture<Receipt>> receipts) {
            return new Pending(
                    events,
                    receipts,
                    CompletableFuture.allOf(receipts.toArray(CompletableFuture<?>[]::new))
                            .thenApply(all -> receipts.stream()
                                    .map(CompletableFuture::join)
                                    .toList()),
                    System.nanoTime() + COMMIT_TIMEOUT.toNanos());
        }

        /** Whether the log took not even the first event. {@link #awaitCommitted} says why. */
        boolean isRefused() {
            return !receipts.isEmpty() && receipts.get(0).isCompletedExceptionally();
        }
    }

    /** Begins to append, in order; returns without waiting for any commit. */
    Pending begin(List<? extends RevocationEvent> events) {
        List<CompletableFuture<Receipt>> receipts = new ArrayList<>(events.size());
        for (RevocationEvent event : events) {
            CompletableFuture<Receipt> future = log.append(event);
            receipts.add(future);
            if (future.isCompletedExceptionally()) {
                // The log takes nothing now, and each further attempt may block for as long as this one did.
                break;
            }
        }
        return Pending.of(events, receipts);
    }

    /** Returns the receipts of all events, in their order; anything less is an exception that claims nothing. */
    List<Receipt> awaitCommitted(Pending pending) throws UnavailableException {
        if (pending.committed().isDone() && !pending.committed().isCompletedExceptionally()) {
            return pending.committed().join();
        }
        List<Receipt> receipts = new ArrayList<>(pending.receipts().size());
        UnavailableException failure = null;
        try {
            for (CompletableFuture<Receipt> each : pending.receipts()) {
                try {
                    long left = Math.max(0, pending.deadline() - System.nanoTime());
                    receipts.add(each.get(left, TimeUnit.NANOSECONDS));
                } catch (ExecutionException e) {
                    failure = worse(failure, e.getCause());
                } catch (TimeoutException e) {
                    failure = worse(failure, e);
                }
            }
        } catch (InterruptedException e) {
            throw stopping(e);
        }
        if (failure != null) {
            int all = pending.events().size();
            throw all == 1 ? failure : partly(receipts.size(), all, failure);
        }
        return receipts;
    }

    private static UnavailableException stopping(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new UnavailableException(
                Certainty.UNKNOWN, "the publisher is stopping; repeat the request elsewhere", e);
    }

    private static UnavailableException worse(@Nullable UnavailableException known, @Nullable Throwable e) {
        if (e instanceof UnavailableException unavailable) {
            return known != null && known.certainty() == Certainty.UNKNOWN ? known : unavailable;
        }
        UnavailableException unconfirmed = new UnavailableException(
                Certainty.UNKNOWN, "the log did not confirm in time whether it has the revocation");
        unconfirmed.initCause(e);
        return unconfirmed;
    }

    private static UnavailableException partly(int committed, int of, UnavailableException failure) {
        Certainty certainty = committed > 0 ? Certainty.UNKNOWN : failure.certainty();
        return new UnavailableException(
                certainty,
                committed + " of " + of + " revocations are confirmed; repeat the whole batch: " + failure.getMessage(),
                failure);
    }

    /** Waits until this process has read its own events back. */
    void awaitApplied(List<Receipt> receipts) throws UnavailableException {
        long deadline = System.nanoTime() + APPLY_TIMEOUT.toNanos();
        try {
            for (Receipt receipt : lastOfEachPartition(receipts)) {
                Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
                if (!live.awaitApplied(receipt, left)) {
                    throw new UnavailableException(
                            Certainty.UNKNOWN,
                            "it was committed, but this publisher could not read it back within "
                                    + APPLY_TIMEOUT.toSeconds() + " s to say what it did; repeat the request");
                }
            }
        } catch (InterruptedException e) {
            throw stopping(e);
        }
    }

    /** Whoever has read these has read them all. */
    private static Collection<Receipt> lastOfEachPartition(List<Receipt> receipts) {
        if (receipts.size() == 1) {
            return receipts;
        }
        Map<Integer, Receipt> last = new HashMap<>();
        for (Receipt receipt : receipts) {
            last.merge(receipt.partition(), receipt, (a, b) -> a.offset() > b.offset() ? a : b);
        }
        return last.values();
    }

    /**
     * Appends the live state under the id of the event that came first, so that the revocation keeps it when compaction
     * leaves only the last record. Best effort: everything that matters is committed already.
     */
    void appendUnderFirstId(LiveRevocation now, Origin first) {
        var unused = log.append(new RevocationEvent.Revoked(now.revocation(), first));
    }
}
