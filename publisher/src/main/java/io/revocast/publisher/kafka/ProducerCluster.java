package io.revocast.publisher.kafka;

import io.revocast.publisher.kafka.topic.TopicIdentity;
import org.apache.kafka.common.ClusterResource;
import org.apache.kafka.common.ClusterResourceListener;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Knows to which cluster a producer is connected. Kafka registers serializers as listeners of the cluster, so this one,
 * which writes the bytes as they are, is given to the producer. Thread-safe.
 */
final class ProducerCluster extends ByteArraySerializer implements ClusterResourceListener {
    private volatile @Nullable String id;

    @Override
    public void onUpdate(ClusterResource cluster) {
        id = cluster.clusterId();
    }

    /** Whether the producer is connected to the cluster in which a topic was verified; true while that is unknown. */
    boolean is(TopicIdentity topic) {
        String connected = id;
        return connected == null || topic.clusterId() == null || connected.equals(topic.clusterId());
    }
}
