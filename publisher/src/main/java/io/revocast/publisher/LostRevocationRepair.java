package io.revocast.publisher;

import io.revocast.consumer.LiveRevocation;
import io.revocast.consumer.RevocationList;
import io.revocast.consumer.RevocationListener;
import io.revocast.consumer.State;
import io.revocast.consumer.TopicPosition;
import io.revocast.event.RevocationEvent;
import io.revocast.event.Target;
import io.revocast.publisher.kafka.TopicWatch;
import io.revocast.publisher.revoke.Revoker;
import io.revocast.publisher.revoke.UnavailableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;

/**
 * Appends again what the log would no longer tell a reader that starts: live revocations that another writer's record
 * replaced with less, everything live when the topic was re-created, and what stands where its key no longer hashes
 * after partitions were added.
 *
 * <p>After partitions were added the publisher confirms nothing until that is done, see {@link #isSettled}. One daemon
 * thread does the work, in batches; it tries again until it succeeds. Thread-safe.
 */
final class LostRevocationRepair implements RevocationListener, AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(LostRevocationRepair.class);
    private static final int BATCH = 500;
    private static final long FIRST_RETRY_MILLIS = 250;
    private static final long LONGEST_RETRY_MILLIS = 2_000;

    private final TopicWatch watch;
    private final IntConsumer onRestored;
    private final ExecutorService thread;
    private final Set<Target> overwritten = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean queued = new AtomicBoolean();
    private volatile boolean lookThroughAll;
    private volatile boolean closed;
    private volatile @Nullable Repair repair;
    private volatile @Nullable Placement settled;

    private record Repair(Revoker revoker, RevocationList list) {}

    /** Over how many partitions of which topic everything live is placed. */
    private record Placement(String topicId, int partitions) {
        static @Nullable Placement of(RevocationList list) {
            return list.position().map(Placement::of).orElse(null);
        }

        static Placement of(TopicPosition position) {
            return new Placement(position.topicId(), position.next().size());
        }
    }

    /**
     * @param onRestored is called with the number of revocations that were appended again
     */
    LostRevocationRepair(TopicWatch watch, IntConsumer onRestored) {
        this.watch = watch;
        this.onRestored = onRestored;
        this.thread = Executors.newSingleThreadExecutor(task -> {
            Thread worker = new Thread(task, "revocast-repair");
            worker.setDaemon(true);
            return worker;
        });
    }

    /** Says what appends and what is live; nothing is repaired before. The list needs its listeners before that. */
    void connect(Revoker revoker, RevocationList list) {
        repair = new Repair(revoker, list);
    }

    @Override
    public void onOverwritten(LiveRevocation revocation) {
        overwritten.add(revocation.revocation().target());
        queue();
    }

    @Override
    public void onStateChanged(State from, State to) {
        if (to == State.REBUILDING) {
            watch.lookNow();
        }
        if (to == State.CURRENT) {
            lookThroughAll();
        }
    }

    /** Looks through everything that is live, soon. */
    void lookThroughAll() {
        lookThroughAll = true;
        queue();
    }

    /**
     * Whether every live revocation and reinstatement stands in the partition to which its key hashes now, and new ones
     * are appended there. A topic with one partition is always settled.
     */
    boolean isSettled(TopicPosition position) {
        boolean placed = Placement.of(position).equals(settled);
        if (!placed) {
            // The list changes state too quickly to be heard of each time.
            lookThroughAll();
        }
        return watch.isOn(position) && (placed || position.next().size() == 1);
    }

    private void queue() {
        if (!closed && !queued.getAndSet(true)) {
            thread.execute(this::work);
        }
    }

    private void work() {
        long wait = FIRST_RETRY_MILLIS;
        try {
            while (!closed && !attempt()) {
                TimeUnit.MILLISECONDS.sleep(wait);
                wait = Math.min(2 * wait, LONGEST_RETRY_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns whether nothing is left to do for now. */
    private boolean attempt() {
        queued.set(false);
        Repair now = repair;
        if (now == null) {
            return true;
        }
        try {
            if (lookThroughAll) {
                return now.list().state() == State.CURRENT && repairAll(now);
            }
            return restore(now, List.copyOf(overwritten));
        } catch (UnavailableException e) {
            LOGGER.warn("live revocations could not be appended again yet: {}", e.getMessage());
            return false;
        } catch (RuntimeException | Error e) {
            LOGGER.error("appending live revocations again failed; it is tried again", e);
            return false;
        }
    }

    private boolean repairAll(Repair now) throws UnavailableException {
        TopicPosition position = now.list().position().orElse(null);
        if (position == null || !watch.isOn(position)) {
            watch.lookNow();
            return false;
        }
        Placement placement = Placement.of(position);
        lookThroughAll = false;
        boolean done = false;
        try {
            // First: a revocation that was taken back must not be appended to its new partition.
            List<Target> displaced = now.list().displacedReinstatements().stream()
                    .map(RevocationEvent.Reinstated::target)
                    .toList();
            for (int from = 0; from < displaced.size(); from += BATCH) {
                now.revoker()
                        .appendAgain(
                                displaced.subList(from, Math.min(displaced.size(), from + BATCH)),
                                now.list()::displacedReinstatements);
            }
            boolean all = restore(
                    now,
                    now.list()
                            .live()
                            .filter(LiveRevocation::overwritten)
                            .map(each -> each.revocation().target())
                            .toList());
            done = all && placement.equals(Placement.of(now.list()));
            if (done) {
                settled = placement;
            }
            return done;
        } finally {
            if (!done) {
                lookThroughAll = true;
            }
        }
    }

    /** Returns whether nothing is left, because no other request was about one of the targets. */
    private boolean restore(Repair now, List<Target> targets) throws UnavailableException {
        boolean all = true;
        for (int from = 0; from < targets.size() && !closed; from += BATCH) {
            List<Target> batch = targets.subList(from, Math.min(targets.size(), from + BATCH));
            Revoker.Restored restored = now.revoker().restore(batch);
            batch.forEach(overwritten::remove);
            overwritten.addAll(restored.busy());
            all &= restored.busy().isEmpty();
            if (restored.appended() > 0) {
                onRestored.accept(restored.appended());
                LOGGER.warn(
                        "{} live revocations appended again, because the log no longer told them", restored.appended());
            }
        }
        return all;
    }

    /** Stops; what is being appended is not waited for. Further calls do nothing. */
    @Override
    public void close() {
        closed = true;
        thread.shutdownNow();
    }
}
