package io.revocast.soak;

import io.revocast.soak.lab.BrokerCluster;
import io.revocast.soak.lab.Network;
import io.revocast.soak.lab.TopicAdmin;

import java.nio.file.Path;

/** A cluster of one broker that can take the addresses of the first. */
final class SecondCluster implements AutoCloseable {
    private static final String TOPICS = "revocast.";

    private final BrokerCluster brokers;
    private final TopicAdmin topics;
    private final RawWriter filler;

    SecondCluster(Path directory, Network network) throws InterruptedException {
        brokers = new BrokerCluster(directory, network, 1);
        brokers.awaitBrokers();
        topics = new TopicAdmin(brokers.bootstrapServers());
        filler = new RawWriter(brokers.bootstrapServers());
    }

    /** Gives it newly created topics like those of the first cluster, and a revocation log that is longer by some records. */
    void prepare(TopicAdmin first, int longer) throws InterruptedException {
        for (String topic : first.topics(TOPICS)) {
            topics.recreate(first.shape(topic).forOneBroker());
        }
        int partitions = first.partitions(Fleet.TOPIC);
        for (int partition = 0; partition < partitions; partition++) {
            filler.fill(partition, first.end(Fleet.TOPIC, partition) + longer);
        }
        brokers.awaitHealthy(Fleet.TOPIC);
    }

    BrokerCluster brokers() {
        return brokers;
    }

    TopicAdmin topics() {
        return topics;
    }

    RawWriter filler() {
        return filler;
    }

    @Override
    public void close() {
        filler.close();
        topics.close();
        brokers.close();
    }
}
