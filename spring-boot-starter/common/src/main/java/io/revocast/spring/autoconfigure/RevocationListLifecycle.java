package io.revocast.spring.autoconfigure;

import io.revocast.consumer.RevocationList;
import io.revocast.consumer.RevocationListener;
import io.revocast.consumer.State;
import io.revocast.consumer.Status;
import io.revocast.spring.autoconfigure.RevocationListException.Problem;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.metrics.ApplicationStartup;
import org.springframework.core.metrics.StartupStep;

import java.time.Duration;
import java.util.List;

/**
 * Starts the list before the web server accepts traffic, and waits for the replay.
 *
 * <p>It does not stop the list. The context closes that bean after the web server has drained and stopped. A context that
 * is stopped and started again still has its list.
 */
final class RevocationListLifecycle implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(RevocationListLifecycle.class);

    /** Below the phase in which Spring Boot starts the web server, which is {@code Integer.MAX_VALUE - 2048}. */
    static final int PHASE = Integer.MAX_VALUE - 4096;

    private final RevocationList list;
    private final List<RevocationListener> listeners;
    private final Duration waitForReplay;
    private final ApplicationStartup startup;
    private volatile boolean running;
    private boolean started;

    RevocationListLifecycle(
            RevocationList list,
            List<RevocationListener> listeners,
            Duration waitForReplay,
            ApplicationStartup startup) {
        this.list = list;
        this.listeners = listeners;
        this.waitForReplay = waitForReplay;
        this.startup = startup;
    }

    @Override
    public synchronized void start() {
        if (list.state() == State.CLOSED) {
            throw new RevocationListException(
                    Problem.CLOSED, "the revocation list is closed before the web server has started");
        }
        if (!started) {
            started = true;
            listeners.forEach(list::addListener);
            list.addListener(new ClosedTooEarly());
            startList();
        }
        running = true;
        awaitReplay();
    }

    private void startList() {
        try {
            list.start();
        } catch (IllegalStateException e) {
            // The application started its own list already.
            LOG.debug("the revocation list was started before", e);
        } catch (IllegalArgumentException | KafkaException e) {
            throw new RevocationListException(Problem.BAD_SETTING, String.valueOf(e.getMessage()), e);
        }
    }

    private void awaitReplay() {
        StartupStep step = startup.start("revocast.replay");
        try {
            boolean current = list.awaitCurrent(waitForReplay);
            Status status = list.status();
            step.tag("state", status.state().wireName());
            step.tag("entries", Long.toString(status.entries()));
            if (!current && !waitForReplay.isZero()) {
                LOG.warn(
                        "the revocation list is {} after {}, so tokens are answered by the failure policy until it is"
                                + " current: {}",
                        status.state().wireName(),
                        waitForReplay,
                        reason(status.cause()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            step.end();
        }
    }

    /** A list that only needs more time has no cause. */
    static String reason(@Nullable String cause) {
        return cause == null ? "the replay takes longer; set revocast.wait-for-replay to wait for its end" : cause;
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }

    /** For Spring Framework 7, whose tests pause a context: a list follows the log all the time. */
    @SuppressWarnings("unused") // overrides a method of SmartLifecycle in Spring Framework 7
    public boolean isPauseable() {
        return false;
    }

    /** Says so when the application closes the list while requests still need it. */
    private final class ClosedTooEarly implements RevocationListener {
        @Override
        public void onStateChanged(State from, State to) {
            if (to == State.CLOSED && running) {
                LOG.error("the revocation list was closed while the web server accepts requests, so each answer is 503"
                        + " from now on. Remove your call of RevocationList.close(): the application context closes the list"
                        + " after the web server has stopped");
            }
        }
    }
}
