package io.revocast.consumer.internal.replay;

import io.revocast.consumer.internal.settings.ListSettings;
import io.revocast.consumer.internal.status.FreshnessProof;
import io.revocast.consumer.internal.status.LeaderEpochs;
import io.revocast.consumer.internal.status.ListLog;
import io.revocast.consumer.internal.status.ReplayProgress;
import io.revocast.consumer.internal.status.ReplayProgress.HeartbeatStatus;
import io.revocast.consumer.internal.status.ReplayProgress.Phase;
import io.revocast.consumer.internal.status.ReplayProgress.Position;
import io.revocast.consumer.internal.topic.KafkaClients;
import io.revocast.consumer.internal.topic.NoLeaderException;
import io.revocast.consumer.internal.topic.TopicInspector;
import io.revocast.consumer.internal.topic.UnreachableException;
import io.revocast.event.internal.EventCodec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * Replays the log to its end, then follows it, until something throws.
 *
 * <p><b>Positions.</b> {@code assign}, never {@code subscribe}: every instance reads every partition, there is no group
 * to rebalance and no committed offset that could be wrong. Every partition is sought explicitly: to the beginning, or
 * to the position that the previous session of the same topic reached, with the leader epoch of the record before it.
 * {@code auto.offset.reset=none} turns a lost position into an exception instead of a silent jump. Only the leader
 * epoch reveals a log that was truncated and has since grown past the position.
 *
 * <p><b>Caught up and fresh.</b> {@link FreshnessProbe} says what proves it.
 *
 * <p><b>Another log.</b> When the topic's id or partitions are not those of the last session, or the position lies
 * beyond the end, the log was re-created, truncated or given partitions. The entries stay, the log is read from its
 * beginning, and the union serves. Nothing is ever dropped because the log changed.
 */
final class ReplaySession {
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(5);
    private static final Duration REREAD_INTERVAL = Duration.ofMinutes(1);
    private static final Duration PING_INTERVAL = Duration.ofSeconds(1);
    /** Kafka's client writes several lines each time that a silent leader leaves a fetch unanswered. */
    private static final Duration FETCHING_PAUSES_AFTER = Duration.ofSeconds(10);

    /** After this time without an answer other clients are opened, which know the brokers' addresses of today. */
    static final Duration CLIENTS_WORN_AFTER = Duration.ofMinutes(2);

    private static final Duration LONGEST_POLL = Duration.ofMillis(200);
    private static final Duration POLL_BEFORE_PROOF = Duration.ofMillis(5);
    private static final String CORRUPT =
            ", as if a batch there were corrupt; nothing is left out by itself: repair the broker's log";
    private static final String TOO_LARGE = ", because a record there or soon after needs more memory than this process"
            + " has; nothing is left out by itself: raise the heap";

    private final ListSettings settings;
    private final ReplayProgress progress;
    private final StoreWriter writer;
    private final ListLog log;
    private final KafkaClients clients;
    private final @Nullable Metric connections;
    private final Consumer<byte[], byte[]> consumer;
    private final TopicInspector.Topic topic;
    private final List<TopicPartition> partitions;
    private final FreshnessProbe probe;
    private final Map<Integer, LeaderEpochs> epochs = new HashMap<>();
    private @Nullable FreshnessProof overflowedAt;
    private FreshnessProof lastAnswer;

    /**
     * What the worker has in every round.
     *
     * @param watch is asked to look at the topic's settings
     * @param ending is asked whether to end
     * @param pause waits, and ends early when the list is closed
     */
    record Round(SettingsWatch watch, BooleanSupplier ending, java.util.function.Consumer<Duration> pause) {}

    ReplaySession(
            ListSettings settings,
            ReplayProgress progress,
            StoreWriter writer,
            ListLog log,
            KafkaClients clients,
            KafkaClients.Reader reader,
            TopicInspector.Topic topic) {
        this.settings = settings;
        this.progress = progress;
        this.writer = writer;
        this.log = log;
        this.clients = clients;
        this.consumer = reader.consumer();
        this.connections = consumer.metrics().values().stream()
                .filter(metric -> metric.metricName().name().equals("connection-count")
                        && metric.metricName().group().equals("consumer-metrics"))
                .findFirst()
                .orElse(null);
        this.lastAnswer = FreshnessProof.now(settings.time());
        this.topic = topic;
        this.partitions = topic.partitions().stream()
                .map(number -> new TopicPartition(settings.source().topic(), number))
                .toList();
        this.probe = new FreshnessProbe(settings, clients.inspector(), reader, topic, partitions);
    }

    /** Reads until an ending is requested, or until something throws. */
    void run(Round round) {
        if (topic.newestAppend() != null) {
            writer.brokerReached(topic.newestAppend());
        }
        try {
            seek();
            while (!round.ending().getAsBoolean()) {
                if (isCutOff()) {
                    round.pause().accept(PING_INTERVAL);
                } else {
                    skipWhereTold();
                    askWhenDue();
                    poll();
                    round.watch().look();
                }
                writer.advanceExpiry();
                rereadWhenRoom();
            }
        } catch (OffsetOutOfRangeException | LogChangedException e) {
            // From a poll or from any question for a position: what was read is not this log, or no longer.
            progress.position(Position.NONE);
            throw e;
        }
    }

    /** Whether the consumer has lost every connection and no broker accepts another: then it need not try. */
    private boolean isCutOff() {
        if (connections == null || !(connections.metricValue() instanceof Double open) || open > 0) {
            return false;
        }
        try {
            UnreachableException.requireReachable(
                    clients.ping().get(), settings.source().bootstrapServers());
            return false;
        } catch (UnreachableException e) {
            progress.failed(String.valueOf(e.getMessage()));
            return true;
        }
    }

    private void skipWhereTold() {
        for (TopicPartition partition : partitions) {
            Long offset = progress.takeSkip(partition.partition());
            long position = offset == null ? 0 : consumer.position(partition, ANSWER_LIMIT);
            if (offset != null && offset > position) {
                consumer.seek(partition, offset);
                // Who wrote what is left out is not known, and may be another leader than that of the record before.
                epochs.remove(partition.partition());
                writer.skipped(offset - position);
                progress.skipped(partition.partition(), position, offset);
                log.warn("partition " + partition.partition() + ": records from offset " + position + " to " + offset
                        + " are left out, as an operator asked");
            }
        }
    }

    /** Reads the log again when there is room for the records that were left out, at most once in a while. */
    private void rereadWhenRoom() {
        if (overflowedAt != null
                && writer.hasRoom()
                && overflowedAt.age(settings.time()).compareTo(REREAD_INTERVAL) > 0) {
            throw new LogChangedException("entries have expired; reading the log again for those that were left out");
        }
    }

    private void seek() {
        consumer.assign(partitions);
        consumer.resume(consumer.paused());
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions, ANSWER_LIMIT);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, ANSWER_LIMIT);
        Position known = progress.view().position();
        boolean sameLog = known.isOf(topic.topicId(), topic.partitions());
        if (sameLog && !reachedBefore(known, ends)) {
            throw new LogChangedException("the log was truncated; reading it from its beginning");
        }
        Map<Integer, Long> next = new HashMap<>();
        long unread = 0;
        for (TopicPartition partition : partitions) {
            long begin = begins.getOrDefault(partition, 0L);
            long position = sameLog ? known.next().getOrDefault(partition.partition(), begin) : begin;
            LeaderEpochs read = sameLog && position >= begin ? known.epochs().get(partition.partition()) : null;
            if (read != null) {
                epochs.put(partition.partition(), read);
            }
            // Records that aged out of the log before they were read had expired: retention outlasts every token.
            position = Math.max(begin, position);
            next.put(partition.partition(), position);
            Optional<Integer> epoch = Optional.ofNullable(read).map(LeaderEpochs::newest);
            consumer.seek(partition, new OffsetAndMetadata(position, epoch, ""));
            unread += ends.getOrDefault(partition, 0L) - position;
        }
        writer.expect(unread);
        if (!sameLog) {
            onTopicReplaced();
        } else if (progress.view().causes().incomplete()) {
            overflowedAt = FreshnessProof.now(settings.time());
        }
        progress.position(new Position(topic.topicId(), next, epochs, 0));
        onHeartbeat();
    }

    private boolean reachedBefore(Position known, Map<TopicPartition, Long> ends) {
        return partitions.stream()
                .allMatch(partition -> known.next().getOrDefault(partition.partition(), Long.MAX_VALUE)
                        <= ends.getOrDefault(partition, 0L));
    }

    private void onTopicReplaced() {
        boolean replayed = progress.view().initialReplayComplete();
        writer.onTopicReplaced(partitions.size());
        writer.firstWrites().requests().readingAgain(topic.topicId());
        progress.phase(replayed ? Phase.REBUILDING : Phase.REPLAYING);
        progress.incomplete(false);
        if (replayed) {
            String cause = "topic " + settings.source().topic()
                    + " was re-created, truncated or given partitions; reading it again from the beginning";
            progress.failed(cause);
            log.warn(cause + "; topic id " + topic.topicId() + ", partitions " + partitions.size()
                    + "; all entries are kept");
        }
    }

    private void askWhenDue() {
        try {
            if (probe.askWhenDue()) {
                lastAnswer = FreshnessProof.now(settings.time());
                consumer.resume(consumer.paused());
            }
        } catch (TimeoutException e) {
            if (lastAnswer.age(settings.time()).compareTo(CLIENTS_WORN_AFTER) > 0) {
                throw UnreachableException.wornClients(settings.source().bootstrapServers());
            }
            List<PartitionInfo> leaders =
                    consumer.partitionsFor(settings.source().topic(), ANSWER_LIMIT);
            progress.failed(unanswered(leaders));
            pauseFetching(leaders);
        }
    }

    /** Until a question is answered; only when one broker leads all, because another one could still send records. */
    private void pauseFetching(List<PartitionInfo> leaders) {
        boolean oneBroker =
                leaders.stream().map(PartitionInfo::leader).distinct().count() == 1;
        if (oneBroker
                && leaders.get(0).leader() != null
                && probe.silence(lastAnswer).compareTo(FETCHING_PAUSES_AFTER) > 0) {
            consumer.pause(partitions);
        }
    }

    private String unanswered(List<PartitionInfo> leaders) {
        List<Integer> leaderless = leaders.stream()
                .filter(partition -> partition.leader() == null)
                .map(PartitionInfo::partition)
                .toList();
        return leaderless.isEmpty()
                ? "no broker at " + settings.source().bootstrapServers() + " answered in time"
                : String.valueOf(new NoLeaderException(settings.source().topic(), leaderless).getMessage());
    }

    private String unreadable(String why) {
        List<TopicPartition> unread = partitions.stream()
                .filter(partition -> probe.isUnread(partition, consumer.position(partition, ANSWER_LIMIT)))
                .toList();
        String where = (unread.isEmpty() ? partitions : unread)
                .stream()
                        .map(partition -> "partition " + partition.partition() + " offset "
                                + consumer.position(partition, ANSWER_LIMIT))
                        .collect(Collectors.joining(" or "));
        return "topic " + settings.source().topic() + " cannot be read on from " + where + why
                + ", or publish again what was lost and call skipTo";
    }

    private void onHeartbeat() {
        Heartbeats heartbeats = writer.heartbeats();
        progress.heartbeats(new HeartbeatStatus(heartbeats.oldest(topic.partitions()), heartbeats.clockSkew()));
    }

    private void poll() {
        ConsumerRecords<byte[], byte[]> records = records();
        // Records of another cluster must not be applied at a position in this one's log.
        probe.requireSameCluster();
        apply(records);
        Map<Integer, Long> next = new HashMap<>();
        for (TopicPartition partition : partitions) {
            next.put(partition.partition(), consumer.position(partition, ANSWER_LIMIT));
        }
        Position position = new Position(topic.topicId(), next, epochs, probe.lag(next));
        if (!position.equals(progress.view().position())) {
            progress.position(position);
            probe.progressed();
        }
        prove(next);
    }

    private ConsumerRecords<byte[], byte[]> records() {
        try {
            // It waits even when nothing is left to read: a broker that refuses to be read from says so in here, before
            // the proof.
            return consumer.poll(probe.awaitsIdentity() ? POLL_BEFORE_PROOF : LONGEST_POLL);
        } catch (KafkaException e) {
            // The client has no type of its own for a batch that is not what its checksum says; all else has one.
            throw e.getClass() == KafkaException.class ? new UnreadableLogException(unreadable(CORRUPT), e) : e;
        } catch (OutOfMemoryError e) {
            // A small batch may unpack to any size, and the client unpacks a record as a whole.
            throw new UnreadableLogException(unreadable(TOO_LARGE), e);
        }
    }

    private void apply(ConsumerRecords<byte[], byte[]> records) {
        boolean announce = progress.view().initialReplayComplete();
        for (TopicPartition partition : records.partitions()) {
            List<ConsumerRecord<byte[], byte[]>> batch = records.records(partition);
            ConsumerRecord<byte[], byte[]> newest = batch.get(batch.size() - 1);
            newest.leaderEpoch().ifPresent(epoch -> learnEpochs(batch, epoch));
            writer.brokerReached(newest);
            batch.forEach(record -> writer.apply(record, topic.topicId(), announce));
            if (progress.isReported()) {
                reportLastEvent(batch);
            }
        }
        if (!records.isEmpty()) {
            onHeartbeat();
        }
        if (writer.takeOverflow()) {
            // Before the next proof: what is left out is not known.
            overflowedAt = FreshnessProof.now(settings.time());
            progress.incomplete(true);
        }
    }

    /** Within a log, epochs never decrease: only a batch that ends with another one than before is looked through. */
    private void learnEpochs(List<ConsumerRecord<byte[], byte[]>> batch, int newest) {
        int partition = batch.get(0).partition();
        LeaderEpochs read = epochs.getOrDefault(partition, LeaderEpochs.NONE);
        if (Objects.equals(read.newest(), newest)) {
            return;
        }
        for (ConsumerRecord<byte[], byte[]> record : batch) {
            read = read.with(record.leaderEpoch().orElse(newest), record.offset());
        }
        epochs.put(partition, read);
    }

    /** Passes on the offset of the last record of a batch that is no heartbeat, if there is one. */
    private void reportLastEvent(List<ConsumerRecord<byte[], byte[]>> batch) {
        for (int i = batch.size() - 1; i >= 0; i--) {
            ConsumerRecord<byte[], byte[]> record = batch.get(i);
            if (!EventCodec.isHeartbeat(record.key(), record.partition())) {
                progress.applied(record.partition(), record.offset());
                return;
            }
        }
    }

    private void prove(Map<Integer, Long> positions) {
        try {
            FreshnessProof proof = probe.proof(positions);
            if (proof != null) {
                writer.caughtUp();
                progress.proved(proof);
            }
        } catch (TimeoutException e) {
            progress.failed(
                    "no broker at " + settings.source().bootstrapServers() + " answered in time which topic this is");
        }
    }
}
