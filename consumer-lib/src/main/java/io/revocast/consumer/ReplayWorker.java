package io.revocast.consumer;

import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The one thread that owns the consumer and writes to the store. It starts a session, and when that throws, whatever it
 * throws, it waits and starts another, until it is closed.
 */
final class ReplayWorker implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(ReplayWorker.class);
    /** Three times what one round may wait for answers. */
    private static final Duration LONGEST_ROUND = Duration.ofMinutes(2);

    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

    private final ListSettings settings;
    private final Progress progress;
    private final Counters counters;
    private final Connections connections;
    private final SessionFactory sessions;
    private final Thread thread;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Backoff backoff = new Backoff();
    private volatile @Nullable Consumer<byte[], byte[]> consumer;
    private volatile Evidence lastRound;
    private boolean failing;

    ReplayWorker(
            ListSettings settings,
            Progress progress,
            Counters counters,
            Connections connections,
            SessionFactory sessions) {
        this.settings = settings;
        this.progress = progress;
        this.counters = counters;
        this.connections = connections;
        this.sessions = sessions;
        this.lastRound = Evidence.now(settings.time());
        this.thread =
                new Thread(this::run, "revocast-replay-" + settings.source().topic());
        thread.setDaemon(true);
    }

    /** How the worker reaches Kafka; a test supplies a scripted consumer. */
    record Connections(TopicInspector inspector, Supplier<Consumer<byte[], byte[]>> consumers) {}

    /** Makes the session that reads through a new consumer. */
    @FunctionalInterface
    interface SessionFactory {
        ReplaySession open(Consumer<byte[], byte[]> consumer);
    }

    void start() {
        thread.start();
    }

    /** Whether the thread lives and has come round lately, broker or no broker. */
    boolean isAlive() {
        return thread.isAlive() && lastRound.age(settings.time()).compareTo(LONGEST_ROUND) < 0;
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    private void run() {
        try {
            while (!isClosing()) {
                try {
                    lastRound = Evidence.now(settings.time());
                    readOnce();
                } catch (InterruptException e) {
                    // An application server's interrupt does not end the replay; only close() does.
                    Thread.interrupted();
                } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
                    failed(e);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Throwable e) {
            progress.ended("the replay thread ended: " + e.getClass().getSimpleName() + "; restart the process");
            throw e;
        }
    }

    private void readOnce() {
        TopicInspector.Topic topic = connections.inspector().inspect();
        if (!topic.differences().isEmpty() && !progress.view().replayed()) {
            throw new UnfitTopicException(settings.source().topic(), topic.differences());
        }
        Consumer<byte[], byte[]> opened = connections.consumers().get();
        consumer = opened;
        try {
            sessions.open(opened).run(topic, this::healthy);
        } finally {
            consumer = null;
            close(opened);
        }
    }

    /** Asked by the session before each round: it has come through another one. */
    private boolean healthy() {
        lastRound = Evidence.now(settings.time());
        if (progress.view().evidence() != null && progress.view().trouble().cause() == null) {
            backoff.reset();
            failing = false;
        }
        return isClosing();
    }

    private void failed(Throwable failure) throws InterruptedException {
        if (isClosing()) {
            return;
        }
        counters.count("reconnects");
        String cause = FailureCause.of(failure, settings.source());
        progress.failed(cause);
        LOGGER.atLevel(failing ? Level.DEBUG : Level.WARN)
                .addKeyValue("topic", settings.source().topic())
                .addKeyValue("cause", cause)
                .addKeyValue("error", failure.getClass().getName())
                .log("reading revocations failed; trying again until it works");
        LOGGER.debug("what failed", failure);
        failing = true;
        boolean unused = closing.await(backoff.next().toMillis(), TimeUnit.MILLISECONDS);
    }

    private static void close(Consumer<byte[], byte[]> opened) {
        try {
            opened.close(CloseOptions.timeout(Duration.ofMillis(500)));
        } catch (KafkaException e) {
            LOGGER.debug("closing a consumer failed; it is abandoned", e);
        }
    }

    /** Ends the thread; returns within {@code CLOSE_LIMIT} and a second, whatever the broker does. */
    @Override
    public void close() {
        closing.countDown();
        Consumer<byte[], byte[]> open = consumer;
        if (open != null) {
            open.wakeup();
        }
        if (thread.isAlive()) {
            Threads.stop(thread, CLOSE_LIMIT, Duration.ofSeconds(1));
        }
    }
}
