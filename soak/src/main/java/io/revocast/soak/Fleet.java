package io.revocast.soak;

import io.revocast.embedded.FaultProxy;
import io.revocast.event.TopicSettings;
import io.revocast.soak.history.History;
import io.revocast.soak.lab.BrokerCluster;
import io.revocast.soak.lab.InstanceProcess;
import io.revocast.soak.lab.PublisherProcess;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Everything that can be broken: three brokers, a publisher, the instances, and the networks between them. Every other
 * instance goes by the publisher's heartbeats.
 */
final class Fleet implements AutoCloseable {
    static final String TOPIC = TopicSettings.DEFAULT_TOPIC;

    private static final String PUBLISHER = "PUBLISHER";

    private final BrokerCluster brokers;
    private final PublisherProcess publisher;
    private final List<InstanceProcess> instances = new ArrayList<>();
    private final Vandal vandal;

    Fleet(SoakOptions options, History history, Path directory) {
        List<String> clients = new ArrayList<>(List.of(PUBLISHER));
        for (int number = 1; number <= options.instances(); number++) {
            clients.add("INSTANCE" + number);
        }
        brokers = new BrokerCluster(directory, clients);
        publisher = new PublisherProcess(
                brokers.bootstrapServers(PUBLISHER), SoakOptions.LONGEST_TOKEN_LIFETIME, directory);
        for (String name : clients.subList(1, clients.size())) {
            InstanceProcess.Settings settings = new InstanceProcess.Settings(
                    name,
                    brokers.bootstrapServers(name),
                    SoakOptions.MAX_STALENESS,
                    SoakOptions.LONGEST_TOKEN_LIFETIME,
                    instances.size() % 2 == 1);
            instances.add(new InstanceProcess(settings, history, directory));
        }
        vandal = new Vandal(brokers.bootstrapServers(), history);
    }

    /** Starts everything and waits until it is healthy; the instances may still be replaying. */
    void start() throws InterruptedException {
        brokers.awaitBrokers();
        publisher.start();
        publisher.awaitReady();
        brokers.awaitHealthy(TOPIC);
        instances.forEach(InstanceProcess::start);
    }

    BrokerCluster brokers() {
        return brokers;
    }

    PublisherProcess publisher() {
        return publisher;
    }

    List<InstanceProcess> instances() {
        return instances;
    }

    InstanceProcess anyInstance(Random random) {
        return instances.get(random.nextInt(instances.size()));
    }

    Vandal vandal() {
        return vandal;
    }

    int leader() throws InterruptedException {
        return brokers.leader(TOPIC);
    }

    /** Does something to every connection of an instance. */
    void network(InstanceProcess instance, Consumer<FaultProxy> change) {
        brokers.network(instance.name()).forEach(change);
    }

    /** Does something to every connection of the publisher. */
    void publisherNetwork(Consumer<FaultProxy> change) {
        brokers.network(PUBLISHER).forEach(change);
    }

    @Override
    public void close() {
        vandal.close();
        instances.forEach(InstanceProcess::close);
        publisher.close();
        brokers.close();
    }
}
