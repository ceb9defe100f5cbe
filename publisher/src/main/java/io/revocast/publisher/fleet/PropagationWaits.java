package io.revocast.publisher.fleet;

import io.revocast.event.Receipt;
import io.revocast.event.internal.InstanceReport.InstanceId;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Callers that wait until instances have applied what was revoked. A wait occupies no thread. Thread-safe.
 */
public final class PropagationWaits implements AutoCloseable {
    /** The longest time that a caller may wait. */
    public static final Duration LONGEST = Duration.ofSeconds(30);

    static final int MOST = 500;

    private static final int THREADS = 2;

    private final KnownFleet fleet;
    private final Semaphore places = new Semaphore(MOST);
    private final Set<Waiter> waiters = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(THREADS, work -> {
        Thread thread = new Thread(work, "revocast-fleet-waits");
        thread.setDaemon(true);
        return thread;
    });

    /** Makes one that listens to a fleet. */
    public PropagationWaits(KnownFleet fleet) {
        this.fleet = fleet;
        fleet.listen(id -> waiters.forEach(waiter -> waiter.onReport(id)));
        // What ends a wait without a report: an instance falls silent, or the publisher reads its log again.
        var unused = threads.scheduleWithFixedDelay(
                () -> waiters.forEach(Waiter::finishWhenDecided), 1, 1, TimeUnit.SECONDS);
    }

    /** Takes a place for one caller; empty when too many wait. Take it before anything is written. */
    public Optional<Place> reserve() {
        return places.tryAcquire() ? Optional.of(new Place()) : Optional.empty();
    }

    /** One caller's place. {@link #close} gives it back, unless the wait does. Thread-safe. */
    public final class Place implements AutoCloseable {
        private final AtomicBoolean returned = new AtomicBoolean();
        /** Receipts are learned after this: in a later one, another record may stand at the same offset. */
        private final int replay = fleet.replay();

        private Place() {}

        /**
         * Waits until the goal is reached, until no instance that is missing reports any more, or until the time is over.
         *
         * @param receipts where the revocations stand
         * @param appendedAt when the last of them was appended; null when that is not known
         * @return completes with what is known then; not exceptionally
         */
        public CompletableFuture<AwaitedPropagation> await(
                List<Receipt> receipts, @Nullable Instant appendedAt, WaitGoal goal, Duration timeout) {
            Waiter waiter = new Waiter(receipts, appendedAt, goal, replay);
            waiters.add(waiter);
            try {
                var unused = threads.schedule(waiter::finish, timeout.toNanos(), TimeUnit.NANOSECONDS);
            } catch (RejectedExecutionException e) {
                waiter.finish();
            }
            waiter.begin();
            return waiter.result.whenComplete((done, failure) -> {
                waiters.remove(waiter);
                close();
            });
        }

        @Override
        public void close() {
            if (!returned.getAndSet(true)) {
                places.release();
            }
        }
    }

    private final class Waiter {
        private final List<Receipt> receipts;
        private final @Nullable Instant appendedAt;
        private final WaitGoal goal;
        private final int replay;
        private final List<InstanceId> awaited;
        private final Set<InstanceId> missing = ConcurrentHashMap.newKeySet();
        private final AtomicBoolean finished = new AtomicBoolean();
        private final CompletableFuture<AwaitedPropagation> result = new CompletableFuture<>();

        Waiter(List<Receipt> receipts, @Nullable Instant appendedAt, WaitGoal goal, int replay) {
            this.receipts = receipts;
            this.appendedAt = appendedAt;
            this.goal = goal;
            this.replay = replay;
            this.awaited = fleet.present().stream().filter(goal::counts).toList();
            missing.addAll(awaited);
        }

        void begin() {
            missing.removeIf(id -> fleet.hasApplied(id, receipts, replay));
            finishWhenDecided();
        }

        void onReport(InstanceId id) {
            if (missing.contains(id)) {
                if (fleet.hasApplied(id, receipts, replay)) {
                    missing.remove(id);
                }
                finishWhenDecided();
            }
        }

        private void finishWhenDecided() {
            boolean reached = awaited.size() - missing.size() >= goal.needed(awaited.size());
            if (reached
                    || fleet.unavailable().isPresent()
                    || fleet.replay() != replay
                    || missing.stream().noneMatch(fleet::isReporting)) {
                try {
                    threads.execute(this::finish);
                } catch (RejectedExecutionException e) {
                    finish();
                }
            }
        }

        void finish() {
            if (!finished.getAndSet(true)) {
                PropagationView propagation = fleet.propagation(receipts, appendedAt, replay, awaited);
                result.complete(new AwaitedPropagation(goal, propagation.isReached(goal), propagation));
            }
        }
    }

    /** Ends all waits with what is known. Further calls do nothing. */
    @Override
    public void close() {
        threads.shutdownNow();
        waiters.forEach(Waiter::finish);
    }
}
