package io.revocast.demo.story;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Everything that the story runs on: Kafka, the publisher and the instances, each a process of its own, and a directory
 * with their secrets. {@link #close} leaves nothing of it behind. Used by one thread.
 */
final class Stage implements AutoCloseable {
    private static final Duration READY = Duration.ofSeconds(40);
    private static final Duration READY_OF_FURTHER = Duration.ofSeconds(5);
    private static final int FEW = 4;
    private static final Duration END = Duration.ofSeconds(6);

    /** The broker holds each answer to a slow instance for this long, because it never has enough bytes. */
    private static final Duration HELD = Duration.ofSeconds(1);

    private static final int NEVER_ENOUGH_BYTES = 1 << 20;

    private final BuiltTree tree;
    private final Ports ports;
    private final int slow;
    private final Consumer<String> log;
    private final TemporaryDirectory directory;
    private final Secrets secrets;
    private final List<Instance> instances = new ArrayList<>();
    private @Nullable StoryBroker broker;
    private @Nullable Instance publisher;

    /**
     * Prepares a stage.
     *
     * @param slow how many of the instances, counted from the last, read Kafka late
     */
    Stage(BuiltTree tree, Ports ports, int slow, Consumer<String> log) throws IOException {
        this.tree = tree;
        this.ports = ports;
        this.slow = slow;
        this.log = log;
        this.directory = TemporaryDirectory.create();
        try {
            String issuer = "http://127.0.0.1:" + ports.instance(1);
            this.secrets = Secrets.make(directory.path(), issuer, issuer + "/.well-known/jwks.json");
        } catch (IOException e) {
            directory.close();
            throw e;
        }
    }

    /**
     * Finds the broker, or starts one.
     *
     * @param address bootstrap servers; null starts a broker in this process
     */
    StoryBroker openBroker(@Nullable String address) throws StoryException, InterruptedException {
        broker = address == null ? StoryBroker.embedded(directory.path().resolve("kafka")) : StoryBroker.at(address);
        return broker;
    }

    /** Starts the publisher and the instances, and waits until each is ready. */
    void startProcesses(StoryBroker on, Http http) throws StoryException, InterruptedException {
        publisher = new Instance("publisher", ports.publisher(), publisherCommand(on), log);
        publisher.start();
        for (int number = 1; number <= ports.instances(); number++) {
            Instance instance =
                    new Instance("demo-" + number, ports.instance(number), instanceCommand(on, number), log);
            instances.add(instance);
            instance.start();
        }
        Duration limit = READY.plus(READY_OF_FURTHER.multipliedBy(Math.max(0, ports.instances() - FEW)));
        awaitReady(publisher, http, limit);
        for (Instance instance : instances) {
            awaitReady(instance, http, limit);
        }
    }

    private static void awaitReady(Instance instance, Http http, Duration limit)
            throws StoryException, InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        Answer answer = http.get(instance.at("/health/ready"));
        while (answer.status() != 200) {
            if (!instance.child().isAlive()) {
                List<String> lines = instance.child().lastLines();
                throw new StoryException(instance.name() + " ended before it was ready: "
                        + (lines.isEmpty() ? "it printed nothing" : lines.get(lines.size() - 1)));
            }
            if (System.nanoTime() > deadline) {
                throw new StoryException(instance.name() + " was not ready within " + limit.toSeconds() + " s: "
                        + (answer.status() == 0 ? "it does not answer" : answer.text("cause")));
            }
            Thread.sleep(20);
            answer = http.get(instance.at("/health/ready"));
        }
    }

    /** Whether an instance reads Kafka late. */
    boolean hasSlowInstances() {
        return slow > 0;
    }

    Instance publisher() {
        if (publisher == null) {
            throw new IllegalStateException("the publisher was not started");
        }
        return publisher;
    }

    List<Instance> instances() {
        return instances;
    }

    String apiKey() throws StoryException {
        try {
            return secrets.apiKey();
        } catch (IOException e) {
            throw new StoryException("the API key cannot be read: " + e.getMessage(), e);
        }
    }

    /** Returns the address of the console, with a code that signs a browser in once. */
    String consoleLink(Http http) throws StoryException, InterruptedException {
        String key;
        try {
            key = Files.readString(secrets.operatorKeyFile()).strip();
        } catch (IOException e) {
            throw new StoryException("the API key cannot be read: " + e.getMessage(), e);
        }
        Answer answer = http.post(publisher().at("/console/sign-in-codes"), key, Map.of());
        if (answer.status() != 201) {
            throw new StoryException("the publisher gave no link to its console: " + answer.status());
        }
        return answer.text("url");
    }

    /** The file with the API key of the person at the console. */
    Path operatorKeyFile() {
        return secrets.operatorKeyFile();
    }

    /**
     * Stores a token in a file, as a header that the user can send by hand, because printed text stays.
     *
     * @return the file, for {@code curl -H @file}
     */
    Path keep(String token) throws StoryException {
        try {
            Path file = directory.path().resolve("revoked-token");
            Files.writeString(file, "Authorization: Bearer " + token + "\n");
            return file;
        } catch (IOException e) {
            throw new StoryException("the temporary directory cannot be written: " + e.getMessage(), e);
        }
    }

    private List<String> publisherCommand(StoryBroker on) {
        return java(
                tree.publisherJar(),
                List.of(
                        "serve",
                        "--config",
                        secrets.publisherConfiguration().toString(),
                        "--set",
                        "http.port=" + ports.publisher(),
                        "--set",
                        "kafka.bootstrap.servers=" + on.bootstrapServers()));
    }

    private List<String> instanceCommand(StoryBroker on, int number) {
        List<String> arguments = new ArrayList<>(List.of(
                "--name", "demo-" + number,
                "--port", Integer.toString(ports.instance(number)),
                "--kafka", on.bootstrapServers(),
                "--publisher", "http://127.0.0.1:" + ports.publisher(),
                "--publisher-key-file", secrets.apiKeyFile().toString(),
                "--signing-key", secrets.signingKey().toString(),
                "--issuer", "http://127.0.0.1:" + ports.instance(1)));
        if (number > ports.instances() - slow) {
            arguments.addAll(List.of(
                    "--kafka-property", "fetch.min.bytes=" + NEVER_ENOUGH_BYTES,
                    "--kafka-property", "fetch.max.wait.ms=" + HELD.toMillis()));
        }
        return java(tree.serviceJar(), arguments);
    }

    /** Many JVMs share a small machine: little memory each, and compiled quickly rather than well. */
    private static List<String> java(Path jar, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-jar", jar.toString()));
        command.addAll(arguments);
        return command;
    }

    @Override
    public void close() {
        // A signal interrupts the story; what follows must not be cut short by it.
        boolean interrupted = Thread.interrupted();
        List<Instance> all = new ArrayList<>(instances);
        if (publisher != null) {
            all.add(publisher);
        }
        List<Child> children =
                all.stream().filter(Instance::wasStarted).map(Instance::child).toList();
        children.forEach(Child::terminate);
        children.forEach(child -> child.awaitEnd(END));
        try {
            if (broker != null) {
                broker.close();
            }
        } finally {
            directory.close();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
