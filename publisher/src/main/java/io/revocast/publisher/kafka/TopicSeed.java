package io.revocast.publisher.kafka;

import io.revocast.event.Receipt;
import io.revocast.event.RevocationEvent;
import io.revocast.publisher.revoke.UnavailableException;
import io.revocast.publisher.revoke.UnavailableException.Certainty;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;

/** Fills a topic without a publisher: creates it when it is missing, and appends many events at once. For one thread. */
public final class TopicSeed implements AutoCloseable {
    private static final int MOST_UNDER_WAY = 5_000;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final String topic;
    private final TopicWatch watch;
    private final TopicProvisioner provisioner;
    private final KafkaRevocationLog log;
    private final Deque<CompletableFuture<Receipt>> underWay = new ArrayDeque<>();

    /**
     * Makes a seed.
     *
     * @param plan of the topic, which is created whatever the plan says about missing ones
     */
    public TopicSeed(ClientProperties properties, TopicPlan plan) {
        topic = plan.name();
        watch = new TopicWatch(properties, plan.creating());
        provisioner = new TopicProvisioner(properties, plan);
        log = new KafkaRevocationLog(properties, plan.name(), watch);
    }

    /**
     * Creates the topic when it is missing, and verifies it.
     *
     * @throws TopicUnreachableException when it is not verified within a minute, or has settings that lose records
     */
    public void open() throws TopicUnreachableException, InterruptedException {
        watch.startAndAwait(LIMIT);
    }

    /** Appends an event; waits only when many are under way. */
    public void append(RevocationEvent event) throws UnavailableException, InterruptedException {
        if (underWay.size() >= MOST_UNDER_WAY) {
            PendingCommit.await(underWay.remove(), "topic " + topic);
        }
        underWay.add(log.append(event));
    }

    /**
     * Waits until all events are committed.
     *
     * @return Kafka's id of the topic that holds them all
     * @throws UnavailableException also when the topic was re-created meanwhile
     */
    public String finish() throws UnavailableException, TopicUnreachableException, InterruptedException {
        while (!underWay.isEmpty()) {
            PendingCommit.await(underWay.remove(), "topic " + topic);
        }
        String topicId = watch.identity().map(TopicIdentity::topicId).orElse("");
        if (!provisioner.topicId().equals(topicId)) {
            throw new UnavailableException(
                    Certainty.UNKNOWN, "the topic was re-created or deleted while it was filled; repeat the command");
        }
        return topicId;
    }

    /** Frees the connections. */
    @Override
    public void close() {
        log.close();
        watch.close();
    }
}
