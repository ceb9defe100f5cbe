package io.revocast.soak.lab;

import io.revocast.embedded.FaultProxy;
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

/** Three brokers, each a process, with a network of its own for every client. Used by one thread. */
public final class BrokerCluster implements AutoCloseable {
    /** The number of brokers, and of replicas. */
    public static final int SIZE = 3;

    private static final Duration HEALTHY_LIMIT = Duration.ofMinutes(2);
    private static final Duration KEEPING_UP = Duration.ofSeconds(3);
    private static final long ANSWER_SECONDS = 5;
    private static final long LOOK_AGAIN_MILLIS = 100;

    private final List<Broker> brokers = new ArrayList<>();
    private final Admin admin;

    /**
     * Prepares the brokers' directories and starts them; {@link #awaitHealthy} waits for them.
     *
     * @param directory where their data, configuration and logs go
     * @param clients names of the clients, in capital letters; each gets addresses of its own
     */
    public BrokerCluster(Path directory, List<String> clients) {
        for (int id = 0; id < SIZE; id++) {
            brokers.add(new Broker(id, directory.resolve("broker-" + id), clients));
        }
        String voters = brokers.stream().map(Broker::voter).collect(Collectors.joining(","));
        String clusterId = Uuid.randomUuid().toString();
        brokers.forEach(broker -> broker.format(clusterId, voters));
        brokers.forEach(Broker::start);
        admin = Admin.create(Map.of(
                "bootstrap.servers", bootstrapServers(),
                "request.timeout.ms", "3000",
                "default.api.timeout.ms", "4000"));
    }

    /** The brokers' addresses for whoever runs the soak: past every proxy. */
    public String bootstrapServers() {
        return brokers.stream().map(Broker::directAddress).collect(Collectors.joining(","));
    }

    /** The brokers' addresses for a client. */
    public String bootstrapServers(String client) {
        return brokers.stream().map(broker -> broker.address(client)).collect(Collectors.joining(","));
    }

    /** What lies between a client and each broker, by the broker's number. */
    public List<FaultProxy> network(String client) {
        return brokers.stream().map(broker -> broker.proxy(client)).toList();
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
        TopicDescription description = admin.describeTopics(List.of(topic))
                .allTopicNames()
                .get(ANSWER_SECONDS, TimeUnit.SECONDS)
                .values()
                .iterator()
                .next();
        return description.partitions().get(0);
    }

    /** Waits until every broker answers. */
    public void awaitBrokers() throws InterruptedException {
        await(
                "every broker answers",
                () -> admin.describeCluster()
                                .nodes()
                                .get(ANSWER_SECONDS, TimeUnit.SECONDS)
                                .size()
                        == SIZE);
    }

    /** Waits until every broker is back, every replica of the topic is in sync, and its leader serves. */
    public void awaitHealthy(String topic) throws InterruptedException {
        // First the controllers: without a quorum, brokers go on telling what was true when they last had one.
        await("every controller keeps up", this::controllersKeepUp);
        awaitBrokers();
        await("every replica is in sync", () -> partition(topic).isr().size() == SIZE);
        await("the leader serves", () -> leaderServes(topic));
    }

    private boolean controllersKeepUp() throws InterruptedException, ExecutionException, TimeoutException {
        long oldest = System.currentTimeMillis() - KEEPING_UP.toMillis();
        List<QuorumInfo.ReplicaState> voters = admin.describeMetadataQuorum()
                .quorumInfo()
                .get(ANSWER_SECONDS, TimeUnit.SECONDS)
                .voters();
        return voters.size() == SIZE
                && voters.stream()
                        .allMatch(voter -> voter.lastCaughtUpTimestamp().orElse(0) > oldest);
    }

    private boolean leaderServes(String topic) throws InterruptedException, ExecutionException, TimeoutException {
        admin.listOffsets(Map.of(new TopicPartition(topic, 0), OffsetSpec.latest()))
                .all()
                .get(ANSWER_SECONDS, TimeUnit.SECONDS);
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
        for (Broker broker : brokers) {
            try {
                if (broker.isAlive()) {
                    broker.kill();
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
            broker.closeProxies();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
