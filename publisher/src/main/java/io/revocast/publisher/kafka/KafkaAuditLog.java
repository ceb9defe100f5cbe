package io.revocast.publisher.kafka;

import io.revocast.publisher.audit.AuditEntry;
import io.revocast.publisher.audit.AuditLog;
import io.revocast.publisher.audit.AuditRecord.Seen;
import io.revocast.publisher.audit.AuditUnavailableException;
import io.revocast.publisher.kafka.client.ClientProperties;
import io.revocast.publisher.kafka.client.SendFailure;
import io.revocast.publisher.kafka.topic.TopicWatch;
import io.revocast.publisher.request.UnavailableException;
import io.revocast.publisher.request.UnavailableException.Certainty;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Appends decisions to the audit topic, in a chain of its own. One daemon thread sends, in the order of the calls, so
 * that no caller waits for a broker.
 *
 * <p>When a record is not confirmed its chain ends there, and the next entry opens another one that names the last
 * record known to be in the log. A record that arrives late continues the chain that was given up. Thread-safe. After
 * {@link #close} every append fails.
 */
public final class KafkaAuditLog implements AuditLog, AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(KafkaAuditLog.class);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);

    /** What may wait for the broker, counted in entries and their subjects. */
    private static final int MOST_WAITING = 100_000;

    private static final long POLL_MILLIS = 500;
    private static final Duration TRY_AGAIN = Duration.ofSeconds(3);

    private final ClientProperties properties;
    private final KafkaAuditReader reader;
    private final TopicWatch watch;
    private final Clock clock;
    private final Duration limit;
    private final BlockingQueue<Pending> queue = new LinkedBlockingQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final Thread thread;
    private volatile @Nullable Seen confirmed;
    private volatile @Nullable String cause;
    private volatile boolean closed;
    private @Nullable ChainProducer chain;
    private long triedAt = System.nanoTime();

    /**
     * An entry on its way.
     *
     * @param entry null for none: the chain is only to be opened
     */
    private record Pending(@Nullable AuditEntry entry, CompletableFuture<Void> done) {}

    public KafkaAuditLog(ClientProperties properties, KafkaAuditReader reader, TopicWatch watch, Clock clock) {
        this(properties, reader, watch, clock, Duration.ofSeconds(50));
    }

    KafkaAuditLog(ClientProperties properties, KafkaAuditReader reader, TopicWatch watch, Clock clock, Duration limit) {
        this.properties = properties;
        this.reader = reader;
        this.watch = watch;
        this.clock = clock;
        this.limit = limit;
        this.thread = new Thread(this::run, "revocast-audit");
        thread.setDaemon(true);
        // A process that starts is a fact worth a record, and the first decision finds the connection made.
        watch.whenVerified(() -> queue.add(new Pending(null, new CompletableFuture<>())));
    }

    /** Starts to send, once. Returns at once. */
    public void start() {
        thread.start();
    }

    /** Whether the broker has taken a record of this process. */
    public boolean isOpened() {
        return confirmed != null;
    }

    /** Whether the thread lives. */
    public boolean isAlive() {
        return thread.isAlive();
    }

    /** In plain words why entries are not being taken; null when they are. */
    public @Nullable String cause() {
        return cause;
    }

    @Override
    public CompletableFuture<Void> append(AuditEntry entry) {
        if (!watch.isVerified()) {
            return refused("the audit topic is not verified yet; nothing was written");
        }
        int weight = 1 + entry.subjects().size();
        if (waiting.addAndGet(weight) > MOST_WAITING) {
            waiting.addAndGet(-weight);
            return refused("too many audit entries wait for the broker; nothing was written");
        }
        Pending pending = new Pending(entry, new CompletableFuture<>());
        synchronized (queue) {
            if (closed) {
                waiting.addAndGet(-weight);
                return refused("the publisher is stopping; nothing was written");
            }
            queue.add(pending);
        }
        CompletableFuture<Void> done = pending.done().orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS);
        return done.whenComplete((nothing, failure) -> waiting.addAndGet(-weight))
                .exceptionallyCompose(KafkaAuditLog::unavailable);
    }

    private static CompletableFuture<Void> refused(String why) {
        return CompletableFuture.failedFuture(new UnavailableException(Certainty.NOT_WRITTEN, why));
    }

    private static CompletableFuture<Void> unavailable(Throwable failure) {
        Throwable reason = reason(failure);
        return CompletableFuture.failedFuture(
                reason instanceof TimeoutException
                        ? new UnavailableException(
                                Certainty.UNKNOWN, "the audit did not take the entry in time", reason)
                        : reason);
    }

    private void run() {
        try {
            while (!closed || !queue.isEmpty()) {
                Pending pending = queue.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
                if (pending != null && !pending.done().isDone()) {
                    write(pending);
                } else if (pending == null && isToBeOpened()) {
                    // A publisher that is not ready gets no requests, so it must try by itself.
                    write(new Pending(null, new CompletableFuture<>()));
                }
            }
        } catch (InterruptedException e) {
            // close() asks for the end; nothing else interrupts this thread.
            Thread.currentThread().interrupt();
        } finally {
            end();
        }
    }

    private boolean isToBeOpened() {
        return watch.isVerified() && !isOpened() && System.nanoTime() - triedAt > TRY_AGAIN.toNanos();
    }

    private void write(Pending pending) throws InterruptedException {
        try {
            ChainProducer open = chain();
            AuditEntry entry = pending.entry();
            if (entry != null) {
                var unused = open.append(entry).whenComplete((nothing, failure) -> pass(failure, pending.done()));
            }
            UnavailableException failure = open.failure();
            if (failure != null) {
                refuseAll(pending, failure);
            }
        } catch (AuditUnavailableException e) {
            refuseAll(
                    pending,
                    new UnavailableException(Certainty.NOT_WRITTEN, e.getMessage() + "; nothing was written", e));
        } catch (KafkaException e) {
            refuseAll(pending, new SendFailure(reader.topic(), "audit entry", "").notWritten(e));
        } catch (RuntimeException e) {
            // The thread must not end by an entry that cannot be written.
            LOGGER.atError().setCause(e).log("an audit entry cannot be written");
            pending.done().completeExceptionally(e);
        }
    }

    private void pass(@Nullable Throwable failure, CompletableFuture<Void> done) {
        if (failure == null) {
            done.complete(null);
        } else {
            Throwable reason = reason(failure);
            say(String.valueOf(reason.getMessage()));
            done.completeExceptionally(reason);
        }
    }

    private static Throwable reason(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    /** All that wait would fare alike, and one after the other they would wait too long. */
    private void refuseAll(Pending first, UnavailableException failure) {
        say(String.valueOf(failure.getMessage()));
        Pending next = first;
        while (next != null) {
            next.done().completeExceptionally(failure);
            next = queue.poll();
        }
    }

    private void say(String words) {
        if (cause == null) {
            LOGGER.atError()
                    .addKeyValue("topic", reader.topic())
                    .addKeyValue("error", words)
                    .log("audit entries are not taken");
        }
        cause = words;
    }

    private ChainProducer chain() throws AuditUnavailableException, InterruptedException {
        ChainProducer current = chain;
        if (current != null && current.failure() == null) {
            return current;
        }
        chain = null;
        triedAt = System.nanoTime();
        Seen known = confirmed;
        Seen after = known != null ? known : reader.last().orElse(null);
        ChainProducer opened = new ChainProducer(properties, reader.topic(), clock, this::confirmed);
        var unused = opened.open(after).whenComplete((nothing, failure) -> pass(failure, new CompletableFuture<>()));
        chain = opened;
        return opened;
    }

    private void confirmed(Seen seen) {
        confirmed = seen;
        if (cause != null) {
            cause = null;
            LOGGER.atInfo().addKeyValue("topic", reader.topic()).log("audit entries are taken again");
        }
    }

    private void end() {
        ChainProducer last = chain;
        chain = null;
        try {
            if (last != null) {
                last.close(CLOSE_LIMIT);
            }
        } catch (KafkaException e) {
            LOGGER.debug("the chain was not closed", e);
        }
        Pending left = queue.poll();
        while (left != null) {
            left.done()
                    .completeExceptionally(new UnavailableException(
                            Certainty.NOT_WRITTEN, "the publisher is stopping; nothing was written"));
            left = queue.poll();
        }
    }

    /** Waits up to 10 seconds for what was appended, then ends the chain. Further calls do nothing. */
    @Override
    public void close() {
        synchronized (queue) {
            closed = true;
            queue.add(new Pending(null, CompletableFuture.completedFuture(null)));
        }
        try {
            thread.join(CLOSE_LIMIT.toMillis());
            thread.interrupt();
            thread.join(TimeUnit.SECONDS.toMillis(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
