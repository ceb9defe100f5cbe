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

import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;

/**
 * Appends again what the log would no longer tell a reader that starts: live revocations that another writer's record
 * replaced with less, everything live when the topic was re-created, and what stands where its key no longer hashes
 * after partitions were added.
 *
 * <p>After partitions were added the publisher confirms nothing until that is done, see {@link #isSettled}. One daemon
 * thread does the work, in chunks of which several are under way; it tries again until it succeeds. The thread that
 * notifies only names targets. When so many are named that notifications are dropped, everything is looked through.
 * Thread-safe.
 */
final class LostRevocationRepair implements RevocationListener, AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(LostRevocationRepair.class);
    private static final int BATCH = 500;
    private static final int MOST_NAMED = 10_000;
    private static final long FIRST_RETRY_MILLIS = 250;
    private static final long LONGEST_RETRY_MILLIS = 2_000;
    private static final long LOOK_MILLIS = 1_000;
    private static final long LOG_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final TopicWatch watch;
    private final IntConsumer onRestored;
    private final Thread thread = new Thread(this::run, "revocast-repair");
    private final Set<Target> overwritten = ConcurrentHashMap.newKeySet();
    private final Semaphore work = new Semaphore(0);
    private final AtomicLong left = new AtomicLong();
    private long droppedBefore;
    private volatile boolean lookThroughAll;
    private volatile boolean closed;
    private volatile @Nullable Repair repair;
    private volatile @Nullable Placement settled;

    private record Repair(Revoker revoker, RevocationList list, AuditedRecovery recovery) {}

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
        thread.setDaemon(true);
    }

    /** Says what appends and what is live; nothing is repaired before. The list needs its listeners before that. */
    void connect(Revoker revoker, RevocationList list, AuditedRecovery recovery) {
        repair = new Repair(revoker, list, recovery);
    }

    /** Starts to work, once. Returns at once. */
    void start() {
        thread.start();
    }

    /** Whether the thread lives. */
    boolean isAlive() {
        return thread.isAlive();
    }

    /** How many live revocations are still to be appended again, as far as that is known. */
    long left() {
        return Math.max(left.get(), overwritten.size());
    }

    @Override
    public void onOverwritten(LiveRevocation revocation) {
        if (overwritten.size() < MOST_NAMED) {
            overwritten.add(revocation.revocation().target());
            work.release();
        } else {
            lookThroughAll();
        }
    }

    @Override
    public void onStateChanged(State from, State to) {
        if (to == State.REBUILDING) {
            Repair now = repair;
            if (now != null) {
                now.recovery().reopen();
            }
            watch.lookNow();
        }
        if (to == State.CURRENT) {
            lookThroughAll();
        }
    }

    /** Looks through everything that is live, soon. */
    void lookThroughAll() {
        lookThroughAll = true;
        work.release();
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

    private void run() {
        long wait = LOOK_MILLIS;
        try {
            while (!closed) {
                if (work.tryAcquire(wait, TimeUnit.MILLISECONDS)) {
                    work.drainPermits();
                }
                boolean done = attempt();
                wait = done
                        ? LOOK_MILLIS
                        : wait == LOOK_MILLIS ? FIRST_RETRY_MILLIS : Math.min(2 * wait, LONGEST_RETRY_MILLIS);
                if (!done) {
                    TimeUnit.MILLISECONDS.sleep(wait);
                    work.release();
                }
            }
        } catch (InterruptedException e) {
            // close() asks for the end; nothing else interrupts this thread.
            Thread.currentThread().interrupt();
        }
    }

    /** Returns whether nothing is left to do for now. */
    private boolean attempt() throws InterruptedException {
        Repair now = repair;
        if (now == null) {
            return true;
        }
        try {
            noticeDropped(now.list());
            noticePlacement(now.list());
            boolean done = lookThroughAll ? now.list().state() == State.CURRENT && repairAll(now) : restoreNamed(now);
            return done && recover(now);
        } catch (UnavailableException e) {
            LOGGER.warn("live revocations could not be appended again yet: {}", e.getMessage());
            return false;
        } catch (RuntimeException e) {
            LOGGER.error("appending live revocations again failed; it is tried again", e);
            return false;
        }
    }

    private void noticeDropped(RevocationList list) {
        long dropped = list.status().counters().getOrDefault("listener.dropped", 0L);
        if (dropped != droppedBefore) {
            droppedBefore = dropped;
            lookThroughAll = true;
        }
    }

    /** A topic can be re-created or given partitions, and be read again, between two looks at the list's state. */
    private void noticePlacement(RevocationList list) {
        Placement placement = Placement.of(list);
        if (placement != null && !placement.equals(settled)) {
            lookThroughAll = true;
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
            // What is named is among them.
            overwritten.clear();
            left.set(now.list().live().filter(LiveRevocation::overwritten).count());
            boolean all = restore(
                    now,
                    now.list()
                            .live()
                            .filter(LiveRevocation::overwritten)
                            .map(each -> each.revocation().target())
                            .iterator());
            done = all && !closed && placement.equals(Placement.of(now.list()));
            if (done) {
                settled = placement;
            }
            return done;
        } finally {
            left.set(0);
            if (!done) {
                lookThroughAll = true;
            }
        }
    }

    /**
     * Completes the recovery of a re-created topic.
     *
     * @return whether the audit has confirmed that the topic holds everything
     */
    private boolean recover(Repair now) throws UnavailableException, InterruptedException {
        Placement placement = settled;
        if (placement == null || now.recovery().isComplete(placement.topicId())) {
            return true;
        }
        return now.list().state() == State.CURRENT
                && placement.equals(Placement.of(now.list()))
                && now.recovery().complete(placement.topicId(), now.revoker(), now.list());
    }

    private boolean restoreNamed(Repair now) throws UnavailableException {
        List<Target> targets = List.copyOf(overwritten);
        if (targets.isEmpty()) {
            return true;
        }
        overwritten.removeAll(targets);
        boolean done = false;
        try {
            done = restore(now, targets.iterator());
            return done;
        } finally {
            if (!done) {
                overwritten.addAll(targets);
            }
        }
    }

    /** Returns whether nothing is left, because no other request was about one of the targets. */
    private boolean restore(Repair now, Iterator<Target> targets) throws UnavailableException {
        Progress progress = new Progress();
        Revoker.Restored restored = now.revoker().restoreAll(targets, progress::done, () -> closed);
        onRestored.accept(restored.appended());
        if (restored.appended() > 0) {
            LOGGER.warn("{} live revocations appended again, because the log no longer told them", restored.appended());
        }
        return restored.busy().isEmpty();
    }

    /** Says every few seconds how far a long repair is. */
    private final class Progress {
        private long saidAt = System.nanoTime();

        void done(int targets) {
            long now = left.updateAndGet(before -> Math.max(0, before - targets));
            if (System.nanoTime() - saidAt > LOG_NANOS) {
                saidAt = System.nanoTime();
                LOGGER.warn("appending live revocations again: {} left", now);
            }
        }
    }

    /** Stops; what is being appended is not waited for. Further calls do nothing. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
