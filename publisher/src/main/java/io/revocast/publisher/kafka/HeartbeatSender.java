package io.revocast.publisher.kafka;

import io.revocast.publisher.request.UnavailableException;
import io.revocast.publisher.request.UnavailableException.Certainty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Appends a heartbeat to every partition about every three seconds, for as long as it runs. Readers measure with them how
 * long an event is under way and how far their clocks are off. Some use them as proof of freshness. The broker rolls its
 * segments with them.
 *
 * <p>One daemon thread. A heartbeat that fails is logged once per outage.
 */
public final class HeartbeatSender implements AutoCloseable {
    /** How often, give or take a quarter, so that several publishers do not keep step. */
    static final Duration INTERVAL = Duration.ofSeconds(3);

    private static final Logger LOGGER = LoggerFactory.getLogger(HeartbeatSender.class);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(1);

    private final KafkaRevocationLog log;
    private final Clock clock;
    private final String name = ManagementFactory.getRuntimeMXBean().getName();
    private final BrokerTime times;
    private final Semaphore wanted = new Semaphore(0);
    private final Thread thread = new Thread(this::run, "revocast-heartbeat");
    private volatile boolean stopped;
    private boolean failing;

    /**
     * Makes a sender.
     *
     * @param clock of this machine
     * @param times learns when the brokers appended the heartbeats
     */
    public HeartbeatSender(KafkaRevocationLog log, Clock clock, BrokerTime times) {
        this.log = log;
        this.clock = clock;
        this.times = times;
        thread.setDaemon(true);
    }

    /** Starts to send, once. Returns at once. */
    public void start() {
        thread.start();
    }

    /** Whether the thread lives. */
    public boolean isAlive() {
        return thread.isAlive();
    }

    /** Sends a heartbeat soon, because the topic is now known. Returns at once. */
    public void sendNow() {
        wanted.release();
    }

    private void run() {
        long interval = INTERVAL.toMillis();
        try {
            do {
                send();
                if (wanted.tryAcquire(
                        interval * 3 / 4 + ThreadLocalRandom.current().nextLong(interval / 2), TimeUnit.MILLISECONDS)) {
                    wanted.drainPermits();
                }
            } while (!stopped);
        } catch (InterruptedException e) {
            // close() asks for the end; nothing else interrupts this thread.
            Thread.currentThread().interrupt();
        }
    }

    private void send() throws InterruptedException {
        try {
            // The next one is not sent before this one's end is known: an outage must not pile them up.
            log.beat(clock.instant().truncatedTo(ChronoUnit.MILLIS), name, times)
                    .get(1, TimeUnit.MINUTES);
            failing = false;
        } catch (ExecutionException | TimeoutException e) {
            if (!failing) {
                LOGGER.atWarn()
                        .addKeyValue("error", String.valueOf(e.getMessage()))
                        .log("heartbeats are not confirmed");
            }
            failing = true;
            if (e.getCause() instanceof UnavailableException refused && refused.certainty() == Certainty.NOT_WRITTEN) {
                times.refused(String.valueOf(refused.getMessage()).replace("; nothing was written", ""));
            }
        }
    }

    /** Stops within about a second. Further calls do nothing. */
    @Override
    public void close() {
        stopped = true;
        thread.interrupt();
        try {
            thread.join(CLOSE_LIMIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
