package io.revocast.demo;

import io.revocast.embedded.TestKafka;
import io.revocast.event.internal.TopicSettings;
import org.apache.kafka.clients.admin.Admin;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** What instances of the service need: a broker with the topic, and a publisher. */
final class DemoBackend implements AutoCloseable {
    static final String ISSUER = "https://demo";
    private static final SigningKey KEY = TestKeys.newKey();

    private final TestKafka kafka;
    private final HttpPublisherStub publisher;

    private DemoBackend(TestKafka kafka, HttpPublisherStub publisher) {
        this.kafka = kafka;
        this.publisher = publisher;
    }

    static DemoBackend start() throws Exception {
        TestKafka kafka = TestKafka.start();
        TopicSettings settings =
                new TopicSettings(TopicSettings.DEFAULT_TOPIC, 1, 1, TopicSettings.DEFAULT_LONGEST_TOKEN_LIFETIME);
        kafka.createTopic(settings.topic(), settings.partitions(), settings.configs());
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            String topicId = Objects.requireNonNull(admin.describeTopics(List.of(settings.topic()))
                            .allTopicNames()
                            .get(30, TimeUnit.SECONDS)
                            .get(settings.topic()))
                    .topicId()
                    .toString();
            return new DemoBackend(kafka, new HttpPublisherStub(kafka, topicId));
        }
    }

    TestKafka kafka() {
        return kafka;
    }

    HttpPublisherStub publisher() {
        return publisher;
    }

    /** An instance at a free port; start it. */
    DemoService newService() {
        return new DemoService(settings(kafka.bootstrapServers(), publisher.uri()));
    }

    /** The settings of an instance at a free port. */
    static DemoSettings settings(String bootstrapServers, URI publisher) {
        return new DemoSettings(
                "demo-1",
                "127.0.0.1",
                0,
                bootstrapServers,
                Map.of(),
                publisher,
                HttpPublisherStub.API_KEY,
                ISSUER,
                KEY,
                Map.of());
    }

    @Override
    public void close() {
        publisher.close();
        kafka.close();
    }
}
