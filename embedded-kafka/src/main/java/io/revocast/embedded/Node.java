package io.revocast.embedded;

import kafka.server.KafkaConfig;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** One node, broker and controller in one, as {@code kafka-storage.sh format} and {@code kafka-server-start.sh} make it. */
final class Node {
    private static final Logger LOGGER = LoggerFactory.getLogger(Node.class);
    private static final int LOWEST_PORT = 16_384;
    private static final int LOWEST_OUTGOING_PORT = 32_768;

    private final int id;
    private final String clusterId;
    private final Path directory;
    private final List<Ports> ports;
    private final Map<String, String> properties;
    private @Nullable CombinedServer server;
    private boolean closed;

    Node(int id, String clusterId, Path directory, List<Ports> ports, Map<String, String> properties) {
        this.id = id;
        this.clusterId = clusterId;
        this.directory = directory;
        this.ports = List.copyOf(ports);
        this.properties = Map.copyOf(properties);
    }

    /** The ports of one node. Chosen before it starts, because the other nodes must know them. */
    record Ports(int client, int controller) {
        static Ports free(int client) {
            return new Ports(client == 0 ? free() : requireFree(client), free());
        }

        /**
         * A free port below the range from which the system takes the ports of outgoing connections: one from that range
         * may be gone again before the node binds it.
         */
        private static int free() {
            for (int attempt = 0; attempt < 100; attempt++) {
                int port = ThreadLocalRandom.current().nextInt(LOWEST_PORT, LOWEST_OUTGOING_PORT);
                if (isFree(port)) {
                    return port;
                }
            }
            throw new IllegalStateException("the embedded Kafka found no free port");
        }

        private static int requireFree(int port) {
            if (!isFree(port)) {
                throw new IllegalStateException("the embedded Kafka cannot use port " + port + ": it is taken");
            }
            return port;
        }

        private static boolean isFree(int port) {
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.isBound();
            } catch (IOException e) {
                return false;
            }
        }
    }

    Ports ports() {
        return ports.get(id);
    }

    synchronized boolean isRunning() {
        return server != null;
    }

    /**
     * Starts the node; does nothing for one that runs.
     *
     * @throws IllegalStateException when it does not start, or after {@link #close}
     */
    synchronized void start() {
        if (server != null) {
            return;
        }
        if (closed) {
            throw new IllegalStateException("embedded Kafka node " + id + " is closed; start another cluster");
        }
        holdExits();
        Properties config = config();
        format(config);
        CombinedServer starting = new CombinedServer(KafkaConfig.fromProps(config, false));
        try {
            starting.start();
        } catch (Throwable e) {
            // Scala code throws checked exceptions that it does not declare, and threads left behind would keep the
            // process from ending.
            abandon(starting, e);
            throw new IllegalStateException(
                    "embedded Kafka node " + id + " does not start on port " + ports().client() + ": " + e.getMessage(),
                    e);
        }
        server = starting;
    }

    private static void abandon(CombinedServer starting, Throwable failure) {
        try {
            starting.stop(Duration.ZERO);
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    /**
     * Stops the node; waits for a start that is under way on another thread.
     *
     * @param leave how long to wait for the other nodes to take over what this one leads; zero when they are not there
     */
    synchronized void stop(Duration leave) {
        CombinedServer running = server;
        server = null;
        if (running != null) {
            running.stop(leave);
        }
    }

    /** Stops the node for good: a start that another thread has asked for, but not begun, fails. */
    synchronized void close() {
        closed = true;
        stop(Duration.ZERO);
    }

    /** A broker that gives up ends its process; here the process belongs to the caller. */
    private static void holdExits() {
        Exit.Procedure refuse = (status, message) -> {
            LOGGER.atError()
                    .addKeyValue("status", status)
                    .addKeyValue("reason", String.valueOf(message))
                    .log("the embedded Kafka wanted to end the process");
            throw new IllegalStateException("the embedded Kafka gave up with status " + status);
        };
        Exit.setExitProcedure(refuse);
        Exit.setHaltProcedure(refuse);
        Exit.setShutdownHookAdder((name, hook) -> {});
    }

    private void format(Properties config) {
        try {
            Files.createDirectories(directory);
            new Formatter()
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                    .setNodeId(id)
                    .setClusterId(clusterId)
                    .addDirectory(config.getProperty("log.dirs"))
                    .setMetadataLogDirectory(config.getProperty("log.dirs"))
                    .setReleaseVersion(MetadataVersion.latestProduction())
                    .setIgnoreFormatted(true)
                    .setControllerListenerName("CONTROLLER")
                    .run();
        } catch (Exception e) {
            throw new IllegalStateException("the embedded Kafka cannot format " + directory, e);
        }
    }

    private Properties config() {
        int replicas = ports.size();
        Properties config = new Properties();
        config.put("process.roles", "broker,controller");
        config.put("node.id", Integer.toString(id));
        config.put("log.dirs", directory.toString());
        config.put(
                "controller.quorum.voters",
                IntStream.range(0, replicas)
                        .mapToObj(node -> node + "@127.0.0.1:" + ports.get(node).controller())
                        .collect(Collectors.joining(",")));
        config.put("controller.listener.names", "CONTROLLER");
        config.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        config.put("inter.broker.listener.name", "PLAINTEXT");
        config.put("auto.create.topics.enable", "false");
        config.put("default.replication.factor", Integer.toString(replicas));
        config.put("min.insync.replicas", replicas == 3 ? "2" : "1");
        for (String topic : List.of("offsets.topic", "transaction.state.log", "share.coordinator.state.topic")) {
            config.put(topic + ".replication.factor", Integer.toString(replicas));
            config.put(topic + ".num.partitions", "1");
        }
        config.put("transaction.state.log.min.isr", "1");
        config.put("share.coordinator.state.topic.min.isr", "1");
        config.put("group.initial.rebalance.delay.ms", "0");
        // Allocated at once when the broker starts; the default is 128 MiB.
        config.put("log.cleaner.dedupe.buffer.size", "2097152");
        config.put("num.network.threads", "2");
        config.put("num.io.threads", "2");
        config.put("num.recovery.threads.per.data.dir", "1");
        config.put("background.threads", "2");
        // A broker that comes back waits until the session of its predecessor is over; the default is 9 s.
        config.put("broker.session.timeout.ms", "3000");
        config.put("broker.heartbeat.interval.ms", "500");
        // A start that finds no quorum must end with an error before its caller stops waiting.
        config.put("initial.broker.registration.timeout.ms", "40000");
        config.put("server.max.startup.time.ms", "50000");
        config.put("controlled.shutdown.enable", replicas == 1 ? "false" : "true");
        config.putAll(properties);
        String forClients = properties.getOrDefault("listeners", "PLAINTEXT://127.0.0.1:" + ports().client());
        config.put("listeners", forClients + ",CONTROLLER://127.0.0.1:" + ports().controller());
        return config;
    }
}
