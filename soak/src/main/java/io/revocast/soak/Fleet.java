package io.revocast.soak;

import io.revocast.embedded.FaultProxy;
import io.revocast.event.internal.TopicSettings;
import io.revocast.soak.history.History;
import io.revocast.soak.lab.BrokerCluster;
import io.revocast.soak.lab.InstanceProcess;
import io.revocast.soak.lab.Network;
import io.revocast.soak.lab.SoakPublisher;
import io.revocast.soak.lab.TopicAdmin;
import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Everything that can be broken: three brokers, a publisher, the instances, and the networks between them. Every other
 * instance uses the publisher's heartbeats, and every third runs with an older Kafka client.
 */
final class Fleet implements AutoCloseable {
    static final String TOPIC = TopicSettings.DEFAULT_TOPIC;

    private static final String PUBLISHER = "PUBLISHER";
    private static final int BROKERS = 3;
    private static final Duration REQUESTS_LIMIT = Duration.ofSeconds(45);

    private final Path directory;
    private final Network network;
    private final BrokerCluster brokers;
    private final SoakPublisher publisher;
    private final List<InstanceProcess> instances = new ArrayList<>();
    private final RequestLimit requests = new RequestLimit();
    private final Convergence convergence;
    private final RevocationLogReader log;
    private final TopicAdmin topics;
    private final RawWriter filler;
    private final RecordCorrupter corrupter;
    private @Nullable SecondCluster second;

    /** Something that is done while no request is under way. */
    @FunctionalInterface
    interface Change {
        void make() throws InterruptedException;
    }

    Fleet(SoakOptions options, History history, Path directory) {
        this.directory = directory;
        List<String> clients = new ArrayList<>(List.of(PUBLISHER));
        for (int number = 1; number <= options.instances(); number++) {
            clients.add("INSTANCE" + number);
        }
        network = new Network(clients, BROKERS);
        brokers = new BrokerCluster(directory, network, BROKERS);
        brokers.takeAddresses();
        publisher = new SoakPublisher(network, PUBLISHER, SoakOptions.LONGEST_TOKEN_LIFETIME, directory);
        for (String name : clients.subList(1, clients.size())) {
            int index = instances.size();
            InstanceProcess.Settings settings = new InstanceProcess.Settings(
                    name,
                    network.bootstrapServers(name),
                    SoakOptions.MAX_STALENESS,
                    SoakOptions.LONGEST_TOKEN_LIFETIME,
                    index % 2 == 1,
                    index % 3 == 2);
            instances.add(new InstanceProcess(settings, history, directory));
        }
        convergence = new Convergence(history, instances);
        log = new RevocationLogReader(brokers.bootstrapServers(), history);
        topics = new TopicAdmin(brokers.bootstrapServers());
        filler = new RawWriter(brokers.bootstrapServers());
        corrupter = new RecordCorrupter(brokers.bootstrapServers(), history);
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

    /** Another cluster behind the same addresses; it is started when it is first needed. */
    SecondCluster secondCluster() throws InterruptedException {
        if (second == null) {
            second = new SecondCluster(directory.resolve("second"), network);
        }
        return second;
    }

    SoakPublisher publisher() {
        return publisher;
    }

    List<InstanceProcess> instances() {
        return instances;
    }

    InstanceProcess anyInstance(Random random) {
        return instances.get(random.nextInt(instances.size()));
    }

    RequestLimit requests() {
        return requests;
    }

    Convergence convergence() {
        return convergence;
    }

    RevocationLogReader log() {
        return log;
    }

    TopicAdmin topics() {
        return topics;
    }

    RawWriter filler() {
        return filler;
    }

    RecordCorrupter corrupter() {
        return corrupter;
    }

    int leader() throws InterruptedException {
        return brokers.leader(TOPIC);
    }

    /**
     * Makes a change when no request is under way and every instance enforces all that was acknowledged. A log that is
     * taken away takes with it what an instance had not read, until the publisher has appended it to the new log.
     *
     * @param frozen an instance that is frozen before the change; null for none
     * @return what the instances still lacked before the change; empty when nothing
     */
    String atRest(@Nullable InstanceProcess frozen, Change change) throws InterruptedException {
        requests.close(REQUESTS_LIMIT);
        try {
            String missing = convergence.await(SoakOptions.CONVERGENCE_LIMIT).missing();
            if (frozen != null) {
                frozen.pause();
            }
            change.make();
            return missing;
        } finally {
            requests.open();
        }
    }

    /** Does something to every connection of an instance. */
    void network(InstanceProcess instance, Consumer<FaultProxy> change) {
        network.of(instance.name()).forEach(change);
    }

    /** What lies between an instance and the leader of partition 0. */
    FaultProxy toLeader(InstanceProcess instance) throws InterruptedException {
        return network.of(instance.name()).get(leader());
    }

    /** Does something to every connection of the publisher. */
    void publisherNetwork(Consumer<FaultProxy> change) {
        network.of(PUBLISHER).forEach(change);
    }

    @Override
    public void close() {
        corrupter.close();
        filler.close();
        topics.close();
        instances.forEach(InstanceProcess::close);
        publisher.close();
        if (second != null) {
            second.close();
        }
        brokers.close();
        network.close();
    }
}
