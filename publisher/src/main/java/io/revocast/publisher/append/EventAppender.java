package io.revocast.publisher.append;

import io.revocast.consumer.internal.store.LiveRevocation;
import io.revocast.event.Receipt;
import io.revocast.event.Target;
import io.revocast.event.internal.RevocationEvent;
import io.revocast.publisher.request.UnavailableException;
import io.revocast.publisher.request.UnavailableException.Certainty;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Locks targets, appends the events about them, and waits until the events are committed and this process has applied
 * them. Thread-safe.
 */
public final class EventAppender {
    private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration COMMIT_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration APPLY_TIMEOUT = Duration.ofSeconds(5);

    private final RevocationLog log;
    private final LiveRevocations live;
    private final TargetLocks locks = new TargetLocks(LOCK_TIMEOUT);

    /** An appender. All that append to the log in one process share it, because it has the locks. */
    public EventAppender(RevocationLog log, LiveRevocations live) {
        this.log = log;
        this.live = live;
    }

    /** Locks targets, and waits up to ten seconds for other requests. */
    public TargetLocks.Held lock(Collection<Target> targets) throws UnavailableException {
        return locks.lock(targets);
    }

    /** Locks targets at once; empty when another request has one of them. */
    public Optional<TargetLocks.Held> tryLock(Collection<Target> targets) {
        return locks.tryLock(targets);
    }

    /** Locks those of the targets that no other request has. */
    TargetLocks.Held lockFree(Collection<Target> targets) {
        return locks.lockFree(targets);
    }

    /** Locks targets, appends the events about them, and returns when those are applied. */
    void append(Collection<Target> targets, Supplier<List<? extends RevocationEvent>> events)
            throws UnavailableException {
        TargetLocks.Held held = lock(targets);
        try {
            append(events.get());
        } finally {
            held.close();
        }
    }

    /** Appends events about targets that the caller has locked, and returns when they are applied. */
    void append(List<? extends RevocationEvent> events) throws UnavailableException {
        awaitApplied(awaitCommitted(begin(events)));
    }

    /** The same for a request whose own events are committed: no failure says that nothing was written. */
    void appendAfterCommit(List<? extends RevocationEvent> events) throws UnavailableException {
        try {
            append(events);
        } catch (UnavailableException e) {
            throw new UnavailableException(
                    Certainty.UNKNOWN,
                    "it was committed, but this publisher could not append the state of the target after it; repeat the "
                            + "request",
                    e);
        }
    }

    /**
     * Events under way.
     *
     * @param committed the receipts of all, in the order of the events, once the last one is there; anything less is an
     *     exception
     */
    public record Pending(
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

        /** Whether nothing can be in the log: it refused the first event. {@link #awaitCommitted} says why. */
        public boolean isRefused() {
            return receipts.size() == 1
                    && receipts.get(0)
                            .handle((receipt, failure) -> failure instanceof UnavailableException unavailable
                                    && unavailable.certainty() == Certainty.NOT_WRITTEN)
                            .getNow(false);
        }
    }

    /** Begins to append events of no request, in order; returns without waiting for any commit. */
    Pending begin(List<? extends RevocationEvent> events) {
        return begin(events, null);
    }

    /**
     * Begins to append, in order; returns without waiting for any commit.
     *
     * @param traceParent the trace of the request; null when it has none
     */
    public Pending begin(List<? extends RevocationEvent> events, @Nullable String traceParent) {
        List<CompletableFuture<Receipt>> receipts = new ArrayList<>(events.size());
        for (RevocationEvent event : events) {
            CompletableFuture<Receipt> future = log.append(event, traceParent);
            receipts.add(future);
            if (future.isCompletedExceptionally()) {
                // The log takes nothing now, and each further attempt may block for as long as this one did.
                break;
            }
        }
        return Pending.of(events, receipts);
    }

    /** Returns the receipts of all events, in their order; anything less is an exception that claims nothing. */
    public List<Receipt> awaitCommitted(Pending pending) throws UnavailableException {
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
    public void awaitApplied(List<Receipt> receipts) throws UnavailableException {
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

    /** A reader that has applied these has applied all of them. */
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
     * Appends live states under the ids of the events that came first, so that the revocations keep these when compaction
     * leaves only the last records. Returns when they are committed: a later reinstatement must find no such record under
     * way. All are under way at once.
     */
    public void appendUnderFirstIds(List<LiveRevocation> states) throws UnavailableException {
        if (states.isEmpty()) {
            return;
        }
        appendAfterCommit(states.stream()
                .flatMap(
                        now -> Optional.ofNullable(now.origin())
                                .map(first -> new RevocationEvent.Revoked(now.revocation(), first))
                                .stream())
                .toList());
    }
}
