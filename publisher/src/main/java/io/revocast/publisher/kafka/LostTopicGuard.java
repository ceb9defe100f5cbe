package io.revocast.publisher.kafka;

import io.revocast.publisher.audit.AuditReplay;
import io.revocast.publisher.audit.TrailUnavailableException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicListing;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Keeps a publisher from starting on a topic that lost its revocations: one that does not exist, or to which nothing was
 * ever appended, while the audit names revocations of a topic that is gone.
 *
 * <p>A topic counts as gone when no topic of the cluster has its id, as far as this publisher may see. For one thread.
 */
public final class LostTopicGuard {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration REMEMBERED = Duration.ofMinutes(1);
    private static final long ANSWER_SECONDS = 15;

    private final ClientProperties properties;
    private final String auditTopic;
    private final TopicPlan plan;
    private final Clock clock;
    private @Nullable Found found;

    private record Found(int revocations, Instant at) {}

    /**
     * @param auditTopic where decisions are written down
     * @param plan of the topic of revocations
     */
    public LostTopicGuard(ClientProperties properties, String auditTopic, TopicPlan plan, Clock clock) {
        this.properties = properties;
        this.auditTopic = auditTopic;
        this.plan = plan;
        this.clock = clock;
    }

    /** Throws when the topic, which does not exist, held revocations that are gone. */
    void requireNothingLost(Admin admin) throws LostTopicException, InterruptedException {
        require(admin, true);
    }

    /** Throws when the topic is empty, and another one held revocations that are gone. */
    void requireNothingLost(Admin admin, int partitions) throws LostTopicException, InterruptedException {
        if (isEmpty(admin, partitions)) {
            require(admin, false);
        }
    }

    private void require(Admin admin, boolean missing) throws LostTopicException, InterruptedException {
        Found known = found;
        // Reading the audit takes long, and the topic is looked at every few seconds.
        if (known == null || known.at().plus(REMEMBERED).isBefore(clock.instant())) {
            known = new Found(lost(admin).size(), clock.instant());
        }
        found = known.revocations() == 0 ? null : known;
        if (known.revocations() > 0) {
            throw new LostTopicException(plan.name(), missing, known.revocations());
        }
    }

    private boolean isEmpty(Admin admin, int partitions) throws InterruptedException {
        Map<TopicPartition, OffsetSpec> ends = IntStream.range(0, partitions)
                .boxed()
                .collect(Collectors.toMap(
                        partition -> new TopicPartition(plan.name(), partition), partition -> OffsetSpec.latest()));
        return answer(admin.listOffsets(ends).all()).values().stream().allMatch(end -> end.offset() == 0);
    }

    /**
     * Returns the revocations that the audit names, that still hold, and whose topic is gone.
     *
     * @throws TopicUnreachableException when the audit cannot be read
     */
    public List<AuditReplay.Named> lost() throws TopicUnreachableException, InterruptedException {
        try (Admin admin = Admin.create(properties.admin())) {
            return lost(admin);
        } catch (KafkaException e) {
            throw new TopicUnreachableException(String.valueOf(e.getMessage()), e instanceof AuthorizationException, e);
        }
    }

    private List<AuditReplay.Named> lost(Admin admin) throws InterruptedException {
        if (!exists(admin)) {
            return List.of();
        }
        Set<String> there = answer(admin.listTopics().listings()).stream()
                .map(TopicListing::topicId)
                .map(Object::toString)
                .collect(Collectors.toSet());
        AuditReplay replay = new AuditReplay(plan.longestTokenLifetime());
        try (AuditConsumer consumer = new AuditConsumer(properties, auditTopic)) {
            long end = consumer.end();
            consumer.seek(0);
            while (consumer.position() < end) {
                Optional<ConsumerRecord<byte[], byte[]>> next = consumer.next(PATIENCE);
                if (next.isEmpty() && consumer.position() < end) {
                    throw new TrailUnavailableException("topic " + auditTopic + " could not be read to its end within "
                            + PATIENCE.toSeconds() + " s");
                }
                next.ifPresent(record -> replay.next(record.offset(), record.value()));
            }
        } catch (TrailUnavailableException e) {
            throw new KafkaException(
                    "whether revocations were lost with topic " + plan.name() + " cannot be told: " + e.getMessage(),
                    e);
        }
        return replay.live(clock.instant().minus(plan.margin())).stream()
                .filter(named -> named.topicId() == null || !there.contains(named.topicId()))
                .toList();
    }

    private boolean exists(Admin admin) throws InterruptedException {
        try {
            answer(admin.describeTopics(List.of(auditTopic)).allTopicNames());
            return true;
        } catch (UnknownTopicOrPartitionException e) {
            return false;
        }
    }

    private static <T> T answer(KafkaFuture<T> future) throws InterruptedException {
        try {
            return future.get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof KafkaException cause) {
                throw cause;
            }
            throw new KafkaException("asking for topics failed", e.getCause());
        } catch (TimeoutException e) {
            throw new KafkaException("no broker answered within " + ANSWER_SECONDS + " s", e);
        }
    }
}
