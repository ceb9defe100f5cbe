package io.revocast.publisher.fleet;

import io.revocast.consumer.internal.TopicPosition;
import io.revocast.event.Receipt;
import io.revocast.event.internal.InstanceReport;
import io.revocast.event.internal.InstanceReport.Applied;
import io.revocast.event.internal.InstanceReport.ClockOffset;
import io.revocast.event.internal.InstanceReport.ReaderSettings;
import io.revocast.event.internal.InstanceReport.Replay;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** What one run of an instance has reported. Not thread-safe: its instance guards it. */
final class RunState {
    private final AppliedHistory history = new AppliedHistory();
    /** When the first report of the run was appended; null when the publisher did not see the first one. */
    private final @Nullable Instant startedBy;

    private InstanceReport report;
    private Instant reportedAt;
    /** The topic that the history is about; null before the run has applied anything of a topic that is known. */
    private @Nullable String topicId;
    /** The leader epoch of the last record that the run has read, by partition, where it says so. */
    private Map<Integer, Integer> epochs = Map.of();
    /** Which records of that topic were not applied live; null when the run does not say. */
    private @Nullable Replay replay;

    private boolean otherTopic;

    RunState(InstanceReport first, Instant appendedAt) {
        this.report = first;
        this.reportedAt = appendedAt;
        this.startedBy = first.number() == 1 ? appendedAt : null;
    }

    InstanceReport report() {
        return report;
    }

    Instant reportedAt() {
        return reportedAt;
    }

    /**
     * Takes the next report of the run.
     *
     * @param judgement of its position; unless that is possible, the report only shows that the run lives
     * @param own how far the publisher had read when it judged; null only for a report without a position
     */
    void accept(InstanceReport next, Instant appendedAt, ReportJudgement judgement, @Nullable TopicPosition own) {
        report = next;
        reportedAt = appendedAt;
        otherTopic = judgement == ReportJudgement.OTHER_TOPIC;
        if (judgement != ReportJudgement.POSSIBLE || next.topicId() == null || own == null) {
            return;
        }
        if (!Objects.equals(topicId, next.topicId())) {
            history.clear();
            topicId = next.topicId();
        } else if (isOfLostEnd(next, own) || hasGoneBack(next)) {
            history.readAgain();
        }
        epochs = next.epochs();
        replay = next.replay();
        for (Map.Entry<Integer, Applied> each : next.applied().entrySet()) {
            Applied applied = each.getValue();
            history.add(
                    each.getKey(),
                    applied.next(),
                    applied.last(),
                    moment(applied.at(), next.clockOffset(), appendedAt));
        }
    }

    /** Whether what the run had read is of a log that lost its end, and it has read what took the place of that since. */
    private boolean isOfLostEnd(InstanceReport next, TopicPosition own) {
        return history.next().entrySet().stream().anyMatch(each -> {
            int partition = each.getKey();
            Integer epoch = epochs.get(partition);
            return !Objects.equals(epoch, next.epochs().get(partition))
                    && own.shared(partition, each.getValue(), epoch) < each.getValue();
        });
    }

    /** Whether a partition lost its end, and the run has read nothing in its place yet. */
    private boolean hasGoneBack(InstanceReport next) {
        return history.next().entrySet().stream().anyMatch(each -> {
            Applied applied = next.applied().get(each.getKey());
            return applied != null && applied.next() < each.getValue();
        });
    }

    /** An event was applied before the broker appended the report about it, whatever the instance's clock shows. */
    private static AppliedHistory.Moment moment(Instant at, @Nullable ClockOffset clock, Instant appendedAt) {
        long latest = appendedAt.toEpochMilli();
        if (clock == null) {
            return new AppliedHistory.Moment(latest, -1);
        }
        long time = at.plus(clock.toBroker()).toEpochMilli();
        return time > latest + clock.uncertainty().toMillis()
                ? new AppliedHistory.Moment(latest, -1)
                : new AppliedHistory.Moment(
                        Math.min(time, latest), clock.uncertainty().toMillis());
    }

    /** Whether the run has ever applied anything of a topic that is known. */
    boolean isPlaced() {
        return topicId != null;
    }

    /** Whether it reads another topic than the publisher, by its last report. */
    boolean isOfOtherTopic() {
        return otherTopic;
    }

    boolean isOn(String topic) {
        return topic.equals(topicId);
    }

    /** Whether the run has applied a record of the log that the publisher reads, or of a topic that it read before. */
    boolean has(Receipt receipt, TopicPosition own) {
        int partition = receipt.partition();
        return receipt.topicId().equals(topicId)
                && history.has(partition, receipt.offset())
                && shared(own, partition, receipt.offset() + 1) > receipt.offset();
    }

    /** When the run applied a record that it {@link #has}; exact only for one that is known to have been applied live. */
    AppliedTime timeOf(Receipt receipt) {
        AppliedTime time = history.timeOf(receipt.partition(), receipt.offset());
        boolean live = replay == null
                ? history.isFollowed(receipt.partition(), receipt.offset())
                : replay.isBefore(receipt.partition(), receipt.offset());
        return live ? time : time.atMost();
    }

    /**
     * Whether the run had read a record, which it {@link #has}, before it was current for the first time.
     *
     * @param appendedAt of the record; null when that is not known
     */
    boolean startedWith(Receipt receipt, @Nullable Instant appendedAt) {
        if (replay != null && replay.number() == 1) {
            return !replay.isBefore(receipt.partition(), receipt.offset());
        }
        // The run does not say, or has read the log again since: its first report shows when it had started.
        return appendedAt != null && startedBy != null && startedBy.isAfter(appendedAt);
    }

    /**
     * The offset before which the run has applied every record, by partition. A log that lost its end has other records
     * there than the run has read; only those count that both have.
     */
    Map<Integer, Long> next(TopicPosition own) {
        Map<Integer, Long> shared = new HashMap<>();
        history.next().forEach((partition, next) -> shared.put(partition, shared(own, partition, next)));
        return shared;
    }

    /** What the publisher has not read again itself may be another record than the run has read. */
    private long shared(TopicPosition own, int partition, long next) {
        return own.topicId().equals(topicId)
                ? Math.min(
                        own.shared(partition, next, epochs.get(partition)),
                        own.next().getOrDefault(partition, 0L))
                : next;
    }

    /**
     * Until when the run is kept without another report.
     *
     * @param readableSince since when reports arrive again after an outage: the run may need its period to report
     */
    Instant keptUntil(Duration forgetAfter, Instant readableSince) {
        ReaderSettings reader = report.reader();
        Duration period = reader == null ? Duration.ZERO : reader.period();
        Instant overdue = reportedAt.plus(period).plus(forgetAfter);
        Instant heardAgain = readableSince.plus(period).plus(KnownInstance.SILENT_AFTER);
        return overdue.isAfter(heardAgain) ? overdue : heardAgain;
    }

    /** The age of the freshness proof at a time; null when there was none. */
    @Nullable
    Duration age(Instant now) {
        Duration then = report.list().timeSinceProof();
        return then == null ? null : then.plus(nonNegative(Duration.between(reportedAt, now)));
    }

    private static Duration nonNegative(Duration duration) {
        return duration.isNegative() ? Duration.ZERO : duration;
    }
}
