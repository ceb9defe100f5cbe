package io.revocast.embedded;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * An Apache Kafka cluster of one to three nodes in this process: the broker's own code (KRaft), its own log on disk, on
 * ports of 127.0.0.1.
 *
 * <p>{@link Builder#start} returns when every node answers clients, which takes about five seconds for one node. Nodes
 * keep their ports and data when they are stopped and started again. Closing removes the data unless the directory was
 * given. While a cluster exists, Kafka cannot end this process: its calls to exit are logged and stop the calling thread.
 *
 * <p>Kafka logs through SLF4J; give {@code org.apache.kafka}, {@code kafka} and {@code state.change.logger} a level of
 * WARN or ERROR in the host's logging configuration. For demos and tests: no authentication and no encryption unless
 * properties ask for them, loopback only. Thread-safe.
 */
public final class EmbeddedKafka implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration LEAVE_LIMIT = Duration.ofSeconds(10);

    private final List<Node> nodes = new ArrayList<>();
    private final Path data;
    private final boolean temporary;

    private EmbeddedKafka(Builder builder) throws IOException {
        // First what can fail for an everyday reason, before there is a directory to leave behind.
        List<Node.Ports> ports = new ArrayList<>();
        for (int id = 0; id < builder.nodes; id++) {
            ports.add(Node.Ports.free(id == 0 ? builder.port : 0));
        }
        Path given = builder.dataDirectory;
        temporary = given == null;
        data = given == null ? Files.createTempDirectory("revocast-kafka-") : Files.createDirectories(given);
        String clusterId = clusterId();
        for (int id = 0; id < builder.nodes; id++) {
            nodes.add(new Node(id, clusterId, data.resolve("node-" + id), ports, builder.properties));
        }
    }

    private String clusterId() throws IOException {
        Path file = data.resolve("cluster-id");
        if (!Files.exists(file)) {
            Files.writeString(file, Uuid.randomUuid().toString());
        }
        return Files.readString(file);
    }

    /** Starts one node on a free port with a temporary directory. */
    public static EmbeddedKafka start() {
        return builder().start();
    }

    /** Returns a builder for anything else. */
    public static Builder builder() {
        return new Builder();
    }

    /** The addresses of all nodes, stopped ones included, as clients want them. */
    public String bootstrapServers() {
        return nodes.stream().map(node -> "127.0.0.1:" + node.ports().client()).collect(Collectors.joining(","));
    }

    /** The number of nodes, stopped ones included. */
    public int nodes() {
        return nodes.size();
    }

    /**
     * Stops a node; a stopped node stays stopped. Where the other nodes still have a quorum it hands over to them what it
     * leads, otherwise it just stops. Node numbers begin at 0.
     */
    public synchronized void stopNode(int id) {
        nodes.get(id).stop(runningNodes() > quorum() ? LEAVE_LIMIT : Duration.ZERO);
    }

    /**
     * Starts a stopped node again, on its port and with its data, and waits until the cluster answers.
     *
     * @throws IllegalStateException when too few nodes would run to form a quorum, or when it does not start
     */
    public synchronized void startNode(int id) {
        Node node = nodes.get(id);
        if (!node.isRunning() && runningNodes() + 1 < quorum()) {
            throw new IllegalStateException("node " + id + " cannot start alone: " + quorum() + " of " + nodes.size()
                    + " nodes must run to form a quorum; restart() starts all of them together");
        }
        node.start();
        awaitNodes(runningNodes());
    }

    private int quorum() {
        return nodes.size() / 2 + 1;
    }

    /** Stops every node; {@link #restart} brings them back. */
    public synchronized void stop() {
        // No other broker stays that could take over.
        together(node -> node.stop(Duration.ZERO));
    }

    /** Starts every stopped node again, on its port and with its data. */
    public synchronized void restart() {
        together(Node::start);
        awaitNodes(nodes.size());
    }

    private void together(Consumer<Node> step) {
        try {
            begin(step).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while starting or stopping the embedded Kafka", e);
        } catch (ExecutionException e) {
            throw failed(e);
        }
    }

    /** On all nodes at once: one alone has no quorum, and would wait for the others to come. */
    private CompletableFuture<Void> begin(Consumer<Node> step) {
        ExecutorService threads = Executors.newFixedThreadPool(nodes.size());
        try {
            return CompletableFuture.allOf(nodes.stream()
                            .map(node -> CompletableFuture.runAsync(() -> step.accept(node), threads))
                            .toArray(CompletableFuture<?>[]::new))
                    .orTimeout(START_LIMIT.toSeconds(), TimeUnit.SECONDS);
        } finally {
            // Never interrupted: the close that follows waits for a node that is starting, and refuses one that is not.
            threads.shutdown();
        }
    }

    private IllegalStateException failed(Exception e) {
        return new IllegalStateException(
                "the embedded Kafka at " + bootstrapServers() + " did not start or stop within " + START_LIMIT, e);
    }

    private int runningNodes() {
        return (int) nodes.stream().filter(Node::isRunning).count();
    }

    private void awaitNodes(int expected) {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        Map<String, Object> properties = Map.of("bootstrap.servers", bootstrapServers());
        @Nullable Exception last = null;
        try (Admin admin = Admin.create(properties)) {
            while (System.nanoTime() < deadline) {
                try {
                    int seen = admin.describeCluster()
                            .nodes()
                            .get(5, TimeUnit.SECONDS)
                            .size();
                    if (seen >= expected) {
                        return;
                    }
                    TimeUnit.MILLISECONDS.sleep(50);
                } catch (ExecutionException | TimeoutException e) {
                    last = e;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the embedded Kafka to answer", e);
        }
        throw new IllegalStateException(
                "the embedded Kafka at " + bootstrapServers() + " did not answer within " + START_LIMIT, last);
    }

    /**
     * Stops every node and removes the data, unless its directory was given. An interrupt does not cut it short; the
     * flag is kept.
     */
    @Override
    public synchronized void close() {
        try {
            begin(Node::close).join();
        } catch (CompletionException e) {
            throw failed(e);
        }
        if (temporary) {
            Directories.delete(data);
        }
    }

    /** Collects the options of a cluster. Not thread-safe. */
    public static final class Builder {
        private final Map<String, String> properties = new HashMap<>();
        private int nodes = 1;
        private int port;
        private @Nullable Path dataDirectory;

        private Builder() {}

        /** From 1 to 3; 1 unless given. */
        public Builder nodes(int nodes) {
            if (nodes < 1 || nodes > 3) {
                throw new IllegalArgumentException("nodes must lie between 1 and 3: " + nodes);
            }
            this.nodes = nodes;
            return this;
        }

        /** The first node's port for clients; 0, the default, takes a free one. */
        public Builder port(int port) {
            this.port = port;
            return this;
        }

        /** Where the data lives, created when absent and kept afterwards; a temporary directory unless given. */
        public Builder dataDirectory(Path dataDirectory) {
            this.dataDirectory = dataDirectory;
            return this;
        }

        /**
         * A property of Kafka's {@code server.properties}, for every node. {@code listeners} names those for clients; the
         * controller's is added.
         */
        public Builder property(String name, String value) {
            properties.put(name, value);
            return this;
        }

        /**
         * Starts the cluster and waits until every node answers.
         *
         * @throws IllegalStateException when it does not start: a port is taken, the directory cannot be written
         */
        public EmbeddedKafka start() {
            EmbeddedKafka kafka;
            try {
                kafka = new EmbeddedKafka(this);
            } catch (IOException e) {
                throw new IllegalStateException("the embedded Kafka cannot prepare its directory or ports", e);
            }
            try {
                kafka.restart();
                return kafka;
            } catch (RuntimeException e) {
                kafka.close();
                throw e;
            }
        }
    }
}
