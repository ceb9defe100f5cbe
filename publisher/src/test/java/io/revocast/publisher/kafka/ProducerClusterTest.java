package io.revocast.publisher.kafka;

import io.revocast.publisher.kafka.topic.TopicIdentity;
import org.apache.kafka.common.ClusterResource;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ProducerClusterTest {
    private static final TopicIdentity TOPIC = new TopicIdentity("topic-1", "cluster-1", 1, true);

    private final ProducerCluster cluster = new ProducerCluster();

    @Test
    void aProducerOnAnotherClusterIsNotTakenForOneOnTheTopicsCluster() {
        assertThat(cluster.is(TOPIC)).as("not connected yet").isTrue();

        cluster.onUpdate(new ClusterResource("cluster-1"));
        assertThat(cluster.is(TOPIC)).isTrue();

        cluster.onUpdate(new ClusterResource("cluster-2"));
        assertThat(cluster.is(TOPIC)).isFalse();
        assertThat(cluster.is(new TopicIdentity("topic-2", "cluster-2", 1, true)))
                .isTrue();
        assertThat(cluster.is(new TopicIdentity("topic-2", null, 1, true))).isTrue();
    }
}
