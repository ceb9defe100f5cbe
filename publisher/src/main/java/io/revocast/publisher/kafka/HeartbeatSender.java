package io.revocast.publisher.kafka;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Appends a heartbeat to every partition about every three seconds, for as long as it runs. Readers measure with them how
 * long an event is under way and how far their clocks are off, and some go by them for freshness; the broker rolls its
 * segments with them.
 *
 * <p>One daemon thread. A heartbeat that fails is missed by nobody but its readers: it is logged once per outage.
 */
public final class HeartbeatSender implements AutoCloseable {
    /** How often, give or take a quarter, so that several publishers do not keep step. */
    static final Duration INTERVAL = Duration.ofSeconds(3);

    private static final Logger LOGGER = LoggerFactory.getLogger(HeartbeatSender.class);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(1);

    private final KafkaRevocationLog log;
    private final Clock clock;
    private final String name = ManagementFactory.getRuntimeMXBean().getName();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "revocast-heartbeat");
    private boolean failing;

    public HeartbeatSender(KafkaRevocationLog log, Clock clock) {
        this.log = log;
        this.clock = clock;
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

    private void run() {
        long interval = INTERVAL.toMillis();
        try {
            do {
                send();
            } while (!stopped.await(
                    interval * 3 / 4 + ThreadLocalRandom.current().nextLong(interval / 2), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            // close() asks for the end; nobody else interrupts this thread.
            Thread.currentThread().interrupt();
        }
    }

    private void send() throws InterruptedException {
        try {
            // The next one is not sent before this one's end is known: an outage must not pile them up.
            log.beat(clock.instant().truncatedTo(ChronoUnit.MILLIS), name).get(1, TimeUnit.MINUTES);
            failing = false;
        } catch (ExecutionException | TimeoutException e) {
            if (!failing) {
                LOGGER.atWarn()
                        .addKeyValue("error", String.valueOf(e.getMessage()))
                        .log("heartbeats are not confirmed");
            }
            failing = true;
        }
    }

    /** Stops within about a second. Further calls do nothing. */
    @Override
    public void close() {
        stopped.countDown();
        thread.interrupt();
        try {
            thread.join(CLOSE_LIMIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
