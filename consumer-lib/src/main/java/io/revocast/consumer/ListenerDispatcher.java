package io.revocast.consumer;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Tells listeners what changed, on a thread of its own, and watches the state.
 *
 * <p>The state is watched from here, not announced by the replay thread, because a replay thread that hangs is one of
 * the things to tell of. The thread survives whatever a listener throws, and every interrupt but that of
 * {@link #close}.
 */
final class ListenerDispatcher implements AutoCloseable {
    static final int CAPACITY = 10_000;

    private static final Duration STATE_WATCH = Duration.ofMillis(100);
    /** How long the status tells of a notification that was dropped. */
    private static final Duration DROP_REPORTED = Duration.ofMinutes(5);

    private final BlockingQueue<Consumer<RevocationListener>> queue = new ArrayBlockingQueue<>(CAPACITY);
    private final List<RevocationListener> listeners;
    private final Supplier<Progress.View> view;
    private final ListSettings settings;
    private final Function<Progress.View, State> stateOf;
    private final Counters counters;
    private final ListLog log;
    private final Thread thread;
    private volatile boolean started;
    private volatile boolean closing;
    private volatile @Nullable Evidence lastDrop;
    private State lastState = State.STARTING;

    ListenerDispatcher(ListSettings settings, Progress progress, Counters counters, ListLog log) {
        this.settings = settings;
        this.listeners = settings.listeners();
        this.view = progress::view;
        this.stateOf = progress::state;
        this.counters = counters;
        this.log = log;
        this.thread =
                new Thread(this::run, "revocast-listeners-" + settings.source().topic());
        thread.setDaemon(true);
    }

    void start() {
        started = true;
        thread.start();
    }

    boolean isAlive() {
        return thread.isAlive();
    }

    /** What is wrong with the notifications; null when nothing is. */
    @Nullable
    String trouble() {
        if (started && !closing && !thread.isAlive()) {
            return "the listener thread ended, and listeners are not notified; restart the process";
        }
        Evidence drop = lastDrop;
        return drop == null || drop.age(settings.time()).compareTo(DROP_REPORTED) > 0
                ? null
                : "a listener is too slow: notifications were dropped within the last " + DROP_REPORTED.toMinutes()
                        + " minutes (counter listener.dropped); return from listeners sooner";
    }

    /** Hands over a notification, or drops and counts it when too many wait. Never blocks. */
    void tell(Consumer<RevocationListener> notification) {
        if (!listeners.isEmpty() && !queue.offer(notification)) {
            counters.count("listener.dropped");
            lastDrop = Evidence.now(settings.time());
        }
    }

    private void run() {
        while (!closing) {
            survive(this::dispatchNext);
        }
        survive(this::watchState);
    }

    /** Runs a step, whatever it throws: this thread ends by {@link #close} alone. */
    private void survive(Step step) {
        try {
            step.run();
        } catch (InterruptedException e) {
            // It was close(), which the loop sees, or a listener's or an application server's interrupt.
        } catch (Throwable e) {
            log.warn("the listener thread goes on after " + e.getClass().getName(), e);
            // Should every step fail, it must not take a processor.
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
        if (next != null) {
            notifyEach(next);
        }
    }

    private void watchState() {
        Progress.View now = view.get();
        State from = lastState;
        State to = stateOf.apply(now);
        if (from != to) {
            lastState = to;
            log.stateChanged(from, to, Diagnosis.of(now, to, settings, trouble()));
            notifyEach(listener -> listener.onStateChanged(from, to));
        }
    }

    private void notifyEach(Consumer<RevocationListener> notification) {
        for (RevocationListener listener : listeners) {
            try {
                notification.accept(listener);
            } catch (Throwable e) {
                counters.count("listener.failed");
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

    /** Stops telling; waits a moment for the notification under way. */
    @Override
    public void close() {
        closing = true;
        if (thread.isAlive() && Thread.currentThread() != thread) {
            Threads.stop(thread, Duration.ofMillis(300), Duration.ofSeconds(1));
        }
    }
}
