package io.revocast.consumer.internal.status;

import io.revocast.consumer.Freshness;
import io.revocast.consumer.State;
import io.revocast.consumer.internal.settings.ListSettings;
import io.revocast.event.Receipt;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/**
 * How far the replay is. The replay thread publishes one immutable view, which every check reads.
 *
 * <p>The view does not store staleness. {@link View#state} derives it from the age of the proof at the moment of the
 * call, so that a dead thread or a frozen process cannot look current.
 */
public final class ReplayProgress {
    private final ListSettings.Time time;
    private final ListSettings.Policy policy;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<Integer, Long> skips = new ConcurrentHashMap<>();
    private final @Nullable AppliedOffsets reported;
    private final AtomicInteger replays = new AtomicInteger();
    private final SkippedRecords skipped = new SkippedRecords();
    /** The ids of topics that were re-created since they were read. */
    private final Set<String> earlierTopicIds = ConcurrentHashMap.newKeySet();
    /** The id of the topic that was read last, also while it is being looked for again; null before the first. */
    private volatile @Nullable String topicId;

    private volatile @Nullable FreshnessProof replayStart;
    private volatile @Nullable Duration replayDuration;
    private volatile View view = new View(Phase.STARTING, null, HeartbeatStatus.NONE, Position.NONE, CauseTracker.NONE);

    public ReplayProgress(ListSettings settings) {
        this(settings, null);
    }

    /**
     * @param reported learns of every position, for the reports of the list; null when the list does not report
     */
    public ReplayProgress(ListSettings settings, @Nullable AppliedOffsets reported) {
        this.time = settings.time();
        this.policy = settings.policy();
        this.reported = reported;
    }

    /** What the replay thread is doing. */
    public enum Phase {
        STARTING,
        REPLAYING,
        FOLLOWING,
        REBUILDING,
        CLOSED
    }

    /**
     * The position of the reader: the topic, the next offset of each partition, and the unread records below the known
     * end.
     *
     * @param epochs of the leaders that wrote what was read, where known. Only the leader epoch reveals a log that was
     *     truncated and has since grown past the reader's position
     */
    public record Position(
            @Nullable String topicId, Map<Integer, Long> next, Map<Integer, LeaderEpochs> epochs, long lagRecords) {
        public static final Position NONE = new Position(null, Map.of(), Map.of(), 0);

        public Position {
            next = Map.copyOf(next);
            epochs = Map.copyOf(epochs);
        }

        /** Whether these are positions in that topic, and in all of its partitions. */
        public boolean isOf(String topic, Collection<Integer> partitions) {
            return topic.equals(topicId) && next.keySet().equals(Set.copyOf(partitions));
        }
    }

    /**
     * What heartbeats show: the last one of the partition that was silent longest, and the skew of this machine's
     * clock.
     */
    public record HeartbeatStatus(
            @Nullable FreshnessProof oldest, @Nullable Duration clockSkew) {
        static final HeartbeatStatus NONE = new HeartbeatStatus(null, null);
    }

    /** One consistent look. */
    public record View(
            Phase phase,
            @Nullable FreshnessProof proof,
            HeartbeatStatus beats,
            Position position,
            CauseTracker causes) {
        /** Whether the settings of the topic that is being read are the required ones. */
        public boolean isTopicVerified() {
            return phase != Phase.STARTING && phase != Phase.CLOSED && causes.degraded() == null;
        }

        public boolean initialReplayComplete() {
            return phase == Phase.FOLLOWING || phase == Phase.REBUILDING;
        }

        /** Whether the record of a receipt was read. A list that is incomplete passes records without keeping them. */
        boolean hasPassed(Receipt receipt) {
            return phase != Phase.CLOSED
                    && !causes.incomplete()
                    && receipt.topicId().equals(position.topicId)
                    && position.next.getOrDefault(receipt.partition(), 0L) > receipt.offset();
        }

        /** Returns the proof that a kind of freshness requires; null when there is none. */
        @Nullable
        FreshnessProof proof(Freshness freshness) {
            if (freshness == Freshness.PROBE || proof == null) {
                return proof;
            }
            return beats.oldest() == null ? null : proof.older(beats.oldest());
        }

        State state(ListSettings.Time time, ListSettings.Policy policy) {
            return switch (phase) {
                case STARTING -> State.STARTING;
                case REPLAYING -> State.REPLAYING;
                case REBUILDING -> State.REBUILDING;
                case CLOSED -> State.CLOSED;
                case FOLLOWING -> {
                    if (causes.incomplete()) {
                        yield State.REBUILDING;
                    }
                    FreshnessProof judged = proof(policy.freshness());
                    boolean stale = judged == null || judged.ageNanos(time) > policy.maxStalenessNanos();
                    yield stale ? State.STALE : State.CURRENT;
                }
            };
        }
    }

    public View view() {
        return view;
    }

    public State state() {
        return state(view);
    }

    /** The state that an earlier look has by now: its proof may have aged since. */
    public State state(View earlier) {
        return earlier.state(time, policy);
    }

    public void phase(Phase phase) {
        boolean fromStart = phase == Phase.REPLAYING || phase == Phase.REBUILDING;
        if (fromStart) {
            replayStart = FreshnessProof.now(time);
            replays.incrementAndGet();
        }
        if (phase == Phase.REBUILDING && reported != null) {
            reported.readingAgain();
        }
        // A first replay that begins has found its topic, whatever kept it from that before.
        publish(now -> new View(
                phase,
                now.proof,
                now.beats,
                fromStart ? Position.NONE : now.position,
                phase == Phase.REPLAYING ? now.causes.recovered() : now.causes));
        if (fromStart) {
            skipped.clear();
        }
    }

    public void position(Position position) {
        if (position.topicId != null && !position.topicId.equals(topicId)) {
            if (topicId != null) {
                earlierTopicIds.add(topicId);
            }
            earlierTopicIds.remove(position.topicId);
            topicId = position.topicId;
        }
        publish(now -> new View(now.phase, now.proof, now.beats, position, now.causes));
        if (reported != null) {
            reported.reached(position, view.phase == Phase.FOLLOWING);
        }
    }

    /** Learns of the last record of a batch that was applied and is no heartbeat. */
    public void applied(int partition, long offset) {
        if (reported != null) {
            reported.applied(partition, offset);
        }
    }

    /** Whether the list reports what it has applied. */
    public boolean isReported() {
        return reported != null;
    }

    /** Freshness was proved: the replay, if one was under way, is finished. */
    public void proved(FreshnessProof proof) {
        FreshnessProof start = replayStart;
        if (start != null) {
            replayDuration = start.age(time);
            replayStart = null;
        }
        boolean caughtUp = view.phase != Phase.FOLLOWING;
        publish(now -> new View(Phase.FOLLOWING, proof, now.beats, now.position, now.causes.recovered()));
        if (caughtUp && reported != null) {
            reported.caughtUp();
        }
    }

    /** How often the list has begun to read a log from its start. */
    public int replays() {
        return replays.get();
    }

    /** How long the last replay took that reached the end of the log; null before the first. */
    @Nullable
    public Duration replayDuration() {
        return replayDuration;
    }

    public void heartbeats(HeartbeatStatus beats) {
        publish(now -> new View(now.phase, now.proof, beats, now.position, now.causes));
    }

    public void failed(String cause) {
        causes(before -> before.failed(cause, time.clock().instant()));
    }

    /** Something is wrong that does not make the list stale; null when it is resolved. */
    public void degraded(@Nullable String what) {
        causes(before -> before.degraded(what));
    }

    /** Whether records of the log were left out because the list holds {@code maxEntries}. */
    public void incomplete(boolean incomplete) {
        causes(before -> before.incomplete(incomplete));
    }

    /** The replay ended: earlier proofs no longer count. */
    public void ended(String cause) {
        publish(now -> new View(
                now.phase,
                null,
                now.beats,
                now.position,
                now.causes.failed(cause, time.clock().instant())));
    }

    /** An operator wants a partition to be read on at an offset. */
    public void skipTo(int partition, long offset) {
        Set<Integer> partitions = new TreeSet<>(view.position.next.keySet());
        if (!partitions.contains(partition)) {
            throw new IllegalArgumentException(
                    "partition must be one that is being read: " + partition + "; these are: " + partitions);
        }
        skips.put(partition, offset);
    }

    /** Returns, once, where an operator wants a partition to be read on; null when nowhere else. */
    @Nullable
    public Long takeSkip(int partition) {
        return skips.remove(partition);
    }

    /** Learns, before the position passes them, which records an operator left out. */
    public void skipped(int partition, long from, long to) {
        skipped.add(partition, from, to);
    }

    private void causes(UnaryOperator<CauseTracker> change) {
        publish(now -> new View(now.phase, now.proof, now.beats, now.position, change.apply(now.causes)));
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

    public boolean awaitCurrent(Duration timeout) throws InterruptedException {
        return await(() -> state() == State.CURRENT, timeout);
    }

    public boolean awaitApplied(Receipt receipt, Duration timeout) throws InterruptedException {
        boolean known = receipt.topicId().equals(topicId);
        int begun = replays.get();
        // What is read again may be a log that lost its end: another record can have the offset of the receipt then.
        BooleanSupplier readAgain = () -> known && replays.get() != begun;
        return await(() -> readAgain.getAsBoolean() || applied(receipt), timeout) && !readAgain.getAsBoolean();
    }

    private boolean applied(Receipt receipt) {
        if (earlierTopicIds.contains(receipt.topicId())) {
            throw new IllegalStateException("the receipt is of topic id " + receipt.topicId() + ", this list reads "
                    + topicId + ": the topic was re-created since; publish again");
        }
        // Asked last, a record that the position has passed is known to be left out.
        return view.hasPassed(receipt) && !skipped.contains(receipt.partition(), receipt.offset());
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
