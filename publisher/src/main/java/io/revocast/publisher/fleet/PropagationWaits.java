package io.revocast.publisher.fleet;

import io.revocast.event.Receipt;
import io.revocast.event.internal.InstanceReport.InstanceId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/**
 * Callers that wait until instances have applied what was revoked. A wait occupies no thread. Thread-safe.
 */
public final class PropagationWaits implements AutoCloseable {
    /** The longest time that a caller may wait. */
    public static final Duration LONGEST = Duration.ofSeconds(30);

    static final int MOST = 500;

    private static final int THREADS = 2;
    private static final Logger LOGGER = LoggerFactory.getLogger(PropagationWaits.class);

    private final KnownFleet fleet;
    private final Semaphore places = new Semaphore(MOST);
    private final Set<Waiter> waiters = ConcurrentHashMap.newKeySet();
    private final ScheduledThreadPoolExecutor threads = new ScheduledThreadPoolExecutor(THREADS, work -> {
        Thread thread = new Thread(work, "revocast-fleet-waits");
        thread.setDaemon(true);
        return thread;
    });

    /** Makes one that listens to a fleet. */
    public PropagationWaits(KnownFleet fleet) {
        this.fleet = fleet;
        // A wait that is over needs its timeout no more.
        threads.setRemoveOnCancelPolicy(true);
        fleet.listen(id -> waiters.forEach(waiter -> waiter.look(() -> waiter.onReport(id))));
        // What ends a wait without a report: an instance falls silent, or the publisher reads its log again.
        var unused = threads.scheduleWithFixedDelay(
                () -> waiters.forEach(waiter -> waiter.look(waiter::finishWhenDecided)), 1, 1, TimeUnit.SECONDS);
    }

    /** How many tasks wait for their time. */
    int scheduled() {
        return threads.getQueue().size();
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
            CompletableFuture<AwaitedPropagation> answer = waiter.result.whenComplete((done, failure) -> {
                waiters.remove(waiter);
                close();
            });
            try {
                var over = threads.schedule(waiter::finish, timeout.toNanos(), TimeUnit.NANOSECONDS);
                var unused = answer.whenComplete((done, failure) -> over.cancel(false));
            } catch (RejectedExecutionException e) {
                waiter.finish();
            }
            waiter.look(waiter::begin);
            return answer;
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
        private final Set<InstanceId> missing = ConcurrentHashMap.newKeySet();
        private final AtomicBoolean failed = new AtomicBoolean();
        private final AtomicBoolean finished = new AtomicBoolean();
        private final CompletableFuture<AwaitedPropagation> result = new CompletableFuture<>();
        /** Null until the wait has begun. */
        private volatile @Nullable Set<InstanceId> awaited;

        Waiter(List<Receipt> receipts, @Nullable Instant appendedAt, WaitGoal goal, int replay) {
            this.receipts = receipts;
            this.appendedAt = appendedAt;
            this.goal = goal;
            this.replay = replay;
        }

        /** Looks at the fleet. When that fails, the wait goes on until its time is over. */
        void look(Runnable how) {
            try {
                how.run();
            } catch (RuntimeException e) {
                log(e);
            }
        }

        private void log(RuntimeException e) {
            if (!failed.getAndSet(true)) {
                LOGGER.atError().setCause(e).log("a wait for instances failed; it is answered when its time is over");
            }
        }

        void begin() {
            Set<InstanceId> present =
                    fleet.present().stream().filter(goal::counts).collect(Collectors.toCollection(LinkedHashSet::new));
            missing.addAll(present);
            awaited = present;
            present.forEach(this::learn);
            finishWhenDecided();
        }

        void onReport(InstanceId id) {
            if (awaited != null && awaited.contains(id)) {
                learn(id);
                finishWhenDecided();
            }
        }

        /** A process that starts again under the id has applied nothing until it says so. */
        private synchronized void learn(InstanceId id) {
            if (fleet.hasApplied(id, receipts, replay)) {
                missing.remove(id);
            } else {
                missing.add(id);
            }
        }

        private void finishWhenDecided() {
            if (awaited == null) {
                return;
            }
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

        /** Answers, whatever happens. */
        void finish() {
            if (!finished.getAndSet(true)) {
                result.complete(answer());
            }
        }

        private AwaitedPropagation answer() {
            try {
                List<InstanceId> ids = awaited == null ? List.of() : List.copyOf(awaited);
                PropagationView propagation = fleet.propagation(receipts, appendedAt, replay, ids);
                return new AwaitedPropagation(goal, propagation.isReached(goal), propagation);
            } catch (RuntimeException e) {
                log(e);
                return new AwaitedPropagation(
                        goal, false, new PropagationView(appendedAt, "the reports could not be judged", List.of()));
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
