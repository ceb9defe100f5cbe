package io.revocast.publisher.kafka;

import io.revocast.event.Receipt;
import io.revocast.event.RevocationEvent;
import io.revocast.publisher.revoke.UnavailableException;
import io.revocast.publisher.revoke.UnavailableException.Certainty;

import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Fills a topic without a publisher: makes it when it is missing, and appends many events at once. For one thread. */
public final class TopicSeed implements AutoCloseable {
    private static final int MOST_UNDER_WAY = 5_000;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final TopicWatch watch;
    private final KafkaRevocationLog log;
    private final CompletableFuture<String> verified = new CompletableFuture<>();
    private final Deque<CompletableFuture<Receipt>> underWay = new ArrayDeque<>();

    /**
     * @param plan of the topic, which is made whatever the plan says about missing ones
     */
    public TopicSeed(ClientProperties properties, TopicPlan plan) {
        watch = new TopicWatch(properties, plan.creating());
        log = new KafkaRevocationLog(properties, plan.name(), watch);
        watch.whenVerified(() -> verified.complete(""));
    }

    /**
     * Makes the topic when it is missing, and verifies it.
     *
     * @throws TopicUnreachableException when it is not verified within a minute, or must not be used as it is
     */
    public void open() throws TopicUnreachableException, InterruptedException {
        watch.start();
        try {
            String unfit =
                    verified.applyToEither(watch.unfit(), reason -> reason).get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            if (!unfit.isEmpty()) {
                throw new TopicUnreachableException(unfit, false, null);
            }
        } catch (ExecutionException | TimeoutException e) {
            throw new TopicUnreachableException(String.valueOf(watch.cause()), false, e);
        }
    }

    /** Appends an event; waits only when many are under way. */
    public void append(RevocationEvent event) throws UnavailableException, InterruptedException {
        if (underWay.size() >= MOST_UNDER_WAY) {
            await(underWay.remove());
        }
        underWay.add(log.append(event));
    }

    /**
     * Waits until all events are committed, and appends a heartbeat: after that the topic is not empty any more, and a
     * publisher starts on it.
     */
    public void finish() throws UnavailableException, InterruptedException {
        while (!underWay.isEmpty()) {
            await(underWay.remove());
        }
        await(log.beat(Clock.systemUTC().instant().truncatedTo(ChronoUnit.MILLIS), "topic command"));
    }

    private static void await(CompletableFuture<?> future) throws UnavailableException, InterruptedException {
        try {
            Object unused = future.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof UnavailableException cause
                    ? cause
                    : new UnavailableException(Certainty.UNKNOWN, String.valueOf(e.getCause()), e);
        } catch (TimeoutException e) {
            throw new UnavailableException(
                    Certainty.UNKNOWN, "the log did not confirm an event within " + LIMIT.toSeconds() + " s", e);
        }
    }

    /** Frees the connections. */
    @Override
    public void close() {
        log.close();
        watch.close();
    }
}
