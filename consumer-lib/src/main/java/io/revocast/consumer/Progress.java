package io.revocast.consumer;

import io.revocast.event.Receipt;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/**
 * How far the replay is, published by its thread as one immutable view, read by every check.
 *
 * <p>Staleness is not stored: {@link View#state} derives it from the age of the evidence at the moment it is asked, so
 * that a dead thread or a frozen process cannot look current.
 */
final class Progress {
    private final ListSettings.Time time;
    private final Duration maxStaleness;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile View view = new View(Phase.STARTING, null, Position.NONE, null, null);

    Progress(ListSettings settings) {
        this.time = settings.time();
        this.maxStaleness = settings.policy().maxStaleness();
    }

    /** What the replay thread is doing. */
    enum Phase {
        STARTING,
        REPLAYING,
        FOLLOWING,
        REBUILDING,
        CLOSED
    }

    /** Where in which topic the next records come from, and how many below the known end are unread. */
    record Position(@Nullable String topicId, Map<Integer, Long> next, long lagRecords) {
        static final Position NONE = new Position(null, Map.of(), 0);

        Position {
            next = Map.copyOf(next);
        }
    }

    /** One consistent look. */
    record View(
            Phase phase,
            @Nullable Evidence evidence,
            Position position,
            @Nullable String cause,
            @Nullable String degraded) {
        boolean replayed() {
            return phase == Phase.FOLLOWING || phase == Phase.REBUILDING;
        }

        State state(ListSettings.Time time, Duration maxStaleness) {
            return switch (phase) {
                case STARTING -> State.STARTING;
                case REPLAYING -> State.REPLAYING;
                case REBUILDING -> State.REBUILDING;
                case CLOSED -> State.CLOSED;
                case FOLLOWING ->
                    evidence == null || evidence.age(time).compareTo(maxStaleness) > 0 ? State.STALE : State.CURRENT;
            };
        }
    }

    View view() {
        return view;
    }

    State state() {
        return state(view);
    }

    /** The state that an earlier look has by now: its evidence may have aged since. */
    State state(View earlier) {
        return earlier.state(time, maxStaleness);
    }

    void phase(Phase phase) {
        publish(now -> new View(phase, now.evidence, now.position, now.cause, now.degraded));
    }

    void position(Position position) {
        publish(now -> new View(now.phase, now.evidence, position, now.cause, now.degraded));
    }

    /** Freshness was proved: the replay, if one was under way, is finished. */
    void proved(Evidence evidence) {
        publish(now -> new View(Phase.FOLLOWING, evidence, now.position, null, now.degraded));
    }

    void failed(String cause) {
        publish(now -> new View(now.phase, now.evidence, now.position, cause, now.degraded));
    }

    /** Something is wrong that does not make the list stale; null when it is mended. */
    void degraded(@Nullable String what) {
        publish(now -> new View(now.phase, now.evidence, now.position, now.cause, what));
    }

    private void publish(UnaryOperator<View> change) {
        lock.lock();
        try {
            if (view.phase != Phase.CLOSED) {
                view = change.apply(view);
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    boolean awaitCurrent(Duration timeout) throws InterruptedException {
        return await(() -> state() == State.CURRENT, timeout);
    }

    boolean awaitApplied(Receipt receipt, Duration timeout) throws InterruptedException {
        return await(() -> applied(receipt), timeout);
    }

    private boolean applied(Receipt receipt) {
        Position position = view.position;
        if (position.topicId == null) {
            return false;
        }
        if (!position.topicId.equals(receipt.topicId())) {
            throw new IllegalStateException("the receipt is of topic id " + receipt.topicId() + ", this list reads "
                    + position.topicId + ": the topic was re-created since; publish again");
        }
        return position.next.getOrDefault(receipt.partition(), 0L) > receipt.offset();
    }

    private boolean await(BooleanSupplier condition, Duration timeout) throws InterruptedException {
        long remaining = timeout.toNanos();
        lock.lockInterruptibly();
        try {
            while (!condition.getAsBoolean()) {
                if (remaining <= 0 || view.phase == Phase.CLOSED) {
                    return false;
                }
                // Woken by every change; the limit is for what changes with time alone.
                long slice = Math.min(remaining, TimeUnit.SECONDS.toNanos(1));
                remaining -= slice - changed.awaitNanos(slice);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }
}
