package io.revocast.publisher.fleet;

/** Whether what a report says of its position can be true. */
enum ReportJudgement {
    /** It can. */
    POSSIBLE,
    /** The publisher's own list has not come as far. */
    UNDECIDED,
    /** The instance reads a topic of this name with another id: the topic was re-created. */
    REPLACED_TOPIC,
    /** The instance reads another topic. */
    OTHER_TOPIC
}
