package io.revocast.publisher.kafka.topic;

import io.revocast.consumer.internal.TopicPosition;
import io.revocast.publisher.kafka.client.ClientProperties;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Provisions the topic, however long a broker takes to appear, and looks again every minute whether it is still the
 * one it was. A topic that is unfit at first ends the watch: a publisher must not start on it. One that becomes unfit
 * later is reported and used, because writing nothing would be worse.
 *
 * <p>One daemon thread; the other methods may be called by any thread.
 */
public final class TopicWatch implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(TopicWatch.class);
    private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);
    private static final long FIRST_BACKOFF_MILLIS = 250;
    private static final long LONGEST_BACKOFF_MILLIS = 5_000;

    private final TopicProvisioner provisioner;
    private final String topic;
    private final Thread thread;
    private final Semaphore looks = new Semaphore(0);
    private final CompletableFuture<String> unfit = new CompletableFuture<>();
    private final CompletableFuture<String> found = new CompletableFuture<>();
    private final List<Runnable> onVerified = new CopyOnWriteArrayList<>();
    private volatile @Nullable TopicIdentity identity;
    private volatile @Nullable String cause;
    private volatile boolean stopped;

    public TopicWatch(ClientProperties properties, WantedTopic plan) {
        this(properties, plan, null);
    }

    /**
     * @param guard keeps a topic from being used while it does not hold what the audit names; null for none
     */
    public TopicWatch(ClientProperties properties, WantedTopic plan, @Nullable LostTopicGuard guard) {
        this.provisioner = new TopicProvisioner(properties, plan, guard);
        this.topic = plan.name();
        this.cause = "topic " + topic + " is not verified yet";
        this.thread = new Thread(this::run, "revocast-topic-" + plan.name());
        thread.setDaemon(true);
    }

    /** Starts to watch, once. Returns at once. */
    public void start() {
        thread.start();
    }

    /**
     * Starts to watch, and waits until the topic is verified.
     *
     * @throws TopicUnreachableException when it is not verified in time, or has settings that lose records
     */
    public void startAndAwait(Duration limit) throws TopicUnreachableException, InterruptedException {
        start();
        try {
            String reason = found.applyToEither(unfit, words -> words).get(limit.toNanos(), TimeUnit.NANOSECONDS);
            if (!reason.isEmpty()) {
                throw new TopicUnreachableException(reason, false, null);
            }
        } catch (ExecutionException | TimeoutException e) {
            throw new TopicUnreachableException(String.valueOf(cause), false, e);
        }
    }

    /** Whether the topic has been found fit, or at least found when its settings may not be seen. */
    public boolean isVerified() {
        return identity != null;
    }

    /** Whether the thread lives, or has ended because the topic is unfit. */
    public boolean isAlive() {
        return thread.isAlive() || unfit.isDone();
    }

    /** In plain words what is wrong; null when nothing is. */
    public @Nullable String cause() {
        return cause;
    }

    /** Completes with the reason, in lines for a person to read, when the topic must not be used. */
    public CompletableFuture<String> unfit() {
        return unfit.copy();
    }

    /**
     * Runs the action on the watch's own thread when the topic is found fit, and whenever it is found to be another one
     * afterwards; add it before the start.
     */
    public void whenVerified(Runnable action) {
        onVerified.add(action);
    }

    /** Has the topic looked at again now, because it may be another one. Returns at once. */
    public void lookNow() {
        looks.release();
    }

    /** Whether events are appended to the topic, and over the partitions, that a list reads. */
    public boolean isOn(TopicPosition position) {
        TopicIdentity now = identity;
        return now != null
                && now.topicId().equals(position.topicId())
                && now.partitions() == position.next().size();
    }

    public Optional<TopicIdentity> identity() {
        return Optional.ofNullable(identity);
    }

    private void run() {
        long backoffMillis = FIRST_BACKOFF_MILLIS;
        try {
            do {
                boolean fit = look();
                backoffMillis = fit ? FIRST_BACKOFF_MILLIS : Math.min(backoffMillis * 2, LONGEST_BACKOFF_MILLIS);
                long jittered = backoffMillis / 2 + ThreadLocalRandom.current().nextLong(backoffMillis / 2);
                long wait = identity == null ? jittered : LOOK_AGAIN.toMillis();
                if (unfit.isDone()) {
                    return;
                }
                if (looks.tryAcquire(wait, TimeUnit.MILLISECONDS)) {
                    looks.drainPermits();
                }
            } while (!stopped);
        } catch (InterruptedException e) {
            // close() asks for the end; nothing else interrupts this thread.
            Thread.currentThread().interrupt();
        }
    }

    private boolean look() throws InterruptedException {
        try {
            found(provisioner.provision(identity != null));
            return true;
        } catch (LostTopicException e) {
            String words = String.valueOf(e.getMessage());
            say(words.equals(cause) ? Level.DEBUG : Level.ERROR, "revocations were lost", "error", words);
            cause = words;
        } catch (UnfitTopicException e) {
            if (identity == null) {
                unfit.complete(e.getMessage());
            } else {
                // It is used all the same, because appending nothing would be worse.
                found(e.identity());
                say(Level.ERROR, "topic is no longer fit", "error", e.getMessage());
            }
            cause = e.getMessage();
        } catch (KafkaException e) {
            unreached(e);
        } catch (RuntimeException e) {
            LOGGER.atError().addKeyValue("topic", topic).setCause(e).log("looking at the topic failed");
        }
        return false;
    }

    private void found(TopicIdentity now) {
        TopicIdentity before = identity;
        cause = now.verified()
                ? null
                : "the settings of topic " + topic + " are not verified: this publisher's principal lacks "
                        + "DESCRIBE_CONFIGS on it";
        if (before == null) {
            boolean verified = now.verified();
            say(
                    verified ? Level.INFO : Level.WARN,
                    verified ? "topic verified" : "topic found; its settings are not verified: grant DESCRIBE_CONFIGS",
                    "topicId",
                    now.topicId());
        } else if (!before.topicId().equals(now.topicId())) {
            say(Level.ERROR, "topic was re-created", "topicId", now.topicId());
        } else if (before.partitions() != now.partitions()) {
            say(Level.WARN, "topic was given partitions", "partitions", now.partitions());
        }
        identity = now;
        if (!now.equals(before)) {
            onVerified.forEach(Runnable::run);
        }
        found.complete("");
    }

    private void unreached(KafkaException e) {
        Throwable root = e;
        while (root.getCause() != null && root.getCause() instanceof KafkaException) {
            root = root.getCause();
        }
        String words = e instanceof AuthorizationException
                ? String.valueOf(e.getMessage())
                : "the topic could not be looked at: " + e.getMessage()
                        + (root.equals(e) ? "" : ": " + root.getMessage());
        if (words.equals(cause)) {
            say(Level.DEBUG, "topic not reached again", "error", words);
        } else {
            say(Level.WARN, "topic not reached, trying again", "error", words);
        }
        // A minute without answer says nothing against a topic that was verified.
        if (identity == null) {
            cause = words;
        }
    }

    private void say(Level level, String message, String key, @Nullable Object value) {
        LOGGER.atLevel(level)
                .addKeyValue("topic", topic)
                .addKeyValue(key, value)
                .log(message);
    }

    /** Stops watching, within about a second. Further calls do nothing. */
    @Override
    public void close() {
        stopped = true;
        thread.interrupt();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
