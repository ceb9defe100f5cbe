package io.revocast.consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Tells listeners what changed, on a thread of its own, and watches the state.
 *
 * <p>The state is watched from here, not announced by the replay thread, because a replay thread that hangs is one of
 * the things to tell of.
 */
final class ListenerDispatcher implements AutoCloseable {
    static final int CAPACITY = 10_000;

    private static final Logger LOGGER = LoggerFactory.getLogger(ListenerDispatcher.class);
    private static final Duration STATE_WATCH = Duration.ofMillis(100);

    private final BlockingQueue<Consumer<RevocationListener>> queue = new ArrayBlockingQueue<>(CAPACITY);
    private final List<RevocationListener> listeners;
    private final Supplier<Progress.View> view;
    private final ListSettings settings;
    private final Function<Progress.View, State> stateOf;
    private final Counters counters;
    private final Thread thread;
    private volatile boolean closing;
    private State lastState = State.STARTING;

    ListenerDispatcher(ListSettings settings, Progress progress, Counters counters) {
        this.settings = settings;
        this.listeners = settings.listeners();
        this.view = progress::view;
        this.stateOf = progress::state;
        this.counters = counters;
        this.thread =
                new Thread(this::run, "revocast-listeners-" + settings.source().topic());
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Hands over a notification, or drops and counts it when too many wait. Never blocks. */
    void tell(Consumer<RevocationListener> notification) {
        if (!listeners.isEmpty() && !queue.offer(notification)) {
            counters.count("listener.dropped");
        }
    }

    private void run() {
        try {
            while (!closing) {
                Consumer<RevocationListener> next = queue.poll(STATE_WATCH.toMillis(), TimeUnit.MILLISECONDS);
                watchState();
                if (next != null) {
                    notifyEach(next);
                }
            }
            watchState();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            watchState();
        }
    }

    private void watchState() {
        Progress.View now = view.get();
        State from = lastState;
        State to = stateOf.apply(now);
        if (from != to) {
            lastState = to;
            log(from, to, Diagnosis.of(now, to, settings));
            notifyEach(listener -> listener.onStateChanged(from, to));
        }
    }

    private static void log(State from, State to, @Nullable String cause) {
        LOGGER.atLevel(to == State.STALE || to == State.REBUILDING ? Level.WARN : Level.INFO)
                .addKeyValue("from", from.wireName())
                .addKeyValue("to", to.wireName())
                .addKeyValue("cause", cause == null ? "none" : cause)
                .log("revocation list changed state");
    }

    private void notifyEach(Consumer<RevocationListener> notification) {
        for (RevocationListener listener : listeners) {
            try {
                notification.accept(listener);
            } catch (RuntimeException | LinkageError | AssertionError e) {
                counters.count("listener.failed");
                LOGGER.atWarn()
                        .addKeyValue("listener", listener.getClass().getName())
                        .setCause(e)
                        .log("revocation listener threw");
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
