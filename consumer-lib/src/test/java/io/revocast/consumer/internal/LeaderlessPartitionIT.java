package io.revocast.consumer.internal;

import io.revocast.consumer.State;
import io.revocast.embedded.EmbeddedKafka;
import io.revocast.embedded.TestKafka;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A topic of one replica, whose broker is away while the rest of the cluster serves. */
class LeaderlessPartitionIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static int leader(EmbeddedKafka kafka, String topic) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            TopicDescription description = Objects.requireNonNull(admin.describeTopics(List.of(topic))
                    .allTopicNames()
                    .get(30, TimeUnit.SECONDS)
                    .get(topic));
            return Objects.requireNonNull(description.partitions().get(0).leader())
                    .id();
        }
    }

    @Test
    void thePartitionIsNamedWhileItHasNoLeaderAndTheListIsCurrentAgainAfterwards() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.builder().nodes(3).start()) {
            TestTopic topic = TestTopic.create(TestKafka.at(kafka.bootstrapServers()), 1);
            topic.revoke("before");
            int leader = leader(kafka, topic.name());
            try (KafkaRevocationList running =
                            topic.list().maxStaleness(Duration.ofSeconds(3)).build();
                    KafkaRevocationList starting = topic.list().build()) {
                running.start();
                assertThat(running.awaitCurrent(LIMIT)).isTrue();

                kafka.stopNode(leader);
                starting.start();

                String words = "partition 0 of topic " + topic.name() + " has no leader";
                await().atMost(LIMIT)
                        .untilAsserted(() -> assertThat(running.status())
                                .satisfies(status -> assertThat(status.state()).isEqualTo(State.STALE))
                                .satisfies(status -> assertThat(status.cause()).startsWith(words)));
                await().atMost(LIMIT)
                        .untilAsserted(
                                () -> assertThat(starting.status().cause()).startsWith(words));
                assertThat(starting.status().initialReplayComplete()).isFalse();
                assertThat(TestTopic.isRevoked(running, "before")).isTrue();

                kafka.startNode(leader);

                assertThat(running.awaitCurrent(LIMIT)).isTrue();
                assertThat(starting.awaitCurrent(LIMIT)).isTrue();
                assertThat(TestTopic.isRevoked(starting, "before")).isTrue();
            }
        }
    }
}
