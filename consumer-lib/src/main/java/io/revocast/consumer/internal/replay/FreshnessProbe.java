package io.revocast.consumer.internal.replay;

import io.revocast.consumer.internal.settings.ListSettings;
import io.revocast.consumer.internal.status.FreshnessProof;
import io.revocast.consumer.internal.topic.KafkaClients;
import io.revocast.consumer.internal.topic.TopicInspector;
import io.revocast.consumer.internal.topic.TopicInspector.Identity;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Proves again and again that nothing is unread and that the topic is still the one that is being read.
 *
 * <p>One proof takes three steps, in this order:
 *
 * <ol>
 *   <li>The consumer asks for the end offsets. The proof carries the time at which this question was <em>sent</em>:
 *       everything that was committed before is below the answer.
 *   <li>The positions reach the end offsets. They are never concluded from an empty poll, which a broken connection
 *       gives too, nor from {@code currentLag}, which repeats the last answer. A question stays open until then, so a
 *       reader that falls behind ages honestly.
 *   <li>Only then the admin client asks for the topic's id and partitions. Ids never return, so the same id before and
 *       after shows that every record in between was read from one topic. The consumer must have been connected to the
 *       cluster of that topic alone, because the two clients can sit on different clusters.
 * </ol>
 *
 * <p>Residual: a broker with outdated metadata can answer the last question. Its bound is stated beside the leader
 * exception in the reliability page. Used by the replay thread alone.
 */
final class FreshnessProbe {
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(5);
    private static final Duration NO_PROGRESS_LIMIT = Duration.ofSeconds(10);
    /** Longer than the admin client's own limit, which as a rule ends the question first. */
    private static final Duration IDENTITY_LIMIT = Duration.ofSeconds(15);

    private final ListSettings.Time time;
    private final Duration interval;
    private final TopicInspector inspector;
    private final KafkaClients.Reader reader;
    private final TopicInspector.Topic topic;
    private final List<TopicPartition> partitions;
    private Map<TopicPartition, Long> ends = Map.of();
    private @Nullable FreshnessProof lastAsked;
    private @Nullable FreshnessProof lastProgress;
    private @Nullable FreshnessProof question;
    private @Nullable CompletableFuture<Identity> identity;
    private FreshnessProof identityAsked;
    private @Nullable CompletableFuture<Identity> doubt;

    FreshnessProbe(
            ListSettings settings,
            TopicInspector inspector,
            KafkaClients.Reader reader,
            TopicInspector.Topic topic,
            List<TopicPartition> partitions) {
        this.time = settings.time();
        this.interval = settings.policy().probeInterval();
        this.inspector = inspector;
        this.reader = reader;
        this.topic = topic;
        this.partitions = partitions;
        this.identityAsked = FreshnessProof.now(time);
    }

    /**
     * Asks for the end offsets when the last question is an interval old.
     *
     * @return whether it asked and got an answer
     * @throws TimeoutException when no leader answers in time
     * @throws LogChangedException when the log has become shorter, or when the leaders do not answer because the topic
     *     is another one
     * @throws UnknownTopicOrPartitionException when the leaders do not answer because the topic was deleted
     */
    boolean askWhenDue() {
        settleDoubt();
        if (lastAsked != null && lastAsked.age(time).compareTo(interval) < 0) {
            return false;
        }
        FreshnessProof now = FreshnessProof.now(time);
        lastAsked = now;
        if (question != null && !isStuck()) {
            // Still open: a newer answer would only move the goal away.
            return false;
        }
        Map<TopicPartition, Long> answer = endOffsets();
        requireNotShorter(answer);
        ends = answer;
        question = now;
        identity = null;
        return true;
    }

    private Map<TopicPartition, Long> endOffsets() {
        try {
            return reader.consumer().endOffsets(partitions, ANSWER_LIMIT);
        } catch (TimeoutException e) {
            // The consumer waits for a partition that its topic had, also when there is no such partition any longer.
            if (doubt == null) {
                doubt = inspector.identity();
            }
            throw e;
        }
    }

    /** Throws when a silent partition has left the topic, or the topic is gone. Any other failure settles nothing. */
    private void settleDoubt() {
        CompletableFuture<Identity> answer = doubt;
        if (answer == null || !answer.isDone()) {
            return;
        }
        doubt = null;
        Identity now;
        try {
            now = valueOf(answer);
        } catch (UnknownTopicOrPartitionException e) {
            throw e;
        } catch (RuntimeException e) {
            // The consumer's own timeout is reported already.
            return;
        }
        requireSame(now);
    }

    /** Whether there is something to read and nothing has come for a while: the end may have become unreachable. */
    private boolean isStuck() {
        return identity == null
                && lastProgress != null
                && lastProgress.age(time).compareTo(NO_PROGRESS_LIMIT) > 0;
    }

    private void requireNotShorter(Map<TopicPartition, Long> answer) {
        Consumer<byte[], byte[]> consumer = reader.consumer();
        for (TopicPartition partition : partitions) {
            long end = answer.getOrDefault(partition, 0L);
            long position = consumer.position(partition, ANSWER_LIMIT);
            if (end < Math.max(position, ends.getOrDefault(partition, 0L))) {
                throw new LogChangedException("the log was truncated; reading it from its beginning");
            }
        }
    }

    /** Learns that positions have moved. */
    void progressed() {
        lastProgress = FreshnessProof.now(time);
    }

    /** How long neither an answer nor a record has come. */
    Duration silence(FreshnessProof lastAnswer) {
        return (lastProgress == null ? lastAnswer : lastAnswer.younger(lastProgress)).age(time);
    }

    /** How many records below the last known ends are unread. */
    long lag(Map<Integer, Long> positions) {
        long lag = 0;
        for (TopicPartition partition : partitions) {
            long position = positions.getOrDefault(partition.partition(), 0L);
            lag += Math.max(0, ends.getOrDefault(partition, position) - position);
        }
        return lag;
    }

    /** Whether something is known to be unread in a partition, or may be because no end is known. */
    boolean isUnread(TopicPartition partition, long position) {
        return position < ends.getOrDefault(partition, Long.MAX_VALUE);
    }

    /** Whether everything up to the ends is read, and only the answer about the topic is missing. */
    boolean awaitsIdentity() {
        return identity != null;
    }

    /**
     * Returns a proof when there is a new one; null otherwise.
     *
     * @param positions of the next records, by partition
     * @throws LogChangedException when the topic is another one, or has other partitions
     * @throws TimeoutException when no broker answers about the topic in time
     * @throws RuntimeException when the question about the topic failed
     */
    @Nullable
    FreshnessProof proof(Map<Integer, Long> positions) {
        FreshnessProof asked = question;
        if (asked == null || lag(positions) > 0) {
            return null;
        }
        if (identity == null) {
            identity = inspector.identity();
            identityAsked = FreshnessProof.now(time);
        }
        if (!identity.isDone() && identityAsked.age(time).compareTo(IDENTITY_LIMIT) < 0) {
            return null;
        }
        CompletableFuture<Identity> answer = identity;
        question = null;
        identity = null;
        requireSame(valueOf(answer));
        return asked;
    }

    private void requireSame(Identity now) {
        Identity reading = topic.identity();
        if (!now.topicId().equals(reading.topicId())) {
            throw new LogChangedException("the topic was re-created; reading it from its beginning");
        }
        if (!now.equals(reading)) {
            throw new LogChangedException("the topic was given partitions; reading it from its beginning");
        }
        requireSameCluster();
    }

    /** Throws {@link LogChangedException} when the consumer was connected to another cluster since its last start. */
    void requireSameCluster() {
        if (!reader.cluster().sawOnly(topic.clusterId())) {
            throw new LogChangedException("another cluster answered; reading its topic from the beginning");
        }
    }

    private static Identity valueOf(CompletableFuture<Identity> answer) {
        if (!answer.isDone()) {
            throw new TimeoutException("no answer within " + IDENTITY_LIMIT.toSeconds() + " s");
        }
        try {
            return answer.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }
}
