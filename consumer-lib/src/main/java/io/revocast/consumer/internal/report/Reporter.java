package io.revocast.consumer.internal.report;

import io.revocast.consumer.Counters;
import io.revocast.consumer.Reporting;
import io.revocast.consumer.Status;
import io.revocast.consumer.internal.settings.ListSettings;
import io.revocast.consumer.internal.status.AppliedOffsets;
import io.revocast.consumer.internal.status.CounterSet;
import io.revocast.consumer.internal.status.ListLog;
import io.revocast.consumer.internal.status.Threads;
import io.revocast.consumer.internal.topic.KafkaClients;
import io.revocast.event.internal.InstanceReport.InstanceId;
import io.revocast.event.internal.InstanceReport.Program;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Reports what a list has applied, on a thread of its own: at once when the list moves, later moves together, and after
 * a period at the latest. The last report says that the list is closed.
 *
 * <p>A failure is counted, logged once for each cause, and followed by another attempt. It touches neither the state of
 * the list nor a check.
 */
public final class Reporter implements AutoCloseable {
    private static final Duration LAST_REPORT_LIMIT = Duration.ofSeconds(1);
    private static final Duration CLOSE_LIMIT = Duration.ofMillis(1_500);
    private static final Duration AFTER_INTERRUPT = Duration.ofMillis(500);
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final long LOG_AGAIN_NANOS = TimeUnit.MINUTES.toNanos(10);

    private final Reporting reporting;
    private final ListSettings settings;
    private final AppliedOffsets offsets;
    private final CounterSet counters;
    private final ListLog log;
    private final Supplier<Status> status;
    private final ReportComposer composer;
    private final ReportSender sender;
    private final Thread thread;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Map<String, Long> loggedAt = new HashMap<>();
    private volatile long closingSince;
    private boolean delivered;
    private Duration retry = FIRST_RETRY;

    /**
     * Takes the name of the instance from the host, when none was given.
     *
     * @param status of the list
     */
    public Reporter(
            ListSettings settings,
            Reporting reporting,
            AppliedOffsets offsets,
            Supplier<Status> status,
            KafkaClients clients,
            CounterSet counters,
            ListLog log) {
        this.settings = settings;
        this.reporting = reporting;
        this.offsets = offsets;
        this.counters = counters;
        this.log = log;
        this.status = status;
        Program program = ProgramIdentity.program(System.getenv());
        String given = reporting.instance();
        InstanceId id =
                new InstanceId(reporting.service(), given == null ? ProgramIdentity.instance(program.host()) : given);
        this.composer = new ReportComposer(settings, reporting, offsets, status, id, program);
        this.sender = new ReportSender(settings, reporting.topic(), clients);
        this.thread =
                new Thread(this::run, "revocast-report-" + settings.source().topic());
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    private void run() {
        // The list tells of its topic; until then there is little to report.
        pause(Duration.ZERO);
        while (!isClosing()) {
            report(ReportSender.limit());
            pause(delivered ? shortestInterval() : nextRetry());
        }
        if (delivered) {
            report(LAST_REPORT_LIMIT);
        }
        closeSender();
    }

    private Duration shortestInterval() {
        return Duration.ofSeconds(1).dividedBy(reporting.maxPerSecond());
    }

    private Duration nextRetry() {
        Duration wait = retry;
        Duration doubled = wait.multipliedBy(2);
        retry = doubled.compareTo(reporting.period()) < 0 ? doubled : reporting.period();
        return wait;
    }

    private void report(Duration limit) {
        try {
            sender.send(composer.next(sender.clockOffset()), limit);
            counters.count(Counters.REPORTS_SENT);
            delivered = true;
            retry = FIRST_RETRY;
        } catch (Throwable e) {
            // Whatever is thrown, also by a supplier of names: only close() ends this thread.
            delivered = false;
            if (!isClosing()) {
                counters.count(Counters.REPORTS_FAILED);
                logFailure(e);
            }
        }
    }

    private void logFailure(Throwable failure) {
        String cause =
                ReportFailure.of(failure, reporting.topic(), settings.source().bootstrapServers());
        String text = "reporting failed, trying again until it works: " + cause + "; checks are not affected";
        long now = settings.time().nanoTime().getAsLong();
        Long before = loggedAt.get(cause);
        boolean recent = before != null && now - before < LOG_AGAIN_NANOS;
        // In an outage the list itself has logged the cause.
        boolean known = ReportFailure.isOutage(failure) && status.get().cause() != null;
        if (recent || known) {
            log.debug(text, failure);
        } else {
            loggedAt.put(cause, now);
            log.warn(text);
        }
    }

    /** Waits for the shortest time between two reports, then for news or the end of the period. */
    private void pause(Duration shortest) {
        try {
            if (closing.await(shortest.toNanos(), TimeUnit.NANOSECONDS)) {
                return;
            }
            // A fleet that starts together spreads out.
            long period = reporting.period().toNanos();
            long jittered = period - ThreadLocalRandom.current().nextLong(period / 10);
            offsets.awaitNews(Duration.ofNanos(Math.max(0, jittered - shortest.toNanos())));
        } catch (InterruptedException e) {
            // An application server's interrupt, or that of close(), which the loop sees.
        }
    }

    private void closeSender() {
        try {
            sender.close();
        } catch (RuntimeException e) {
            log.debug("closing the producer of reports failed; it is abandoned", e);
        }
    }

    /** Begins to close: the thread sends its last report meanwhile. Returns at once. */
    public void leave() {
        if (!isClosing()) {
            closingSince = System.nanoTime();
            closing.countDown();
            offsets.announce();
        }
    }

    /** Ends the thread within two seconds of {@link #leave}, whatever the broker does. */
    @Override
    public void close() {
        leave();
        if (thread.isAlive()) {
            long left = CLOSE_LIMIT.toNanos() - (System.nanoTime() - closingSince);
            Threads.stop(thread, Duration.ofNanos(Math.max(1_000_000, left)), AFTER_INTERRUPT);
        }
    }
}
