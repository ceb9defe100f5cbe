package io.revocast.consumer.internal;

import io.revocast.embedded.EmbeddedKafka;
import io.revocast.embedded.FaultProxy;
import io.revocast.embedded.TestKafka;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

import java.io.IOException;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

/** The reader with the oldest and the newest libraries, and with those of frameworks, in class loaders of their own. */
class LibraryMatrixIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int RESETS = 10;

    private static FaultProxy proxy;
    private static EmbeddedKafka kafka;
    private static TestKafka broker;

    @BeforeAll
    static void startBehindTheProxy() {
        proxy = new FaultProxy();
        int port = TestKafka.freePort();
        proxy.forwardTo(port);
        kafka = EmbeddedKafka.builder()
                .port(port)
                .property("advertised.listeners", "PLAINTEXT://127.0.0.1:" + proxy.port())
                .start();
        broker = TestKafka.at("127.0.0.1:" + proxy.port());
    }

    @AfterAll
    static void stop() {
        proxy.close();
        kafka.close();
    }

    /** Sockets, selectors and their like: what a client holds. The broker opens and closes files as it likes. */
    private static long connections() throws IOException {
        Path descriptors = Path.of("/proc/self/fd");
        assumeThat(descriptors).isDirectory();
        try (Stream<Path> open = Files.list(descriptors)) {
            return open.filter(LibraryMatrixIT::isConnection).count();
        }
    }

    private static boolean isConnection(Path descriptor) {
        try {
            String opened = Files.readSymbolicLink(descriptor).toString();
            return opened.startsWith("socket:") || opened.startsWith("anon_inode:") || opened.startsWith("pipe:");
        } catch (IOException e) {
            // It was closed while it was looked at.
            return false;
        }
    }

    private static void awaitAnswer(Function<String, String> reader, String command, String answer) {
        await().atMost(LIMIT)
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(() -> assertThat(reader.apply(command))
                        .as(reader.apply("status"))
                        .isEqualTo(answer));
    }

    @ParameterizedTest
    @FieldSource("io.revocast.consumer.internal.LibrarySet#SUPPORTED")
    @SuppressWarnings("try") // an interrupt during close fails the test, which is right
    void replaysReconnectsAndClosesWith(LibrarySet set) throws Throwable {
        TestTopic topic = TestTopic.create(broker, 1);
        topic.revoke("before");
        broker.createTopic(topic.name() + "-reports", 1, Map.of());
        long before = connections();
        try (URLClassLoader loader = set.loader()) {
            Function<String, String> reader = LibrarySet.reader(loader, broker.bootstrapServers(), topic.name());
            try (AutoCloseable list = (AutoCloseable) reader) {
                assertThat(list.getClass().getClassLoader()).isSameAs(loader);
                assertThat(reader.apply("start")).isEqualTo("started");
                awaitAnswer(reader, "state", "CURRENT");
                awaitAnswer(reader, "reports", "sent");
                assertThat(reader.apply("before")).isEqualTo("Revoked");
                assertThat(reader.apply("other")).isEqualTo("NotRevoked");

                for (int i = 0; i < RESETS; i++) {
                    proxy.reset();
                    topic.revoke("after-" + i);
                    awaitAnswer(reader, "after-" + i, "Revoked");
                }
                // The consumer is closed, and another one made, only for another log.
                broker.deleteTopic(topic.name());
                await().atMost(LIMIT).ignoreExceptions().untilAsserted(() -> topic.createAgain(1));
                topic.revoke("in the new topic");
                awaitAnswer(reader, "in the new topic", "Revoked");
                awaitAnswer(reader, "state", "CURRENT");
                assertThat(reader.apply("before")).isEqualTo("Revoked");
                assertThat(reader.apply("cause")).isEqualTo("null");
            }
        }
        // A client that was not closed would hold four.
        await().atMost(LIMIT).untilAsserted(() -> assertThat(connections()).isLessThanOrEqualTo(before + 2));
    }

    @ParameterizedTest
    @CsvSource({
        "kafka-clients 3.3,     2.8.2,  org.apache.kafka:kafka-clients",
        "jackson-core 2.16,     2.15.4, com.fasterxml.jackson.core:jackson-core",
        "slf4j-api 2.0,         1.7.36, org.slf4j:slf4j-api",
        "caffeine 3.1,          2.9.3,  com.github.ben-manes.caffeine:caffeine",
        "caffeine 3.1,          3.0.6,  com.github.ben-manes.caffeine:caffeine"
    })
    void refusesAnEarlierVersionByNameVersionAndJar(String needed, String found, String coordinates) throws Exception {
        String library = needed.substring(0, needed.indexOf(' '));
        LibrarySet set = LibrarySet.SUPPORTED.get(0).with(library, found);
        try (URLClassLoader loader = set.loader()) {
            assertThatThrownBy(() -> LibrarySet.reader(loader, "127.0.0.1:1", "revocations"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("a revocation list needs " + needed + " or later, and the class path has "
                            + found + " in file:/")
                    .hasMessageEndingWith("/" + library + "-" + found + ".jar; upgrade " + coordinates
                            + " or remove the dependency that brings the earlier version");
        }
    }

    @Test
    void refusesAClassPathWithoutALibrary() throws Exception {
        try (URLClassLoader loader = LibrarySet.SUPPORTED.get(0).loaderWithout("caffeine")) {
            assertThatThrownBy(() -> LibrarySet.reader(loader, "127.0.0.1:1", "revocations"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("a revocation list needs caffeine 3.1 or later, and the class path has none;"
                            + " add com.github.ben-manes.caffeine:caffeine");
        }
    }

    @Test
    void theDocumentationListsTheSetsThatAreTested() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "compatibility.md"));

        assertThat(page.lines().filter(line -> line.startsWith("| ") && line.matches(".*\\d\\.\\d+\\.\\d+.*")))
                .containsExactlyElementsOf(
                        LibrarySet.SUPPORTED.stream().map(LibrarySet::row).toList());
    }
}
