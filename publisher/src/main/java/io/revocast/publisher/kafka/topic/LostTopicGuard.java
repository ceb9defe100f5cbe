package io.revocast.publisher.kafka.topic;

import io.revocast.event.Receipt;
import io.revocast.event.Revocation;
import io.revocast.publisher.audit.AuditReplay;
import io.revocast.publisher.audit.AuditUnavailableException;
import io.revocast.publisher.idempotency.RequestHistory;
import io.revocast.publisher.kafka.client.AuditConsumer;
import io.revocast.publisher.kafka.client.ClientProperties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.admin.TopicListing;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Keeps a publisher from starting on a topic that lost its revocations. The audit says what was revoked and in which
 * topic; the confirmed entry of a recovery says which topic took another one's place ({@link AuditReplay}).
 *
 * <p>A revocation is lost when no topic that this publisher may see has the id of its topic. It is also lost when its
 * record lies before the beginning of the log. Records in a topic prove nothing, because a recovery may have stopped early.
 *
 * <p>A revocation is over only when this machine's clock and the newest record of the audit both say so. The brokers' clock
 * is at least as late as that record.
 *
 * <p>Thread-safe; one caller at a time reads the audit.
 */
public final class LostTopicGuard {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** By how much the clocks of publishers and brokers may differ, generously. */
    private static final Duration SKEW = Duration.ofDays(1);

    /** The event and the audit entry that names it are appended together. Producers give up after this time. */
    private static final Duration TOGETHER = Duration.ofMinutes(2);

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
     * @param beginnings the first offset of each of its partitions
     */
    public record Lost(
            List<AuditReplay.Named> revocations,
            List<String> topicIds,
            @Nullable String topicId,
            Map<Integer, Long> beginnings) {
        public Lost {
            revocations = List.copyOf(revocations);
            topicIds = List.copyOf(topicIds);
            beginnings = Map.copyOf(beginnings);
        }
    }

    /**
     * Which records the brokers still have.
     *
     * @param current the topic of revocations; null when there is none
     * @param others the ids of all other topics
     * @param beginnings where each partition of the current topic begins
     */
    private record Topics(@Nullable String current, Set<String> others, Map<Integer, Beginning> beginnings) {
        boolean hold(AuditReplay.Place place) {
            if (!Objects.equals(place.topicId(), current)) {
                return place.topicId() != null && others.contains(place.topicId());
            }
            if (current == null) {
                return false;
            }
            Receipt receipt = place.receipt();
            if (receipt != null) {
                Beginning beginning = beginnings.get(receipt.partition());
                return beginning != null && receipt.offset() >= beginning.offset();
            }
            return place.from().isEmpty()
                    ? beginnings.values().stream().allMatch(each -> each.isBefore(place.namedAt()))
                    : beginnings.entrySet().stream()
                            .allMatch(each ->
                                    each.getValue().offset() <= place.from().getOrDefault(each.getKey(), 0L));
        }
    }

    /**
     * Where a partition begins.
     *
     * @param offset the first offset; later ones may be compacted
     * @param appended when the broker appended the first record there is; null without a record
     */
    private record Beginning(long offset, @Nullable Instant appended) {
        /** Whether the partition has all that was appended since an instant. */
        boolean isBefore(Instant instant) {
            return offset == 0 || (appended != null && appended.isBefore(instant.minus(TOGETHER)));
        }
    }

    /** A replay that goes on where it ended while nothing of the topics changes. */
    private static final class Reading {
        private final Topics topics;
        private final AuditReplay replay;
        private long position = -1;
        private Instant newest = Instant.EPOCH;

        Reading(Topics topics, AuditReplay replay) {
            this.topics = topics;
            this.replay = replay;
        }

        void next(ConsumerRecord<byte[], byte[]> record) {
            Instant appended = Instant.ofEpochMilli(record.timestamp());
            newest = appended.isAfter(newest) ? appended : newest;
            replay.next(record.offset(), appended, record.value());
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
     * Returns the guard of a topic; null without an audit, from which it would learn what was lost.
     *
     * @param audit null without one
     */
    public static @Nullable LostTopicGuard of(
            ClientProperties properties, @Nullable AuditTopicPlan audit, TopicPlan plan, Clock clock) {
        return audit == null ? null : new LostTopicGuard(properties, audit.name(), plan, clock);
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
            Map<Integer, Long> beginnings = new HashMap<>();
            topics.beginnings().forEach((partition, each) -> beginnings.put(partition, each.offset()));
            return new Lost(revocations, whole.replay.lostTopicIds(), topics.current(), beginnings);
        } catch (KafkaException e) {
            throw new TopicUnreachableException(String.valueOf(e.getMessage()), e instanceof AuthorizationException, e);
        }
    }

    /**
     * Returns every revocation that the audit names and that still holds, whether the topic holds it or not.
     *
     * @throws TopicUnreachableException when the audit cannot be read
     */
    public synchronized List<AuditReplay.Named> named() throws TopicUnreachableException, InterruptedException {
        try (Admin admin = Admin.create(properties.admin())) {
            Topics topics = topics(admin, describe(admin, plan.name()).orElse(null));
            // Publishers of other topics may share the audit.
            AuditReplay replay = new AuditReplay(
                    plan.longestTokenLifetime(),
                    place -> place.topicId() != null && topics.others().contains(place.topicId()),
                    unused -> false);
            return read(admin, new Reading(topics, replay));
        } catch (KafkaException e) {
            throw new TopicUnreachableException(String.valueOf(e.getMessage()), e instanceof AuthorizationException, e);
        }
    }

    private Topics topics(Admin admin, @Nullable TopicDescription topic) throws InterruptedException {
        Set<String> others = new HashSet<>();
        for (TopicListing listing : AdminAnswers.await(admin.listTopics().listings())) {
            if (!listing.name().equals(plan.name())) {
                others.add(listing.topicId().toString());
            }
        }
        if (topic == null) {
            return new Topics(null, others, Map.of());
        }
        Map<TopicPartition, OffsetSpec> earliest = new HashMap<>();
        Map<TopicPartition, OffsetSpec> first = new HashMap<>();
        topic.partitions().forEach(each -> {
            TopicPartition partition = new TopicPartition(plan.name(), each.partition());
            earliest.put(partition, OffsetSpec.earliest());
            first.put(partition, OffsetSpec.forTimestamp(0));
        });
        Map<TopicPartition, ListOffsetsResultInfo> offsets =
                AdminAnswers.await(admin.listOffsets(earliest).all());
        Map<TopicPartition, ListOffsetsResultInfo> records =
                AdminAnswers.await(admin.listOffsets(first).all());
        Map<Integer, Beginning> beginnings = new HashMap<>();
        offsets.forEach((partition, found) -> {
            ListOffsetsResultInfo record = records.get(partition);
            beginnings.put(
                    partition.partition(),
                    new Beginning(
                            found.offset(),
                            record == null || record.offset() < 0 ? null : Instant.ofEpochMilli(record.timestamp())));
        });
        return new Topics(topic.topicId().toString(), others, beginnings);
    }

    /** Reads the audit on to its end. What is older than the longest lifetime of a token names nothing that holds. */
    private List<AuditReplay.Named> read(Admin admin, Reading into) throws InterruptedException {
        if (describe(admin, auditTopic).isEmpty()) {
            return List.of();
        }
        try (AuditConsumer consumer = new AuditConsumer(properties, auditTopic)) {
            long end = consumer.end();
            consumer.seek(into.position >= 0 ? into.position : beginning(consumer, end));
            while (consumer.position() < end) {
                Optional<ConsumerRecord<byte[], byte[]>> next = consumer.next(PATIENCE);
                if (next.isEmpty() && consumer.position() < end) {
                    throw new AuditUnavailableException("topic " + auditTopic + " could not be read to its end within "
                            + PATIENCE.toSeconds() + " s");
                }
                next.ifPresent(into::next);
                into.position = consumer.position();
            }
        } catch (AuditUnavailableException e) {
            throw new KafkaException(
                    "whether revocations were lost with topic " + plan.name() + " cannot be told: " + e.getMessage(),
                    e);
        }
        return into.replay.live(earlier(clock.instant(), into.newest).minus(plan.margin()));
    }

    /** Returns the offset before which nothing names a revocation that holds. */
    private long beginning(AuditConsumer consumer, long end) throws AuditUnavailableException, InterruptedException {
        if (!consumer.hasRecords()) {
            return end;
        }
        Instant newest = consumer.lastAppended(PATIENCE)
                .orElseThrow(() -> new AuditUnavailableException("topic " + auditTopic
                        + " did not return its last record within " + PATIENCE.toSeconds() + " s"));
        return consumer.offsetAt(earlier(clock.instant(), newest)
                .minus(plan.longestTokenLifetime())
                .minus(plan.margin())
                .minus(RequestHistory.KEPT)
                .minus(SKEW));
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static Optional<TopicDescription> describe(Admin admin, String topic) throws InterruptedException {
        try {
            return Optional.ofNullable(
                    AdminAnswers.await(admin.describeTopics(List.of(topic)).allTopicNames())
                            .get(topic));
        } catch (UnknownTopicOrPartitionException e) {
            return Optional.empty();
        }
    }
}
