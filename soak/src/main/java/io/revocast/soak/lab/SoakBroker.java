package io.revocast.soak.lab;

import io.revocast.embedded.FaultProxy;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Collectors;

/**
 * One broker and controller: Kafka's own main class in a process of its own, on data of its own. It has a listener for
 * every client, each behind a proxy, so that the network can be broken for one client and one broker alone.
 */
final class SoakBroker {
    private static final Duration TERMINATE_LIMIT = Duration.ofSeconds(20);
    private static final int LAST_LINES = 20;

    private final int id;
    private final Path directory;
    private final int directPort;
    private final int controllerPort;
    private final Map<String, Integer> clientPorts = new LinkedHashMap<>();
    private final Map<String, FaultProxy> proxies;
    private @Nullable JavaProcess process;

    /**
     * Prepares a broker.
     *
     * @param proxies what it advertises to each client
     * @param ports where its listeners come from
     */
    SoakBroker(int id, Path directory, Map<String, FaultProxy> proxies, FreePorts ports) {
        this.id = id;
        this.directory = directory;
        this.proxies = proxies;
        this.directPort = ports.next();
        this.controllerPort = ports.next();
        proxies.keySet().forEach(client -> clientPorts.put(client, ports.next()));
    }

    String directAddress() {
        return "127.0.0.1:" + directPort;
    }

    /** Where it listens for a client, behind the proxy. */
    int port(String client) {
        return Objects.requireNonNull(clientPorts.get(client), client);
    }

    String voter() {
        return id + "@127.0.0.1:" + controllerPort;
    }

    /** Writes the configuration and formats the data directory, as {@code kafka-storage.sh format} does. */
    void format(String clusterId, String voters) {
        Properties config = config(voters);
        try {
            Files.createDirectories(directory);
            try (Writer file = Files.newBufferedWriter(configFile(), StandardCharsets.UTF_8)) {
                config.store(file, null);
            }
            new Formatter()
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                    .setNodeId(id)
                    .setClusterId(clusterId)
                    .addDirectory(config.getProperty("log.dirs"))
                    .setMetadataLogDirectory(config.getProperty("log.dirs"))
                    .setReleaseVersion(MetadataVersion.latestProduction())
                    .setControllerListenerName("CONTROLLER")
                    .run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            throw new IllegalStateException("broker " + id + " cannot format " + directory, e);
        }
    }

    private Path configFile() {
        return directory.resolve("server.properties");
    }

    private Properties config(String voters) {
        Map<String, Integer> ports = new LinkedHashMap<>();
        ports.put("DIRECT", directPort);
        ports.putAll(clientPorts);
        Properties config = new Properties();
        config.put("process.roles", "broker,controller");
        config.put("node.id", Integer.toString(id));
        config.put("log.dirs", directory.resolve("data").toString());
        config.put("controller.quorum.voters", voters);
        config.put("controller.listener.names", "CONTROLLER");
        config.put("inter.broker.listener.name", "DIRECT");
        config.put("listeners", addresses(ports) + ",CONTROLLER://127.0.0.1:" + controllerPort);
        proxies.forEach((client, proxy) -> ports.put(client, proxy.port()));
        config.put("advertised.listeners", addresses(ports));
        config.put(
                "listener.security.protocol.map",
                "CONTROLLER:PLAINTEXT,"
                        + ports.keySet().stream()
                                .map(name -> name + ":PLAINTEXT")
                                .collect(Collectors.joining(",")));
        config.put("auto.create.topics.enable", "false");
        config.put("log.cleaner.dedupe.buffer.size", "2097152");
        config.put("num.io.threads", "4");
        return config;
    }

    private static String addresses(Map<String, Integer> ports) {
        return ports.entrySet().stream()
                .map(port -> port.getKey() + "://127.0.0.1:" + port.getValue())
                .collect(Collectors.joining(","));
    }

    void start() {
        process = JavaProcess.start(new JavaProcess.Program(
                "kafka.Kafka", "256m", List.of(configFile().toString()), log()));
    }

    private Path log() {
        return directory.resolve("broker.log");
    }

    private JavaProcess process() {
        if (process == null) {
            throw new IllegalStateException("broker " + id + " was not started");
        }
        return process;
    }

    boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** Throws with the last lines of the log when the process has ended. */
    void requireAlive() {
        if (!isAlive()) {
            throw new IllegalStateException("broker " + id + " ended by itself; its log ends:\n" + lastLines());
        }
    }

    private String lastLines() {
        try {
            List<String> lines = Files.readAllLines(log(), StandardCharsets.UTF_8);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
        } catch (IOException e) {
            return log() + " cannot be read: " + e;
        }
    }

    void kill() throws InterruptedException {
        process().kill();
    }

    void terminate() throws InterruptedException {
        process().terminate(TERMINATE_LIMIT);
    }

    void pause() throws InterruptedException {
        process().pause();
    }

    void resume() throws InterruptedException {
        process().resume();
    }

    void fillDisk() throws InterruptedException {
        process().fillDisk();
    }
}
