package io.revocast.publisher.kafka;

import io.revocast.event.Receipt;
import io.revocast.event.internal.RevocationEvent;
import io.revocast.publisher.kafka.client.ClientProperties;
import io.revocast.publisher.kafka.topic.TopicIdentity;
import io.revocast.publisher.kafka.topic.TopicPlan;
import io.revocast.publisher.kafka.topic.TopicProvisioner;
import io.revocast.publisher.kafka.topic.TopicUnreachableException;
import io.revocast.publisher.kafka.topic.TopicWatch;
import io.revocast.publisher.request.UnavailableException;
import io.revocast.publisher.request.UnavailableException.Certainty;
import io.revocast.publisher.time.BoundedClock;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** Fills a topic without a publisher: creates it when it is missing, and appends many events at once. For one thread. */
public final class TopicSeed implements AutoCloseable {
    private static final int MOST_UNDER_WAY = 5_000;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final String topic;
    private final TopicWatch watch;
    private final TopicProvisioner provisioner;
    private final KafkaRevocationLog log;
    private final Deque<CompletableFuture<Receipt>> underWay = new ArrayDeque<>();
    private final BrokerTime time = new BrokerTime();
    private Map<Integer, Long> from = Map.of();

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
     * Creates the topic when it is missing, verifies it, and appends a heartbeat to each partition. The heartbeats tell
     * the brokers' time, and where the topic ended.
     *
     * @throws TopicUnreachableException when it is not verified within a minute, or has settings that lose records
     * @throws UnavailableException when the brokers do not confirm the heartbeats
     */
    public void open() throws TopicUnreachableException, UnavailableException, InterruptedException {
        watch.startAndAwait(LIMIT);
        Instant now = time.instant().truncatedTo(ChronoUnit.MILLIS);
        CompletableFuture<List<Receipt>> heartbeats = log.beat(now, "topic command", time);
        PendingCommit.await(heartbeats, "topic " + topic);
        from = heartbeats.join().stream().collect(Collectors.toMap(Receipt::partition, Receipt::offset));
    }

    /** The brokers' time, known after {@link #open}. */
    public BoundedClock clock() {
        return time;
    }

    /** Offsets by partition, known after {@link #open}: all that is appended afterwards stands later. */
    public Map<Integer, Long> from() {
        return from;
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
