package io.revocast.consumer.internal.status;

import io.revocast.consumer.Counters;
import io.revocast.consumer.RevocationListener;
import io.revocast.consumer.State;
import io.revocast.consumer.internal.settings.ListSettings;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Notifies listeners on a thread of its own, and watches the state.
 *
 * <p>This thread watches the state because a replay thread that hangs could not announce it. It survives whatever a
 * listener throws, and every interrupt except that of {@link #close}. Any thread may call any method.
 */
public final class ListenerDispatcher implements AutoCloseable {
    public static final int CAPACITY = 10_000;

    private static final Duration STATE_WATCH = Duration.ofMillis(100);
    /** How long the status reports a dropped notification. */
    private static final Duration DROP_REPORTED = Duration.ofMinutes(5);

    private final BlockingQueue<Consumer<RevocationListener>> queue = new ArrayBlockingQueue<>(CAPACITY);
    private final List<RevocationListener> listeners;
    private final AtomicLong unreportedDrops = new AtomicLong();
    private final Supplier<ReplayProgress.View> view;
    private final ListSettings settings;
    private final Function<ReplayProgress.View, State> stateOf;
    private final CounterSet counters;
    private final ListLog log;
    private final Thread thread;
    private volatile boolean started;
    private volatile boolean closing;
    private volatile @Nullable FreshnessProof lastDrop;
    private State lastState = State.STARTING;

    public ListenerDispatcher(ListSettings settings, ReplayProgress progress, CounterSet counters, ListLog log) {
        this.settings = settings;
        this.listeners = new CopyOnWriteArrayList<>(settings.listeners());
        this.view = progress::view;
        this.stateOf = progress::state;
        this.counters = counters;
        this.log = log;
        this.thread =
                new Thread(this::run, "revocast-listeners-" + settings.source().topic());
        thread.setDaemon(true);
    }

    public void start() {
        started = true;
        thread.start();
    }

    public boolean isAlive() {
        return thread.isAlive();
    }

    public void add(RevocationListener listener) {
        listeners.add(Objects.requireNonNull(listener, "listener"));
    }

    public boolean remove(RevocationListener listener) {
        return listeners.remove(Objects.requireNonNull(listener, "listener"));
    }

    /** Returns what is wrong with the notifications; null when nothing is. */
    @Nullable
    public String problem() {
        if (started && !closing && !thread.isAlive()) {
            return "the listener thread ended, and listeners are not notified; restart the process";
        }
        FreshnessProof drop = lastDrop;
        return drop == null || drop.age(settings.time()).compareTo(DROP_REPORTED) > 0
                ? null
                : "a listener is too slow: notifications were dropped within the last " + DROP_REPORTED.toMinutes()
                        + " minutes (counter listener.dropped); return from listeners sooner";
    }

    /** Enqueues a notification, or drops and counts it when too many wait. Never blocks. */
    public void enqueue(Consumer<RevocationListener> notification) {
        if (!listeners.isEmpty() && !queue.offer(notification)) {
            counters.count(Counters.LISTENER_DROPPED);
            lastDrop = FreshnessProof.now(settings.time());
            unreportedDrops.incrementAndGet();
        }
    }

    private void run() {
        while (!closing) {
            survive(this::dispatchNext);
        }
        survive(this::watchState);
    }

    /** Runs a step, whatever it throws: only {@link #close} ends this thread. */
    private void survive(Step step) {
        try {
            step.run();
        } catch (InterruptedException e) {
            // The interrupt comes from close(), which the loop sees, from a listener, or from an application server.
        } catch (Throwable e) {
            log.warn("the listener thread goes on after " + e.getClass().getName(), e);
            // If every step fails, the loop must not occupy a processor.
            LockSupport.parkNanos(STATE_WATCH.toNanos());
        }
    }

    @FunctionalInterface
    private interface Step {
        void run() throws InterruptedException;
    }

    private void dispatchNext() throws InterruptedException {
        Consumer<RevocationListener> next = queue.poll(STATE_WATCH.toMillis(), TimeUnit.MILLISECONDS);
        watchState();
        reportDrops();
        if (next != null) {
            notifyEach(next);
        }
    }

    private void reportDrops() {
        long count = unreportedDrops.getAndSet(0);
        if (count > 0) {
            notifyEach(listener -> listener.onNotificationsDropped(count));
        }
    }

    private void watchState() {
        ReplayProgress.View now = view.get();
        State from = lastState;
        State to = stateOf.apply(now);
        if (from != to) {
            lastState = to;
            log.stateChanged(from, to, StatusMessages.of(now, to, settings, problem()));
            notifyEach(listener -> listener.onStateChanged(from, to));
        }
    }

    private void notifyEach(Consumer<RevocationListener> notification) {
        for (RevocationListener listener : listeners) {
            try {
                notification.accept(listener);
            } catch (Throwable e) {
                counters.count(Counters.LISTENER_FAILED);
                log.warn(
                        "listener " + listener.getClass().getName() + " threw "
                                + e.getClass().getName(),
                        e);
            }
            if (!closing && Thread.interrupted()) {
                log.debug(() -> "listener " + listener.getClass().getName() + " left the thread interrupted");
            }
        }
    }

    /** Stops the notifications; waits up to 1.3 s for the one that is being delivered. */
    @Override
    public void close() {
        closing = true;
        if (thread.isAlive() && Thread.currentThread() != thread) {
            Threads.stop(thread, Duration.ofMillis(300), Duration.ofSeconds(1));
        }
    }
}
