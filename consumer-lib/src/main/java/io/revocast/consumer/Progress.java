package io.revocast.consumer;

import io.revocast.event.Receipt;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
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
    private final ListSettings.Policy policy;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<Integer, Long> skips = new ConcurrentHashMap<>();
    private volatile View view = new View(Phase.STARTING, null, Beats.NONE, Position.NONE, Trouble.NONE);

    Progress(ListSettings settings) {
        this.time = settings.time();
        this.policy = settings.policy();
    }

    /** What the replay thread is doing. */
    enum Phase {
        STARTING,
        REPLAYING,
        FOLLOWING,
        REBUILDING,
        CLOSED
    }

    /**
     * Where in which topic the next records come from, and how many below the known end are unread.
     *
     * @param epochs of the leaders that wrote the last records read, where they are known: a log that was cut off before
     *     them and has grown again since is told by these alone
     */
    record Position(@Nullable String topicId, Map<Integer, Long> next, Map<Integer, Integer> epochs, long lagRecords) {
        static final Position NONE = new Position(null, Map.of(), Map.of(), 0);

        Position {
            next = Map.copyOf(next);
            epochs = Map.copyOf(epochs);
        }

        /** Whether these are positions in that topic, and in all of its partitions. */
        boolean isOf(TopicInspector.Identity identity) {
            return identity.topicId().equals(topicId) && next.keySet().equals(Set.copyOf(identity.partitions()));
        }
    }

    /** What the publishers' heartbeats tell: the age of the oldest partition's, and of this machine's clock. */
    record Beats(@Nullable Evidence oldest, @Nullable Duration clockSkew) {
        static final Beats NONE = new Beats(null, null);
    }

    /** One consistent look. */
    record View(Phase phase, @Nullable Evidence evidence, Beats beats, Position position, Trouble trouble) {
        boolean replayed() {
            return phase == Phase.FOLLOWING || phase == Phase.REBUILDING;
        }

        /** What the policy's kind of freshness goes by; null when there is none. */
        @Nullable
        Evidence evidence(Freshness freshness) {
            if (freshness == Freshness.PROBE || evidence == null) {
                return evidence;
            }
            return beats.oldest() == null ? null : evidence.older(beats.oldest());
        }

        State state(ListSettings.Time time, ListSettings.Policy policy) {
            return switch (phase) {
                case STARTING -> State.STARTING;
                case REPLAYING -> State.REPLAYING;
                case REBUILDING -> State.REBUILDING;
                case CLOSED -> State.CLOSED;
                case FOLLOWING -> {
                    Evidence judged = evidence(policy.freshness());
                    if (judged == null || judged.ageNanos(time) > policy.maxStalenessNanos()) {
                        yield State.STALE;
                    }
                    yield trouble.incomplete() ? State.REBUILDING : State.CURRENT;
                }
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
        return earlier.state(time, policy);
    }

    void phase(Phase phase) {
        publish(now -> new View(phase, now.evidence, now.beats, now.position, now.trouble));
    }

    void position(Position position) {
        publish(now -> new View(now.phase, now.evidence, now.beats, position, now.trouble));
    }

    /** Freshness was proved: the replay, if one was under way, is finished. */
    void proved(Evidence evidence) {
        publish(now -> new View(Phase.FOLLOWING, evidence, now.beats, now.position, now.trouble.over()));
    }

    void heard(Beats beats) {
        publish(now -> new View(now.phase, now.evidence, beats, now.position, now.trouble));
    }

    void failed(String cause) {
        trouble(before -> before.failed(cause, time.clock().instant()));
    }

    /** Something is wrong that does not make the list stale; null when it is mended. */
    void degraded(@Nullable String what) {
        trouble(before -> before.degraded(what));
    }

    /** Whether something that the log holds was left out for want of room. */
    void incomplete(boolean incomplete) {
        trouble(before -> before.incomplete(incomplete));
    }

    /** Nobody reads any more: what was proved proves nothing from now on. */
    void ended(String cause) {
        publish(now -> new View(
                now.phase,
                null,
                now.beats,
                now.position,
                now.trouble.failed(cause, time.clock().instant())));
    }

    /** An operator wants a partition to be read on at an offset. */
    void skipTo(int partition, long offset) {
        Set<Integer> partitions = new TreeSet<>(view.position.next.keySet());
        if (!partitions.contains(partition)) {
            throw new IllegalArgumentException(
                    "partition must be one that is being read: " + partition + "; these are: " + partitions);
        }
        skips.put(partition, offset);
    }

    /** Returns, once, where an operator wants a partition to be read on; null when nowhere else. */
    @Nullable
    Long takeSkip(int partition) {
        return skips.remove(partition);
    }

    private void trouble(UnaryOperator<Trouble> change) {
        publish(now -> new View(now.phase, now.evidence, now.beats, now.position, change.apply(now.trouble)));
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
        return applied(receipt) || await(() -> applied(receipt), timeout);
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
        // Saturates: a timeout beyond 292 years is one of 292 years.
        long remaining = TimeUnit.NANOSECONDS.convert(timeout);
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
