package io.revocast.embedded;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.kafka.KafkaContainer;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The broker of a test, chosen by the system property {@code revocast.test.kafka}: {@code embedded} (the default),
 * {@code container} (Testcontainers, fails where there is no Docker engine), or the address of a running cluster.
 */
public final class TestKafka implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final String bootstrapServers;
    private final @Nullable EmbeddedKafka embedded;
    private final @Nullable KafkaContainer container;

    private TestKafka(String bootstrapServers, @Nullable EmbeddedKafka embedded, @Nullable KafkaContainer container) {
        this.bootstrapServers = bootstrapServers;
        this.embedded = embedded;
        this.container = container;
    }

    /** Starts or finds the broker, and prints which. */
    public static TestKafka start() {
        String choice = System.getProperty("revocast.test.kafka", "embedded");
        TestKafka kafka = switch (choice) {
            case "embedded" -> {
                EmbeddedKafka started = EmbeddedKafka.start();
                yield new TestKafka(started.bootstrapServers(), started, null);
            }
            case "container" -> container();
            default -> new TestKafka(choice, null, null);
        };
        System.out.println("test broker: " + choice + " at " + kafka.bootstrapServers);
        return kafka;
    }

    /** A port for a broker that a test will start, or for one that is not there. */
    public static int freePort() {
        return Node.Ports.free(0).client();
    }

    /** A running broker at an address. */
    public static TestKafka at(String bootstrapServers) {
        return new TestKafka(bootstrapServers, null, null);
    }

    /** One broker for every test of this JVM that does not stop it; it ends with the JVM. */
    public static TestKafka shared() {
        return Shared.KAFKA.join();
    }

    /** Started by the first test that asks. A future, so that every test gets the failure, not only the first. */
    private static final class Shared {
        static final CompletableFuture<TestKafka> KAFKA =
                CompletableFuture.supplyAsync(Shared::startUntilTheJvmEnds, Runnable::run);

        private static TestKafka startUntilTheJvmEnds() {
            TestKafka kafka = start();
            Runtime.getRuntime().addShutdownHook(new Thread(kafka::close, "test-kafka-close"));
            return kafka;
        }
    }

    private static TestKafka container() {
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            throw new IllegalStateException(
                    "revocast.test.kafka is container, but no Docker engine answers; start one, or use embedded");
        }
        KafkaContainer started = new KafkaContainer("apache/kafka:4.3.1");
        started.start();
        return new TestKafka(started.getBootstrapServers(), null, started);
    }

    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** A topic name that no other test uses. */
    public static String uniqueTopicName(String prefix) {
        return prefix + "-" + UUID.randomUUID();
    }

    /** Creates a topic with one replica; returns its name. */
    public String createTopic(String name, int partitions, Map<String, String> configs) {
        try (Admin admin = Admin.create(clientProperties())) {
            NewTopic topic = new NewTopic(name, partitions, (short) 1).configs(configs);
            await(admin.createTopics(List.of(topic)).all());
        }
        return name;
    }

    public void deleteTopic(String name) {
        try (Admin admin = Admin.create(clientProperties())) {
            await(admin.deleteTopics(List.of(name)).all());
        }
    }

    /** Appends a record and returns where it stands. */
    public RecordMetadata append(String topic, byte @Nullable [] key, byte @Nullable [] value) {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(clientProperties(), new ByteArraySerializer(), new ByteArraySerializer())) {
            return producer.send(new ProducerRecord<>(topic, 0, key, value)).get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("appending to " + topic + " failed", e);
        }
    }

    private Map<String, Object> clientProperties() {
        return Map.of("bootstrap.servers", bootstrapServers);
    }

    private static <T> T await(KafkaFuture<T> answer) {
        try {
            return answer.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the test broker refused", e);
        }
    }

    /** Stops the broker, keeping its port and data. Only an embedded one can: with another, the test is skipped. */
    public void stopBroker() {
        requireEmbedded().stop();
    }

    public void restartBroker() {
        requireEmbedded().restart();
    }

    private EmbeddedKafka requireEmbedded() {
        if (embedded == null) {
            return Assumptions.abort(
                    "only the embedded broker can be stopped and restarted; run with -Drevocast.test.kafka=embedded");
        }
        return embedded;
    }

    @Override
    public void close() {
        if (embedded != null) {
            embedded.close();
        }
        if (container != null) {
            container.stop();
        }
    }
}
