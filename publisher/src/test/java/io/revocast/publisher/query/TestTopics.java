package io.revocast.publisher.query;

import io.revocast.publisher.topic.TopicExamination;
import io.revocast.publisher.topic.TopicFinding;
import io.revocast.publisher.topic.TopicPartitionState;
import io.revocast.publisher.topic.TopicRight;
import io.revocast.publisher.topic.TopicSource;

import java.util.List;

/** Topics for tests of other things. */
public final class TestTopics {
    /** One topic that is unfit, one that is missing and one that cannot be seen. */
    public static final TopicSource SOURCE = () -> List.of(
            new TopicExamination(
                    "revocations",
                    "revocast.revocations",
                    true,
                    false,
                    true,
                    null,
                    "aU3S",
                    List.of(new TopicFinding(
                            "retention.bytes", "-1", "1000", false, "revocations would go", "alter it")),
                    List.of(new TopicPartitionState(0, 0L, null, null, List.of(1), List.of())),
                    List.of(new TopicRight("Write", false, "the publisher appends revocations")),
                    "alter it"),
            TopicExamination.missing("audit", "revocast.audit", false, "start a publisher"),
            TopicExamination.unknown("status", "revocast.status", false, "this principal lacks Describe"));

    private TestTopics() {}
}
