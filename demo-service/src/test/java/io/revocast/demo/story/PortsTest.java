package io.revocast.demo.story;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.InetAddress;
import java.net.ServerSocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PortsTest {
    @Test
    void portsFollowEachOther() {
        Ports ports = new Ports(8080, 3);

        assertThat(ports.publisher()).isEqualTo(8080);
        assertThat(ports.instance(3)).isEqualTo(8083);
    }

    @Test
    void takenPortIsNamedWithTheFlagThatChangesIt() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Ports ports = new Ports(taken.getLocalPort(), 3);

            assertThatThrownBy(ports::requireFree)
                    .isInstanceOf(StoryException.class)
                    .hasMessageStartingWith("port " + taken.getLocalPort() + " is taken")
                    .hasMessageEndingWith("choose others with --ports FIRST");
        }
    }

    @Test
    void lastMustBeAPort() {
        assertThatThrownBy(() -> new Ports(65_533, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("--ports must lie between 1 and 65532: 65533");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 51})
    void numberOfInstancesIsLimited(int instances) {
        assertThatThrownBy(() -> new Ports(8080, instances))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("--instances must lie between 2 and 50: " + instances);
    }
}
