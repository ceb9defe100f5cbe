package io.revocast.publisher.fleet;

import io.revocast.consumer.internal.TopicPosition;
import io.revocast.event.internal.InstanceReport;
import io.revocast.event.internal.InstanceReport.ReaderSettings;
import org.jspecify.annotations.Nullable;

/** Whether what a report says of its position can be true. */
enum ReportJudgement {
    /** It can. */
    POSSIBLE,
    /** The publisher's own list has not come as far, or has not read a record of the epoch that the report names. */
    UNDECIDED,
    /** The instance reads a topic of this name with another id: the topic was re-created. */
    REPLACED_TOPIC,
    /** The instance reads another topic. */
    OTHER_TOPIC;

    /**
     * Judges a report.
     *
     * @param placed whether the instance has ever read the log of the publisher
     * @param topic the name of the topic that the publisher reads
     * @param own how far the publisher has read; null while it does not know its log
     */
    static ReportJudgement of(InstanceReport report, boolean placed, String topic, @Nullable TopicPosition own) {
        ReaderSettings reader = report.reader();
        if (reader != null && !reader.topic().equals(topic)) {
            return OTHER_TOPIC;
        }
        String topicId = report.topicId();
        if (topicId == null) {
            return POSSIBLE;
        }
        if (own == null) {
            return UNDECIDED;
        }
        if (!own.topicId().equals(topicId)) {
            // Reports of earlier releases do not name the topic.
            return reader == null && !placed ? OTHER_TOPIC : REPLACED_TOPIC;
        }
        boolean ahead = report.applied().entrySet().stream()
                .anyMatch(each -> own.isBehind(
                        each.getKey(), each.getValue().next(), report.epochs().get(each.getKey())));
        return ahead ? UNDECIDED : POSSIBLE;
    }
}
