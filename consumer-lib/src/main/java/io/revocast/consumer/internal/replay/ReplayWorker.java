package io.revocast.consumer.internal.replay;

import io.revocast.consumer.Counters;
import io.revocast.consumer.internal.settings.ListSettings;
import io.revocast.consumer.internal.status.CounterSet;
import io.revocast.consumer.internal.status.FreshnessProof;
import io.revocast.consumer.internal.status.ListLog;
import io.revocast.consumer.internal.status.ReplayProgress;
import io.revocast.consumer.internal.status.Threads;
import io.revocast.consumer.internal.topic.BrokerPing;
import io.revocast.consumer.internal.topic.KafkaClients;
import io.revocast.consumer.internal.topic.NoLeaderException;
import io.revocast.consumer.internal.topic.TopicInspector;
import io.revocast.consumer.internal.topic.UnreachableException;
import io.revocast.consumer.internal.topic.UnusableTopicException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The one thread that owns the consumer and writes to the store. It runs one session after the other until it is
 * closed: whatever a session throws, the worker waits and starts another.
 */
public final class ReplayWorker implements AutoCloseable {
    /** Three times what one round may wait for answers. */
    private static final Duration LONGEST_ROUND = Duration.ofMinutes(2);

    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);
    private static final Duration CONSUMER_CLOSE_LIMIT = Duration.ofMillis(500);

    private final ListSettings settings;
    private final ReplayProgress progress;
    private final CounterSet counters;
    private final KafkaClients clients;
    private final StoreWriter writer;
    private final SettingsWatch watch;
    private final ListLog log;
    private final Thread thread;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Backoff backoff = new Backoff();
    private volatile KafkaClients.@Nullable Reader reader;
    private volatile FreshnessProof lastRound;
    private boolean failing;
    private boolean oneByOne;
    private FreshnessProof openedAt;

    public ReplayWorker(
            ListSettings settings,
            ReplayProgress progress,
            CounterSet counters,
            KafkaClients clients,
            StoreWriter writer,
            ListLog log) {
        this.settings = settings;
        this.progress = progress;
        this.counters = counters;
        this.clients = clients;
        this.writer = writer;
        this.log = log;
        this.watch = new SettingsWatch(settings, clients.inspector(), progress, log);
        this.lastRound = FreshnessProof.now(settings.time());
        this.openedAt = lastRound;
        this.thread =
                new Thread(this::run, "revocast-replay-" + settings.source().topic());
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /** Whether the thread lives and has come round lately, broker or no broker. */
    public boolean isAlive() {
        return thread.isAlive() && lastRound.age(settings.time()).compareTo(LONGEST_ROUND) < 0;
    }

    /** What the consumer measures; empty while there is none. Any thread may call it. */
    public Map<MetricName, ? extends Metric> kafkaMetrics() {
        KafkaClients.Reader open = reader;
        return open == null ? Map.of() : open.consumer().metrics();
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    /** Whatever is thrown, also by a logger, does not end the replay; only {@link #close} does. */
    private void run() {
        while (!isClosing()) {
            try {
                lastRound = FreshnessProof.now(settings.time());
                readOnce();
            } catch (Throwable e) {
                survive(e);
            }
        }
        closeReader();
    }

    private void readOnce() {
        BrokerPing.Answer answer = clients.ping().get();
        if (answer != BrokerPing.Answer.UNKNOWN_HOST) {
            // Properties that do not work are reported whether or not a broker is up.
            clients.inspector().open();
        }
        UnreachableException.requireReachable(answer, settings.source().bootstrapServers());
        TopicInspector.Topic topic = clients.inspector().inspect();
        TopicInspector.Settings found = topic.settings();
        if (!found.differences().isEmpty() && !progress.view().initialReplayComplete()) {
            throw new UnusableTopicException(settings.source().topic(), found.differences());
        }
        watch.report(found);
        KafkaClients.Reader open = reader;
        if (open != null
                && (!progress.view().position().isOf(topic.topicId(), topic.partitions())
                        || !open.cluster().sawOnly(topic.clusterId()))) {
            // What a consumer has fetched already may be of the other log.
            closeReader();
            open = null;
        }
        if (open == null) {
            open = clients.readers().open(oneByOne);
            openedAt = FreshnessProof.now(settings.time());
            reader = open;
        }
        new ReplaySession(settings, progress, writer, log, clients, open, topic)
                .run(new ReplaySession.Round(watch, this::isEnding, this::pause));
    }

    /** Asked by the session before each round: it has come through another one. */
    private boolean isEnding() {
        lastRound = FreshnessProof.now(settings.time());
        if (progress.view().proof() != null && progress.view().causes().cause() == null) {
            backoff.reset();
            failing = false;
        }
        return isClosing();
    }

    private void survive(Throwable failure) {
        try {
            if (isClosing()) {
                return;
            }
            if (failure instanceof InterruptException) {
                // An application server's interrupt does not end the replay.
                Thread.interrupted();
                return;
            }
            if (!isWorthKeeping(failure)) {
                closeReader();
            }
            boolean tooLarge =
                    failure instanceof UnreadableLogException && failure.getCause() instanceof OutOfMemoryError;
            // A batch that is too large is read one by one, before the heap is to blame.
            boolean exhausted = failure instanceof OutOfMemoryError || (tooLarge && oneByOne);
            oneByOne = tooLarge;
            counters.count(Counters.RECONNECTS);
            if (exhausted) {
                counters.count(Counters.HEAP_EXHAUSTED);
            }
            String cause = FailureCause.of(failure, settings.source());
            progress.failed(cause);
            String text = "reading revocations failed, trying again until it works: " + cause + " ("
                    + failure.getClass().getName() + ")";
            if (failing) {
                log.debug(text, failure);
            } else {
                log.warn(text);
            }
            failing = true;
        } catch (Throwable e) {
            // A logger threw, or memory was exhausted, while the first failure was being reported.
            counters.count(Counters.RECONNECTS_UNREPORTED);
        }
        pause(backoff.next());
    }

    /** Whether the consumer only waits for a broker: another one would have to connect and log its settings again. */
    private boolean isWorthKeeping(Throwable failure) {
        FreshnessProof proof = progress.view().proof();
        boolean worn = openedAt.age(settings.time()).compareTo(ReplaySession.CLIENTS_WORN_AFTER) > 0
                && (proof == null || proof.age(settings.time()).compareTo(ReplaySession.CLIENTS_WORN_AFTER) > 0);
        return (failure instanceof TimeoutException && !worn)
                || failure instanceof NoLeaderException
                || (failure instanceof UnreachableException unreachable && !unreachable.areClientsWorn());
    }

    private void pause(Duration time) {
        try {
            boolean unused = closing.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            // As above: the wait is over, and the flag is cleared.
        }
    }

    private void closeReader() {
        KafkaClients.Reader open = reader;
        reader = null;
        if (open != null) {
            close(open.consumer());
        }
    }

    @SuppressWarnings("deprecation") // close(CloseOptions) is new in kafka-clients 4.1, and 3.3 must work
    private void close(Consumer<byte[], byte[]> opened) {
        try {
            opened.close(CONSUMER_CLOSE_LIMIT);
        } catch (RuntimeException e) {
            log.debug("closing a consumer failed; it is abandoned", e);
        }
    }

    /** Ends the thread; returns within {@code CLOSE_LIMIT} and two seconds, whatever the broker does. */
    @Override
    public void close() {
        closing.countDown();
        KafkaClients.Reader open = reader;
        if (open != null) {
            open.consumer().wakeup();
        }
        clients.inspector().close();
        if (thread.isAlive()) {
            Threads.stop(thread, CLOSE_LIMIT, Duration.ofSeconds(1));
        }
    }
}
