package io.revocast.consumer.internal.topic;

import org.apache.kafka.common.ClusterResource;
import org.apache.kafka.common.ClusterResourceListener;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Watches to which cluster a consumer is connected. Topic ids do not show that: the admin client asks for them, and the
 * two clients can sit on different clusters while an address moves from one to the other.
 *
 * <p>Kafka registers deserializers as listeners of the cluster, so this one, which returns the bytes as they are, is
 * given to the consumer. It is called within the consumer's own methods, by the one thread that uses the consumer.
 */
public final class ClusterWatch extends ByteArrayDeserializer implements ClusterResourceListener {
    private volatile @Nullable String latest;
    private volatile boolean changed;

    @Override
    public void onUpdate(ClusterResource cluster) {
        String now = cluster.clusterId();
        String before = latest;
        if (before != null && !before.equals(now)) {
            changed = true;
        }
        latest = now;
    }

    /** Whether the consumer has been connected to this cluster alone. */
    public boolean sawOnly(@Nullable String clusterId) {
        String connected = latest;
        return !changed && (connected == null || clusterId == null || connected.equals(clusterId));
    }
}
