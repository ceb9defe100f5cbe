package io.revocast.consumer;

import io.revocast.consumer.Progress.Beats;
import io.revocast.consumer.Progress.Phase;
import io.revocast.consumer.Progress.Position;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * One consumer's life: replay to the end of the log, then follow it, until something throws.
 *
 * <p><b>Positions.</b> {@code assign}, never {@code subscribe}: every instance reads every partition, there is no group
 * to rebalance and no committed offset that could be wrong. Every partition is sought explicitly, to the beginning or to
 * the position that the previous session of the same topic reached, with the epoch of the leader that wrote what stands
 * before it; {@code auto.offset.reset=none} turns a position that is lost, or was passed by another log's end, into an
 * exception instead of a silent jump.
 *
 * <p><b>Caught up</b> means that the position of each partition has reached the end offset that the broker named when it
 * was asked, after the seek. It is never concluded from an empty poll, which a broken connection gives too, nor from the
 * offset of the last record, which compaction and transaction markers leave short of the end.
 *
 * <p><b>Fresh</b> is the same question put again and again. The proof carries the time at which the question was
 * <em>sent</em>: whatever the broker confirmed before that moment has been applied. A question stays open until the
 * positions reach its answer, so a reader that falls behind ages honestly. Silence proves nothing, and neither does
 * {@code currentLag}, which repeats the last answer.
 *
 * <p><b>Another log.</b> When the topic's id or partitions are not those of the last session, or the position lies beyond
 * the end, the log was re-created or truncated: the entries stay, the log is read from its beginning, and the union
 * serves. Nothing is ever dropped because the log changed.
 */
final class ReplaySession {
    private static final Logger LOGGER = LoggerFactory.getLogger(ReplaySession.class);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(5);
    private static final Duration NO_PROGRESS_LIMIT = Duration.ofSeconds(10);
    private static final Duration REREAD_INTERVAL = Duration.ofMinutes(1);
    private static final Duration LONGEST_POLL = Duration.ofMillis(200);

    private final ListSettings settings;
    private final Progress progress;
    private final StoreWriter writer;
    private final TopicWatch watch;
    private final Consumer<byte[], byte[]> consumer;
    private final Map<Integer, Integer> epochs = new HashMap<>();
    private List<TopicPartition> partitions = List.of();
    private Map<TopicPartition, Long> knownEnds = Map.of();
    private @Nullable Evidence question;
    private @Nullable Evidence lastAsked;
    private @Nullable Evidence lastProgress;
    private @Nullable Evidence overflowedAt;

    ReplaySession(
            ListSettings settings,
            Progress progress,
            StoreWriter writer,
            TopicWatch watch,
            Consumer<byte[], byte[]> consumer) {
        this.settings = settings;
        this.progress = progress;
        this.writer = writer;
        this.watch = watch;
        this.consumer = consumer;
    }

    /** Reads until told to end, or until something throws. */
    void run(TopicInspector.Topic topic, BooleanSupplier ending) {
        if (topic.newestAppend() != null) {
            writer.brokerReached(topic.newestAppend());
        }
        seek(topic);
        try {
            while (!ending.getAsBoolean()) {
                watch.requireUnchanged(topic);
                skipWhereTold();
                askWhenDue();
                poll(topic.id());
                writer.letTimePass();
                mindTheRoom();
            }
        } catch (OffsetOutOfRangeException e) {
            // From a poll or from any question for a position: the log was truncated, and may have grown again since.
            progress.position(Position.NONE);
            throw e;
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
                LOGGER.atWarn()
                        .addKeyValue("topic", partition.topic())
                        .addKeyValue("partition", partition.partition())
                        .addKeyValue("from", position)
                        .addKeyValue("to", offset)
                        .log("records left out as an operator asked");
            }
        }
    }

    /** What was left out for want of room is read again when there is room, but not again and again. */
    private void mindTheRoom() {
        if (overflowedAt != null
                && writer.hasRoom()
                && overflowedAt.age(settings.time()).compareTo(REREAD_INTERVAL) > 0) {
            progress.position(Position.NONE);
            throw new LogChangedException("entries have expired; reading the log again for those that were left out");
        }
    }

    private void seek(TopicInspector.Topic topic) {
        partitions = topic.partitions().stream()
                .map(number -> new TopicPartition(settings.source().topic(), number))
                .toList();
        consumer.assign(partitions);
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions, ANSWER_LIMIT);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, ANSWER_LIMIT);
        Position known = progress.view().position();
        boolean sameLog = topic.id().equals(known.topicId()) && reachedBefore(known, ends);
        Map<Integer, Long> next = new HashMap<>();
        long unread = 0;
        for (TopicPartition partition : partitions) {
            long begin = begins.getOrDefault(partition, 0L);
            long position = sameLog ? known.next().getOrDefault(partition.partition(), begin) : begin;
            Integer epoch = sameLog && position >= begin ? known.epochs().get(partition.partition()) : null;
            if (epoch != null) {
                epochs.put(partition.partition(), epoch);
            }
            // Records that aged out of the log before they were read had expired: retention outlasts every token.
            position = Math.max(begin, position);
            next.put(partition.partition(), position);
            consumer.seek(partition, new OffsetAndMetadata(position, Optional.ofNullable(epoch), ""));
            unread += ends.getOrDefault(partition, 0L) - position;
        }
        writer.expect(unread);
        if (!sameLog) {
            anotherLog(topic, known);
        } else if (progress.view().trouble().incomplete()) {
            overflowedAt = Evidence.now(settings.time());
        }
        progress.position(new Position(topic.id(), next, epochs, 0));
        hear();
    }

    private boolean reachedBefore(Position known, Map<TopicPartition, Long> ends) {
        return known.next().size() == partitions.size()
                && partitions.stream()
                        .allMatch(partition -> known.next().getOrDefault(partition.partition(), Long.MAX_VALUE)
                                <= ends.getOrDefault(partition, 0L));
    }

    private void anotherLog(TopicInspector.Topic topic, Position known) {
        boolean replayed = progress.view().replayed();
        progress.incomplete(false);
        writer.anotherLog();
        progress.phase(replayed ? Phase.REBUILDING : Phase.REPLAYING);
        if (replayed) {
            progress.failed("topic " + settings.source().topic()
                    + " was re-created, truncated or given partitions; reading it again from the beginning");
            LOGGER.atWarn()
                    .addKeyValue("topic", settings.source().topic())
                    .addKeyValue("topicIdBefore", String.valueOf(known.topicId()))
                    .addKeyValue("topicId", topic.id())
                    .log("the log is not the one read before; entries are kept and the log is read from its beginning");
        }
    }

    private void askWhenDue() {
        Evidence asked = lastAsked;
        Duration interval = settings.policy().probeInterval();
        if (asked != null && asked.age(settings.time()).compareTo(interval) < 0) {
            return;
        }
        Evidence now = Evidence.now(settings.time());
        lastAsked = now;
        if (question != null && !stuck()) {
            // Still open: a newer answer would only move the goal away.
            return;
        }
        try {
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, ANSWER_LIMIT);
            requireNotShorter(ends);
            knownEnds = ends;
            question = now;
        } catch (TimeoutException e) {
            progress.failed(unanswered());
        }
    }

    /** Whether there is something to read and nothing has come for a while: the end may have become unreachable. */
    private boolean stuck() {
        return lastProgress != null && lastProgress.age(settings.time()).compareTo(NO_PROGRESS_LIMIT) > 0;
    }

    private void requireNotShorter(Map<TopicPartition, Long> ends) {
        for (TopicPartition partition : partitions) {
            long end = ends.getOrDefault(partition, 0L);
            long position = consumer.position(partition, ANSWER_LIMIT);
            if (end < Math.max(position, knownEnds.getOrDefault(partition, 0L))) {
                progress.position(Position.NONE);
                throw new LogChangedException("the log was truncated; reading it from its beginning");
            }
        }
    }

    private String unanswered() {
        List<Integer> leaderless = consumer.partitionsFor(settings.source().topic(), ANSWER_LIMIT).stream()
                .filter(partition -> partition.leader() == null)
                .map(PartitionInfo::partition)
                .toList();
        return leaderless.isEmpty()
                ? "no broker at " + settings.source().bootstrapServers() + " answered in time"
                : String.valueOf(new NoLeaderException(settings.source().topic(), leaderless).getMessage());
    }

    private String unreadable() {
        String where = partitions.stream()
                .filter(partition ->
                        consumer.position(partition, ANSWER_LIMIT) < knownEnds.getOrDefault(partition, Long.MAX_VALUE))
                .map(partition ->
                        "partition " + partition.partition() + " offset " + consumer.position(partition, ANSWER_LIMIT))
                .collect(Collectors.joining(" or "));
        return "topic " + settings.source().topic() + " cannot be read on from " + where
                + ", as if a batch there were corrupt; nothing is left out by itself: mend the broker's log, or publish"
                + " again what was lost and call skipTo";
    }

    private void hear() {
        Heartbeats heartbeats = writer.heartbeats();
        List<Integer> numbers =
                partitions.stream().map(TopicPartition::partition).toList();
        progress.heard(new Beats(heartbeats.oldest(numbers), heartbeats.clockSkew()));
    }

    private void poll(String topicId) {
        ConsumerRecords<byte[], byte[]> records;
        try {
            // It waits even when nothing is left to read: a broker that refuses to be read from says so in here, before
            // the proof.
            records = consumer.poll(LONGEST_POLL);
        } catch (KafkaException e) {
            // The client has no type of its own for a batch that is not what its checksum says; all else has one.
            throw e.getClass() == KafkaException.class ? new UnreadableLogException(unreadable(), e) : e;
        }
        boolean announce = progress.view().replayed();
        for (TopicPartition partition : records.partitions()) {
            List<ConsumerRecord<byte[], byte[]>> batch = records.records(partition);
            ConsumerRecord<byte[], byte[]> newest = batch.get(batch.size() - 1);
            newest.leaderEpoch().ifPresent(epoch -> epochs.put(partition.partition(), epoch));
            writer.brokerReached(newest);
            batch.forEach(record -> writer.apply(record, topicId, announce));
        }
        if (!records.isEmpty()) {
            hear();
        }
        if (writer.takeOverflow()) {
            // Before the next proof: what is left out is not known.
            overflowedAt = Evidence.now(settings.time());
            progress.incomplete(true);
        }
        Map<Integer, Long> next = new HashMap<>();
        long lag = 0;
        for (TopicPartition partition : partitions) {
            long position = consumer.position(partition, ANSWER_LIMIT);
            next.put(partition.partition(), position);
            lag += Math.max(0, knownEnds.getOrDefault(partition, position) - position);
        }
        Position position = new Position(topicId, next, epochs, lag);
        if (!position.equals(progress.view().position())) {
            progress.position(position);
            lastProgress = Evidence.now(settings.time());
        }
        if (question != null && lag == 0) {
            progress.proved(question);
            question = null;
        }
    }
}
