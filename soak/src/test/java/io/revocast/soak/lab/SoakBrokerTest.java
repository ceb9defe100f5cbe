package io.revocast.soak.lab;

import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

class SoakBrokerTest {
    @Test
    void aBrokerThatCannotBindItsPortSaysSo(@TempDir Path directory) throws Exception {
        SoakBroker broker = new SoakBroker(0, directory, Map.of(), new FreePorts());
        int port = URI.create("kafka://" + broker.directAddress()).getPort();

        try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertThat(taken.isBound()).isTrue();
            broker.format(Uuid.randomUuid().toString(), broker.voter());
            broker.start();
            await().atMost(Duration.ofMinutes(1)).until(() -> !broker.isAlive());

            assertThatThrownBy(broker::requireAlive)
                    .hasMessageStartingWith("broker 0 ended by itself; its log ends:")
                    .hasMessageContaining("Address already in use");
        } finally {
            if (broker.isAlive()) {
                broker.kill();
            }
        }
    }

    @Test
    void noPortIsGivenTwice() {
        FreePorts ports = new FreePorts();
        Set<Integer> given = new HashSet<>();

        for (int i = 0; i < 2_000; i++) {
            assertThat(given.add(ports.next())).isTrue();
        }
    }
}
