package io.revocast.publisher.kafka;

import io.revocast.event.Revocation;
import io.revocast.publisher.audit.AuditReplay;
import io.revocast.publisher.audit.TrailUnavailableException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/**
 * Keeps a publisher from starting on a topic that lost its revocations. The audit says what was revoked and in which
 * topic; the confirmed entry of a recovery says which topic took another one's place ({@link AuditReplay}).
 *
 * <p>A revocation is lost when no topic that this publisher may see has the id of its topic. It is also lost when its
 * record lies before the beginning of the log. Records in a topic prove nothing, because a recovery may have stopped early.
 *
 * <p>Thread-safe; one caller at a time reads the audit.
 */
public final class LostTopicGuard {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** By how much the clocks of publishers and brokers may differ, generously. */
    private static final Duration SKEW = Duration.ofDays(1);

    private static final long ANSWER_SECONDS = 15;

    private final ClientProperties properties;
    private final String auditTopic;
    private final TopicPlan plan;
    private final Clock clock;
    private volatile @Nullable String cleared;
    private @Nullable Reading reading;

    /**
     * What was lost.
     *
     * @param revocations that still hold and that nothing is known to have put back
     * @param topicIds of all topics that are gone, of the truncated one too
     * @param topicId of the topic there is; null when there is none
     */
    public record Lost(
            List<AuditReplay.Named> revocations,
            List<String> topicIds,
            @Nullable String topicId) {
        public Lost {
            revocations = List.copyOf(revocations);
            topicIds = List.copyOf(topicIds);
        }
    }

    /**
     * Which records the brokers still have.
     *
     * @param current the topic of revocations; null when there is none
     * @param others the ids of all other topics
     * @param beginnings the first offset of each partition of the current topic
     */
    private record Topics(@Nullable String current, Set<String> others, Map<Integer, Long> beginnings) {
        boolean hold(AuditReplay.Place place) {
            if (!Objects.equals(place.topicId(), current)) {
                return place.topicId() != null && others.contains(place.topicId());
            }
            return current != null
                    && (place.receipt() == null
                            || place.receipt().offset()
                                    >= beginnings.getOrDefault(place.receipt().partition(), Long.MAX_VALUE));
        }
    }

    /** A replay that goes on where it ended while nothing of the topics changes. */
    private static final class Reading {
        private final Topics topics;
        private final AuditReplay replay;
        private long position = -1;

        Reading(Topics topics, AuditReplay replay) {
            this.topics = topics;
            this.replay = replay;
        }
    }

    /**
     * Makes a guard.
     *
     * @param auditTopic where decisions are written down
     * @param plan of the topic of revocations
     */
    public LostTopicGuard(ClientProperties properties, String auditTopic, TopicPlan plan, Clock clock) {
        this.properties = properties;
        this.auditTopic = auditTopic;
        this.plan = plan;
        this.clock = clock;
    }

    /**
     * Throws when the topic does not hold revocations that still count.
     *
     * @param topic null when it does not exist
     */
    synchronized void requireNothingLost(Admin admin, @Nullable TopicDescription topic)
            throws LostTopicException, InterruptedException {
        Topics topics = topics(admin, topic);
        Reading last = reading;
        if (last == null || !last.topics.equals(topics)) {
            last = new Reading(topics, new AuditReplay(plan.longestTokenLifetime(), topics::hold, unused -> false));
        }
        int lost = read(admin, last).size();
        // The audit is long, and the topic is looked at every few seconds.
        reading = lost > 0 ? last : null;
        if (lost > 0) {
            throw new LostTopicException(plan.name(), topic == null, lost);
        }
        cleared = topics.current();
    }

    /** Whether a topic is known to hold everything that the audit names and that still counts. */
    public boolean isCleared(String topicId) {
        return topicId.equals(cleared);
    }

    /** Says that a topic holds everything, or, with null, that it is not known of any. */
    public void clear(@Nullable String topicId) {
        cleared = topicId;
    }

    /**
     * Returns the revocations that the audit names, that still hold, and that the topic does not hold.
     *
     * @param known revocations that need no look
     * @throws TopicUnreachableException when the audit cannot be read
     */
    public synchronized Lost lost(Predicate<Revocation> known) throws TopicUnreachableException, InterruptedException {
        try (Admin admin = Admin.create(properties.admin())) {
            Topics topics = topics(admin, describe(admin, plan.name()).orElse(null));
            Reading whole = new Reading(topics, new AuditReplay(plan.longestTokenLifetime(), topics::hold, known));
            List<AuditReplay.Named> revocations = read(admin, whole);
            return new Lost(revocations, whole.replay.lostTopicIds(), topics.current());
        } catch (KafkaException e) {
            throw new TopicUnreachableException(String.valueOf(e.getMessage()), e instanceof AuthorizationException, e);
        }
    }

    private Topics topics(Admin admin, @Nullable TopicDescription topic) throws InterruptedException {
        Set<String> others = new HashSet<>();
        for (TopicListing listing : answer(admin.listTopics().listings())) {
            if (!listing.name().equals(plan.name())) {
                others.add(listing.topicId().toString());
            }
        }
        if (topic == null) {
            return new Topics(null, others, Map.of());
        }
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        topic.partitions()
                .forEach(each -> wanted.put(new TopicPartition(plan.name(), each.partition()), OffsetSpec.earliest()));
        Map<Integer, Long> beginnings = new HashMap<>();
        answer(admin.listOffsets(wanted).all())
                .forEach((partition, found) -> beginnings.put(partition.partition(), found.offset()));
        return new Topics(topic.topicId().toString(), others, beginnings);
    }

    /** Reads the audit on to its end. What is older than the longest lifetime of a token names nothing that holds. */
    private List<AuditReplay.Named> read(Admin admin, Reading into) throws InterruptedException {
        if (describe(admin, auditTopic).isEmpty()) {
            return List.of();
        }
        try (AuditConsumer consumer = new AuditConsumer(properties, auditTopic)) {
            long end = consumer.end();
            consumer.seek(
                    into.position >= 0
                            ? into.position
                            : consumer.offsetAt(clock.instant()
                                    .minus(plan.longestTokenLifetime())
                                    .minus(plan.margin())
                                    .minus(SKEW)));
            while (consumer.position() < end) {
                Optional<ConsumerRecord<byte[], byte[]>> next = consumer.next(PATIENCE);
                if (next.isEmpty() && consumer.position() < end) {
                    throw new TrailUnavailableException("topic " + auditTopic + " could not be read to its end within "
                            + PATIENCE.toSeconds() + " s");
                }
                next.ifPresent(record -> into.replay.next(record.offset(), record.value()));
                into.position = consumer.position();
            }
        } catch (TrailUnavailableException e) {
            throw new KafkaException(
                    "whether revocations were lost with topic " + plan.name() + " cannot be told: " + e.getMessage(),
                    e);
        }
        return into.replay.live(clock.instant().minus(plan.margin()));
    }

    private static Optional<TopicDescription> describe(Admin admin, String topic) throws InterruptedException {
        try {
            return Optional.ofNullable(
                    answer(admin.describeTopics(List.of(topic)).allTopicNames()).get(topic));
        } catch (UnknownTopicOrPartitionException e) {
            return Optional.empty();
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
