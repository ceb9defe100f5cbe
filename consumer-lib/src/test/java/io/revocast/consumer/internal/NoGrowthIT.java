package io.revocast.consumer.internal;

import com.sun.management.UnixOperatingSystemMXBean;
import io.revocast.embedded.EmbeddedKafka;
import io.revocast.embedded.FaultProxy;
import io.revocast.embedded.TestKafka;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A hundred times the same thing must cost no more than ten times: the broker lives in this process too. */
class NoGrowthIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int WARM_UP = 10;
    private static final int CYCLES = 100;

    /** So that nothing waits behind a fetch that the broker holds back. */
    private static final Map<String, String> IMPATIENT = Map.of("fetch.max.wait.ms", "20");

    private static FaultProxy proxy;
    private static EmbeddedKafka kafka;
    private static TestTopic topic;

    @BeforeAll
    static void startBehindTheProxy() {
        proxy = new FaultProxy();
        int port = TestKafka.freePort();
        proxy.forwardTo(port);
        kafka = EmbeddedKafka.builder()
                .port(port)
                .property("advertised.listeners", "PLAINTEXT://127.0.0.1:" + proxy.port())
                .start();
        topic = TestTopic.create(TestKafka.at("127.0.0.1:" + proxy.port()), 1);
        topic.revoke("token");
    }

    @AfterAll
    static void stop() {
        proxy.close();
        kafka.close();
    }

    /** What a process holds. A few of each belong to the broker, which opens and closes files as it likes. */
    private record Held(int threads, long descriptors, long heapBytes) {
        static Held now() {
            System.gc();
            UnixOperatingSystemMXBean system = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
            return new Held(
                    ManagementFactory.getThreadMXBean().getThreadCount(),
                    system.getOpenFileDescriptorCount(),
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }

        boolean isNotMuchMoreThan(Held before) {
            return threads <= before.threads + 5
                    && descriptors <= before.descriptors + 10
                    && heapBytes <= before.heapBytes + 8 * 1024 * 1024;
        }
    }

    @FunctionalInterface
    private interface Cycle {
        void run() throws InterruptedException;
    }

    private static void assertThatNothingGrows(Cycle cycle) throws InterruptedException {
        for (int i = 0; i < WARM_UP; i++) {
            cycle.run();
        }
        Held before = Held.now();
        for (int i = 0; i < CYCLES; i++) {
            cycle.run();
        }
        await().atMost(LIMIT)
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> assertThat(Held.now()).matches(now -> now.isNotMuchMoreThan(before), "" + before));
    }

    private static boolean provedSince(KafkaRevocationList list, long nanoTime) {
        Duration age = list.status().timeSinceFreshnessProof();
        return age != null && age.toNanos() < System.nanoTime() - nanoTime;
    }

    @Test
    void aHundredStartsAndClosesLeaveNothingBehind() throws InterruptedException {
        assertThatNothingGrows(() -> {
            try (KafkaRevocationList list =
                    topic.list().kafkaProperties(IMPATIENT).build()) {
                list.start();
                assertThat(list.awaitCurrent(LIMIT)).isTrue();
            }
        });
    }

    @Test
    void aHundredReconnectsLeaveNothingBehind() throws InterruptedException {
        try (KafkaRevocationList list = topic.list()
                .maxStaleness(Duration.ofSeconds(1))
                .kafkaProperties(IMPATIENT)
                .build()) {
            list.start();
            assertThat(list.awaitCurrent(LIMIT)).isTrue();

            assertThatNothingGrows(() -> {
                proxy.reset();
                long reset = System.nanoTime();
                await().atMost(LIMIT).pollInterval(10, TimeUnit.MILLISECONDS).until(() -> provedSince(list, reset));
            });
            assertThat(TestTopic.isRevoked(list, "token")).isTrue();
        }
    }
}
