package io.revocast.consumer.internal.status;

import io.revocast.consumer.internal.status.ReplayProgress.Position;
import io.revocast.event.internal.InstanceReport.Applied;
import io.revocast.event.internal.InstanceReport.Digest;
import io.revocast.event.internal.InstanceReport.Replay;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * What a list that reports has applied, and when. The replay thread writes it after each batch; the report thread reads
 * one immutable snapshot, and waits here until there is news. Checks do not touch it.
 */
public final class AppliedOffsets {
    private final Clock clock;
    private final Supplier<@Nullable Digest> digest;
    private final Map<Integer, Event> events = new HashMap<>();
    private final Semaphore news = new Semaphore(0);
    private volatile Snapshot snapshot = Snapshot.NONE;
    private Replay replay = Snapshot.NONE.replay();
    private boolean moved;

    /** The last record of a partition that is no heartbeat, and when it was applied. */
    private record Event(long offset, Instant at) {}

    /**
     * What was applied at one moment.
     *
     * @param topicId null before the topic is reached, and after the log was found to be another one
     * @param epochs of the last records that were read, by partition, where known
     * @param replay which records were not applied live
     * @param digest of the same moment; null when there is none
     */
    public record Snapshot(
            @Nullable String topicId,
            Map<Integer, Applied> applied,
            Map<Integer, Integer> epochs,
            Replay replay,
            @Nullable Digest digest) {
        static final Snapshot NONE = new Snapshot(null, Map.of(), Map.of(), new Replay(1, Map.of()), null);

        public Snapshot {
            applied = Map.copyOf(applied);
            epochs = Map.copyOf(epochs);
        }
    }

    /**
     * @param digest is asked by the replay thread, whenever a position changes
     */
    public AppliedOffsets(Clock clock, Supplier<@Nullable Digest> digest) {
        this.clock = clock;
        this.digest = digest;
    }

    /** Learns of the last record of a batch that was applied and is no heartbeat. Called by the replay thread. */
    public void applied(int partition, long offset) {
        events.put(partition, new Event(offset, Instant.ofEpochMilli(clock.millis())));
        moved = true;
    }

    /**
     * Learns how far the replay thread is. Heartbeats alone are no news, and neither is progress of a replay.
     *
     * @param following whether the end of the log was reached before
     */
    void reached(Position position, boolean following) {
        String topicId = position.topicId();
        boolean otherTopic = topicId != null && !topicId.equals(snapshot.topicId());
        if (topicId == null || otherTopic) {
            events.clear();
            replay = new Replay(replay.number(), Map.of());
        }
        Map<Integer, Applied> applied = new HashMap<>();
        position.next().forEach((partition, next) -> applied.put(partition, upTo(partition, next)));
        Map<Integer, Integer> epochs = new HashMap<>();
        position.epochs()
                .forEach((partition, read) -> epochs.put(partition, Objects.requireNonNull(read.newest(), "newest")));
        snapshot = new Snapshot(topicId, applied, epochs, replay, digest.get());
        if ((moved && following) || otherTopic) {
            announce();
        }
        moved = false;
    }

    /** The log is read again from its start: what follows is not applied live. */
    void readingAgain() {
        replay = new Replay(replay.number() + 1, Map.of());
    }

    /** The replay is finished: what follows is applied live. That is news. */
    void caughtUp() {
        Snapshot now = snapshot;
        Map<Integer, Long> ends = new HashMap<>();
        now.applied().forEach((partition, applied) -> ends.put(partition, applied.next()));
        replay = new Replay(replay.number(), ends);
        snapshot = new Snapshot(now.topicId(), now.applied(), now.epochs(), replay, now.digest());
        announce();
    }

    private Applied upTo(int partition, long next) {
        Event last = events.get(partition);
        return last == null || last.offset() >= next
                ? new Applied(next, -1, Instant.EPOCH)
                : new Applied(next, last.offset(), last.at());
    }

    /** Ends the wait of the report thread, or its next one. Any thread may call it. */
    public void announce() {
        if (news.availablePermits() == 0) {
            news.release();
        }
    }

    /** Waits for news, for a limited time. Called by the report thread. */
    public void awaitNews(Duration limit) throws InterruptedException {
        boolean unused = news.tryAcquire(limit.toNanos(), TimeUnit.NANOSECONDS);
        news.drainPermits();
    }

    public Snapshot snapshot() {
        return snapshot;
    }
}
