package io.revocast.embedded;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Exit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeout;

class EmbeddedKafkaIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static void createTopic(EmbeddedKafka kafka, String name, int replicas) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(name, 1, (short) replicas)))
                    .all()
                    .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private static KafkaProducer<String, String> producer(EmbeddedKafka kafka) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()), new StringSerializer(), new StringSerializer());
    }

    private static void append(KafkaProducer<String, String> producer, String topic, String value) throws Exception {
        producer.send(new ProducerRecord<>(topic, value)).get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    private static List<String> values(EmbeddedKafka kafka, String topic, int expected) {
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "auto.offset.reset", "earliest"),
                new StringDeserializer(),
                new StringDeserializer())) {
            consumer.assign(List.of(new TopicPartition(topic, 0)));
            List<String> values = new ArrayList<>();
            await().atMost(LIMIT).until(() -> {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(record.value()));
                return values.size() >= expected;
            });
            return values;
        }
    }

    private static Set<Path> temporaryDirectories() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().startsWith("revocast-kafka-"))
                    .collect(Collectors.toSet());
        }
    }

    @Test
    void keepsPortAndDataOverARestartAndOpenClientsGoOn() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start();
                KafkaProducer<String, String> producer = producer(kafka)) {
            createTopic(kafka, "t", 1);
            append(producer, "t", "before");

            kafka.stop();
            kafka.restart();

            append(producer, "t", "after");
            assertThat(values(kafka, "t", 2)).containsExactly("before", "after");
        }
    }

    @Test
    void threeNodesServeOnWhenOneIsStopped() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.builder().nodes(3).start();
                KafkaProducer<String, String> producer = producer(kafka)) {
            createTopic(kafka, "t", 3);
            append(producer, "t", "three");

            kafka.stopNode(1);
            append(producer, "t", "two");
            kafka.startNode(1);

            assertThat(values(kafka, "t", 2)).containsExactly("three", "two");
        }
    }

    @Test
    void nodesStopWithoutAQuorumAndComeBackOneByOne() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.builder().nodes(3).start();
                KafkaProducer<String, String> producer = producer(kafka)) {
            createTopic(kafka, "t", 3);
            append(producer, "t", "three");

            kafka.stopNode(1);
            assertTimeout(LIMIT, () -> kafka.stopNode(2));
            kafka.startNode(1);
            append(producer, "t", "two");
            assertTimeout(LIMIT, kafka::stop);
            assertThatThrownBy(() -> kafka.startNode(0))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("node 0 cannot start alone: 2 of 3 nodes must run to form a quorum;"
                            + " restart() starts all of them together");
            noThreadKeepsTheProcessAlive();
            kafka.restart();

            assertThat(values(kafka, "t", 2)).containsExactly("three", "two");
        }
    }

    @Test
    void aNodeThatFindsNoQuorumGivesUpAndLeavesNoThread(@TempDir Path directory) {
        List<Node.Ports> ports = List.of(Node.Ports.free(0), Node.Ports.free(0), Node.Ports.free(0));
        Node alone = new Node(
                0,
                Uuid.randomUuid().toString(),
                directory.resolve("node"),
                ports,
                Map.of("initial.broker.registration.timeout.ms", "2000"));

        assertTimeout(
                LIMIT,
                () -> assertThatThrownBy(alone::start)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage("embedded Kafka node 0 does not start on port "
                                + ports.get(0).client() + ": the controllers found no quorum within PT2S"));

        assertThat(alone.isRunning()).isFalse();
        noThreadKeepsTheProcessAlive();
    }

    @Test
    void aNodeWhosePortWasTakenMeanwhileStartsWhenItIsFree() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
            int port = Integer.parseInt(kafka.bootstrapServers().split(":", 2)[1]);
            kafka.stop();
            try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                assertThatThrownBy(kafka::restart)
                        .hasRootCauseInstanceOf(BindException.class)
                        .cause()
                        .hasMessageContaining("does not start on port " + taken.getLocalPort());
                noThreadKeepsTheProcessAlive();
            }

            kafka.restart();

            createTopic(kafka, "t", 1);
        }
    }

    @Test
    void closingTwiceIsHarmlessAndLeavesNothingBehind() throws IOException {
        Set<Path> before = temporaryDirectories();
        EmbeddedKafka kafka = EmbeddedKafka.start();
        assertThat(temporaryDirectories()).hasSize(before.size() + 1);

        kafka.close();
        kafka.close();

        assertThat(temporaryDirectories()).isEqualTo(before);
        noThreadKeepsTheProcessAlive();
    }

    private static void noThreadKeepsTheProcessAlive() {
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                        .filteredOn(thread -> !thread.isDaemon())
                        .extracting(Thread::getName)
                        .noneMatch(name -> name.matches(".*(kafka|raft|coordinator|controller|broker|reaper).*")));
    }

    @Test
    void anInterruptDuringTheStartLeavesNothingBehind() throws Exception {
        Set<Path> before = temporaryDirectories();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread starter = new Thread(() -> {
            try {
                EmbeddedKafka.start().close();
            } catch (IllegalStateException e) {
                failure.set(e);
            }
        });
        starter.start();
        await().pollInterval(Duration.ofMillis(1))
                .atMost(LIMIT)
                .until(() -> temporaryDirectories().size() > before.size());

        starter.interrupt();
        starter.join(LIMIT.toMillis());

        // On a fast machine the interrupt can come when the node has started, or at the close, which ignores it.
        assertThat(failure.get() == null ? "" : failure.get().getMessage())
                .isIn(
                        "interrupted while starting or stopping the embedded Kafka",
                        "interrupted while waiting for the embedded Kafka to answer",
                        "");
        assertThat(temporaryDirectories()).isEqualTo(before);
    }

    @Test
    void anInterruptDuringTheCloseLeavesNothingBehind() throws Exception {
        Set<Path> before = temporaryDirectories();
        EmbeddedKafka kafka = EmbeddedKafka.start();
        Thread closer = new Thread(kafka::close);
        closer.start();
        await().pollInterval(Duration.ofMillis(1))
                .atMost(LIMIT)
                .until(() -> closer.getState() == Thread.State.WAITING || !closer.isAlive());

        closer.interrupt();
        closer.join(LIMIT.toMillis());

        assertThat(temporaryDirectories()).isEqualTo(before);
        noThreadKeepsTheProcessAlive();
    }

    @Test
    void aGivenDirectoryIsKeptAndServesAgain(@TempDir Path directory) throws Exception {
        EmbeddedKafka.Builder builder = EmbeddedKafka.builder().dataDirectory(directory);
        try (EmbeddedKafka kafka = builder.start();
                KafkaProducer<String, String> producer = producer(kafka)) {
            createTopic(kafka, "t", 1);
            append(producer, "t", "kept");
        }

        try (EmbeddedKafka kafka = builder.start()) {
            assertThat(values(kafka, "t", 1)).containsExactly("kept");
        }
    }

    @Test
    void aTakenPortIsSaidInOneSentence() throws IOException {
        Set<Path> before = temporaryDirectories();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            EmbeddedKafka.Builder builder = EmbeddedKafka.builder().port(taken.getLocalPort());

            assertThatThrownBy(builder::start)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("the embedded Kafka cannot use port " + taken.getLocalPort() + ": it is taken");
        }
        assertThat(temporaryDirectories()).isEqualTo(before);
    }

    @Test
    void kafkaCannotEndTheHostProcess() {
        try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
            assertThat(kafka.nodes()).isEqualTo(1);
            assertThatThrownBy(() -> Exit.halt(1, "on purpose"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("the embedded Kafka gave up with status 1");
        }
    }
}
