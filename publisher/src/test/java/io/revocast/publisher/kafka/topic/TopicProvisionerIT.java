package io.revocast.publisher.kafka.topic;

import io.revocast.embedded.TestKafka;
import io.revocast.event.internal.TopicSettings;
import io.revocast.publisher.kafka.client.ClientProperties;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

class TopicProvisionerIT {
    private static final Duration LIFETIME = Duration.ofHours(8);

    private final TestKafka kafka = TestKafka.shared();
    private final ClientProperties properties = new ClientProperties(kafka.bootstrapServers(), Map.of());
    private final String topic = TestKafka.uniqueTopicName("provision");

    private TopicProvisioner provisioner(@Nullable Integer partitions, boolean create) {
        return new TopicProvisioner(properties, new TopicPlan(topic, partitions, null, create, LIFETIME));
    }

    @Test
    void missingTopicIsMadeAndThenFoundFit() throws Exception {
        TopicIdentity made = provisioner(2, true).provision(true);

        assertThat(made.partitions()).isEqualTo(2);
        assertThat(provisioner(null, false).provision(true)).isEqualTo(made);
    }

    @Test
    void missingTopicIsNotMadeWhenOnlyToBeVerified() {
        assertThatThrownBy(() -> provisioner(null, false).provision(true))
                .isInstanceOf(KafkaException.class)
                .hasMessageStartingWith("topic " + topic + " does not exist and topic.provision is verify; make it "
                        + "with: kafka-topics.sh --bootstrap-server " + kafka.bootstrapServers()
                        + " --create --topic " + topic + " --partitions 1 --replication-factor 3 --config "
                        + "cleanup.policy=compact,delete ");
    }

    @Test
    void unfitTopicIsRefusedWithEveryDifferenceAndTheCommandThatFixesIt() {
        Map<String, String> configs = new HashMap<>(new TopicSettings(topic, 1, 1, LIFETIME).configs());
        configs.put("cleanup.policy", "delete");
        configs.put("retention.ms", "1000");
        kafka.createTopic(topic, 1, configs);

        UnfitTopicException unfit = catchThrowableOfType(
                UnfitTopicException.class, () -> provisioner(3, true).provision(true));

        assertThat(String.valueOf(unfit.getMessage()).lines())
                .containsExactly(
                        "topic " + topic + " is not fit to hold revocations:",
                        "  cleanup.policy is delete; want compact,delete: compaction bounds the log by key, deletion "
                                + "by age; either alone loses or hoards",
                        "  retention.ms is 1000; want at least 36120000: a shorter retention deletes revocations of tokens that "
                                + "are still accepted. longestTokenLifetime is PT8H here, and this topic is set up for "
                                + "no token; give readers (longestTokenLifetime) and publishers "
                                + "(tokens.longest-lifetime) the same value",
                        "  partitions are 1; want 3: they are never changed in place, because keys would move",
                        "fix: kafka-configs.sh --bootstrap-server " + kafka.bootstrapServers()
                                + " --alter --entity-type topics --entity-name " + topic
                                + " --add-config 'cleanup.policy=[compact,delete],retention.ms=36120000'",
                        "fix: set topic.partitions=1 or leave it out, or name another topic");
    }

    @Test
    void watchEndsOnAnUnfitTopic() {
        kafka.createTopic(topic, 1, Map.of("cleanup.policy", "delete"));
        try (TopicWatch watch = new TopicWatch(properties, new TopicPlan(topic, null, null, true, LIFETIME))) {
            watch.start();

            await().atMost(30, TimeUnit.SECONDS).until(() -> watch.unfit().isDone());
            assertThat(watch.isVerified()).isFalse();
            assertThat(watch.unfit().join()).contains("cleanup.policy is delete");
        }
    }

    @Test
    void watchWithoutBrokerWaitsAndSaysWhy() {
        ClientProperties unreachable = new ClientProperties(
                "127.0.0.1:9", Map.of("default.api.timeout.ms", "500", "request.timeout.ms", "500"));
        try (TopicWatch watch = new TopicWatch(unreachable, new TopicPlan(topic, null, null, true, LIFETIME))) {
            watch.start();

            await().atMost(30, TimeUnit.SECONDS)
                    .until(() -> String.valueOf(watch.cause()).startsWith("the topic could not be looked at"));
            assertThat(watch.isVerified()).isFalse();
            assertThat(watch.unfit()).isNotDone();
        }
    }
}
