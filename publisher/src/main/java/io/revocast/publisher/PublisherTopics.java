package io.revocast.publisher;

import io.revocast.publisher.kafka.topic.TopicDoctor;
import io.revocast.publisher.kafka.topic.TopicUnreachableException;
import io.revocast.publisher.kafka.topic.WantedTopic;
import io.revocast.publisher.request.UnavailableException;
import io.revocast.publisher.request.UnavailableException.Certainty;
import io.revocast.publisher.settings.PublisherConfig;
import io.revocast.publisher.topic.TopicExamination;
import io.revocast.publisher.topic.TopicSource;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The topics of one publisher, as its own principal sees them. Thread-safe. */
final class PublisherTopics implements TopicSource {
    private static final Duration LIMIT = Duration.ofSeconds(8);

    private final TopicDoctor doctor;

    PublisherTopics(PublisherConfig config) {
        doctor = new TopicDoctor(
                config.kafka(),
                used(config.topic(), config.audit(), config.fleet().topic()),
                LIMIT);
    }

    /** Returns those topics that are used. */
    static List<WantedTopic> used(WantedTopic revocations, @Nullable WantedTopic audit, @Nullable WantedTopic status) {
        return Stream.<@Nullable WantedTopic>of(revocations, audit, status)
                .filter(Objects::nonNull)
                .toList();
    }

    @Override
    public List<TopicExamination> examine() throws UnavailableException, InterruptedException {
        try {
            return doctor.examine();
        } catch (TopicUnreachableException e) {
            throw new UnavailableException(
                    Certainty.NOT_WRITTEN, "the topics cannot be looked at; try again: " + e.getMessage(), e);
        }
    }
}
