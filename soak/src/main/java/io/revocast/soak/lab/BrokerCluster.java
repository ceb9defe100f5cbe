package io.revocast.soak.lab;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.QuorumInfo;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.Uuid;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** Some brokers, each a process, behind the addresses that clients know. Used by one thread. */
public final class BrokerCluster implements AutoCloseable {
    private static final Duration HEALTHY_LIMIT = Duration.ofMinutes(2);
    private static final Duration KEEPING_UP = Duration.ofSeconds(3);
    private static final long ANSWER_SECONDS = 5;
    private static final long LOOK_AGAIN_MILLIS = 100;

    private final List<SoakBroker> brokers = new ArrayList<>();
    private final Network network;
    private final Admin admin;

    /**
     * Prepares the brokers' directories and starts them; {@link #awaitBrokers} waits for them.
     *
     * @param directory where their data, configuration and logs go
     * @param network the addresses that they advertise
     * @param size the number of brokers
     */
    public BrokerCluster(Path directory, Network network, int size) {
        this.network = network;
        for (int id = 0; id < size; id++) {
            brokers.add(new SoakBroker(id, directory.resolve("broker-" + id), network.before(id), network.ports()));
        }
        String voters = brokers.stream().map(SoakBroker::voter).collect(Collectors.joining(","));
        String clusterId = Uuid.randomUuid().toString();
        brokers.forEach(broker -> broker.format(clusterId, voters));
        brokers.forEach(SoakBroker::start);
        admin = Admin.create(Map.of(
                "bootstrap.servers", bootstrapServers(),
                "request.timeout.ms", "3000",
                "default.api.timeout.ms", "4000"));
    }

    /** The number of brokers. */
    public int size() {
        return brokers.size();
    }

    /** The brokers' addresses past every proxy. */
    public String bootstrapServers() {
        return brokers.stream().map(SoakBroker::directAddress).collect(Collectors.joining(","));
    }

    /** Leads the addresses that clients know to this cluster, and resets every connection that leads elsewhere. */
    public void takeAddresses() {
        network.leadTo(brokers);
    }

    /** Ends a broker with SIGKILL. */
    public void kill(int broker) throws InterruptedException {
        brokers.get(broker).kill();
    }

    /** Ends a broker in an orderly way. */
    public void terminate(int broker) throws InterruptedException {
        brokers.get(broker).terminate();
    }

    /** Starts a broker that has ended, on its addresses and with its data. */
    public void restart(int broker) {
        if (brokers.get(broker).isAlive()) {
            throw new IllegalStateException("broker " + broker + " is running");
        }
        brokers.get(broker).start();
    }

    /** Freezes a broker. */
    public void pause(int broker) throws InterruptedException {
        brokers.get(broker).pause();
    }

    /** Lets a frozen broker go on. */
    public void resume(int broker) throws InterruptedException {
        brokers.get(broker).resume();
    }

    /** Has every write of a broker fail, as on a full disk. Kafka ends such a broker; {@link #kill} makes sure. */
    public void fillDisk(int broker) throws InterruptedException {
        brokers.get(broker).fillDisk();
    }

    /** The number of the broker that leads partition 0 of the topic. */
    public int leader(String topic) throws InterruptedException {
        AtomicInteger leader = new AtomicInteger();
        await("topic " + topic + " has a leader", () -> {
            Node node = partition(topic).leader();
            if (node != null) {
                leader.set(node.id());
            }
            return node != null;
        });
        return leader.get();
    }

    private TopicPartitionInfo partition(String topic)
            throws InterruptedException, ExecutionException, TimeoutException {
        return partitions(topic).get(0);
    }

    private List<TopicPartitionInfo> partitions(String topic)
            throws InterruptedException, ExecutionException, TimeoutException {
        TopicDescription description = admin.describeTopics(List.of(topic))
                .allTopicNames()
                .get(ANSWER_SECONDS, TimeUnit.SECONDS)
                .values()
                .iterator()
                .next();
        return description.partitions();
    }

    /** Waits until every broker answers. Throws at once, with the end of its log, when a broker's process has ended. */
    public void awaitBrokers() throws InterruptedException {
        await("every broker answers", () -> {
            brokers.forEach(SoakBroker::requireAlive);
            return admin.describeCluster()
                            .nodes()
                            .get(ANSWER_SECONDS, TimeUnit.SECONDS)
                            .size()
                    == size();
        });
    }

    /** Waits until every broker is back, every replica of the topic is in sync, and every leader serves. */
    public void awaitHealthy(String topic) throws InterruptedException {
        // First the controllers: without a quorum, brokers go on telling what was true when they last had one.
        await("every controller keeps up", this::controllersKeepUp);
        awaitBrokers();
        await(
                "every replica is in sync",
                () -> partitions(topic).stream()
                        .allMatch(partition -> partition.isr().size() == size()));
        await("every leader serves", () -> leadersServe(topic));
    }

    private boolean controllersKeepUp() throws InterruptedException, ExecutionException, TimeoutException {
        long oldest = System.currentTimeMillis() - KEEPING_UP.toMillis();
        List<QuorumInfo.ReplicaState> voters = admin.describeMetadataQuorum()
                .quorumInfo()
                .get(ANSWER_SECONDS, TimeUnit.SECONDS)
                .voters();
        return voters.size() == size()
                && voters.stream()
                        .allMatch(voter -> voter.lastCaughtUpTimestamp().orElse(0) > oldest);
    }

    private boolean leadersServe(String topic) throws InterruptedException, ExecutionException, TimeoutException {
        Map<TopicPartition, OffsetSpec> ends = partitions(topic).stream()
                .collect(Collectors.toMap(
                        partition -> new TopicPartition(topic, partition.partition()), unused -> OffsetSpec.latest()));
        admin.listOffsets(ends).all().get(ANSWER_SECONDS, TimeUnit.SECONDS);
        return true;
    }

    @FunctionalInterface
    private interface Condition {
        boolean holds() throws InterruptedException, ExecutionException, TimeoutException;
    }

    private void await(String what, Condition condition) throws InterruptedException {
        long deadline = System.nanoTime() + HEALTHY_LIMIT.toNanos();
        while (System.nanoTime() < deadline) {
            try {
                if (condition.holds()) {
                    return;
                }
            } catch (ExecutionException | TimeoutException e) {
                // They are starting, or away on purpose.
            }
            Thread.sleep(LOOK_AGAIN_MILLIS);
        }
        throw new IllegalStateException("the brokers did not become healthy within " + HEALTHY_LIMIT.toSeconds()
                + " s: not true that " + what + "; their logs are beside their data");
    }

    /** Kills every broker. Their directories stay. */
    @Override
    public void close() {
        boolean interrupted = Thread.interrupted();
        admin.close(Duration.ofSeconds(1));
        for (SoakBroker broker : brokers) {
            try {
                if (broker.isAlive()) {
                    broker.kill();
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
