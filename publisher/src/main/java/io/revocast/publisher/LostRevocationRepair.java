package io.revocast.publisher;

import io.revocast.consumer.Counters;
import io.revocast.consumer.State;
import io.revocast.consumer.internal.KafkaRevocationList;
import io.revocast.consumer.internal.TopicPosition;
import io.revocast.consumer.internal.replay.OverwriteListener;
import io.revocast.consumer.internal.store.LiveRevocation;
import io.revocast.event.Target;
import io.revocast.event.internal.RevocationEvent;
import io.revocast.publisher.append.LiveRevocations;
import io.revocast.publisher.append.RevocationRestorer;
import io.revocast.publisher.kafka.topic.LogBeginnings;
import io.revocast.publisher.kafka.topic.TopicWatch;
import io.revocast.publisher.request.UnavailableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;

/**
 * Re-appends what the log would no longer tell a reader that starts:
 *
 * <ul>
 *   <li>live revocations that another writer's smaller record replaced;
 *   <li>live revocations whose records were deleted from the beginning of the log;
 *   <li>all live revocations, when the topic was re-created;
 *   <li>live revocations whose records a log has lost, together with its end;
 *   <li>records that stand in another partition than their keys hash to, after partitions were added.
 * </ul>
 *
 * <p>After partitions were added, or records deleted, the publisher confirms nothing until that is done, see
 * {@link #isSettled}. One daemon
 * thread does the work, in chunks of which several are under way; it tries again until it succeeds. The thread that
 * notifies only names targets. When so many are named that notifications are dropped, everything is looked through.
 * Thread-safe.
 */
final class LostRevocationRepair implements OverwriteListener, AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(LostRevocationRepair.class);
    private static final int BATCH = 500;
    private static final int MOST_NAMED = 10_000;
    private static final long FIRST_RETRY_MILLIS = 250;
    private static final long LONGEST_RETRY_MILLIS = 2_000;
    private static final long LOOK_MILLIS = 1_000;
    private static final long LOG_NANOS = TimeUnit.SECONDS.toNanos(5);
    /** How often brokers are asked where the log begins. */
    private static final Duration ASK_AGAIN = Duration.ofSeconds(5);

    private final TopicWatch watch;
    private final LogBeginnings beginnings;
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
    /** The beginnings up to which it is known what was deleted. */
    private Map<Integer, Long> examined = Map.of();
    /** In plain words which records were deleted, until everything live is appended again. */
    private volatile @Nullable String deleted;

    private record Repair(
            RevocationRestorer restorer, KafkaRevocationList list, LiveRevocations live, AuditedRecovery recovery) {}

    /** Over how many partitions of which topic everything live is placed, as the list has read it in a replay. */
    private record Placement(String topicId, int partitions, int replay) {
        static @Nullable Placement of(KafkaRevocationList list) {
            return list.position().map(Placement::of).orElse(null);
        }

        static Placement of(TopicPosition position) {
            return new Placement(position.topicId(), position.next().size(), position.replay());
        }
    }

    /**
     * @param beginnings where the log begins
     * @param onRestored is called with the number of revocations that were appended again
     */
    LostRevocationRepair(TopicWatch watch, LogBeginnings beginnings, IntConsumer onRestored) {
        this.watch = watch;
        this.beginnings = beginnings;
        this.onRestored = onRestored;
        thread.setDaemon(true);
    }

    /**
     * Says what appends and what is live; nothing is repaired before. The list needs its listeners before that.
     *
     * @param live what the list has, marked where records were deleted
     */
    void connect(
            RevocationRestorer restorer, KafkaRevocationList list, LiveRevocations live, AuditedRecovery recovery) {
        repair = new Repair(restorer, list, live, recovery);
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
        return watch.isOn(position)
                && deleted == null
                && (placed || position.next().size() == 1);
    }

    /** In plain words which records were deleted, until everything live is appended again; null without any. */
    @Nullable
    String cause() {
        return deleted;
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
            noticePlacement(now);
            noticeDeleted(now);
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

    private void noticeDropped(KafkaRevocationList list) {
        long dropped = list.status().counters().get(Counters.LISTENER_DROPPED);
        if (dropped != droppedBefore) {
            droppedBefore = dropped;
            lookThroughAll = true;
        }
    }

    /** A log can be re-created, given partitions or cut short, and be read again, between two looks at the list's state. */
    private void noticePlacement(Repair now) {
        Placement placement = Placement.of(now.list());
        Placement before = settled;
        if (placement != null && !placement.equals(before)) {
            if (before != null) {
                now.recovery().reopen();
            }
            lookThroughAll = true;
        }
    }

    /** Records can be deleted from the beginning of the log, which a reader that has read them does not notice. */
    private void noticeDeleted(Repair now) throws InterruptedException {
        TopicPosition position = now.list().position().orElse(null);
        if (position == null || now.list().state() != State.CURRENT) {
            return;
        }
        try {
            beginnings.ask(position.topicId(), position.next().keySet(), ASK_AGAIN);
        } catch (TimeoutException e) {
            LOGGER.debug("where the log begins could not be asked", e);
        }
        Map<Integer, Long> begin = beginnings.of(position.topicId());
        if (begin.equals(examined)) {
            return;
        }
        examined = begin;
        long lost = now.live()
                .live()
                .filter(each -> beginnings.isDeleted(each.receipt()))
                .count();
        if (lost > 0) {
            String cause = "records were deleted from the beginning of topic "
                    + now.list().topic() + ", which now begins at " + new TreeMap<>(begin)
                    + " (partition=offset), with those of " + lost + " live revocations";
            deleted = cause;
            LOGGER.error("{}; they are appended again", cause);
            // The audit names the deleted records, so the next publisher would wait for them.
            now.recovery().reopen();
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
                now.restorer()
                        .reinstateAgain(
                                displaced.subList(from, Math.min(displaced.size(), from + BATCH)),
                                now.list()::displacedReinstatements);
            }
            // What is named is among them.
            overwritten.clear();
            left.set(now.live().live().filter(LiveRevocation::overwritten).count());
            boolean all = restore(
                    now,
                    now.live()
                            .live()
                            .filter(LiveRevocation::overwritten)
                            .map(each -> each.revocation().target())
                            .iterator());
            done = all && !closed && placement.equals(Placement.of(now.list()));
            if (done) {
                settled = placement;
                deleted = null;
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
                && now.recovery().complete(placement.topicId(), now.restorer(), now.live());
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
        RevocationRestorer.Restored restored = now.restorer().restore(targets, progress::done, () -> closed);
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
