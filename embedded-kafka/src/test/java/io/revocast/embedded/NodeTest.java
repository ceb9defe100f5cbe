package io.revocast.embedded;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class NodeTest {
    /** The caller of an interrupted start deletes the directory; a late node would write it once more. */
    @Test
    void startThatBeginsAfterTheCloseFailsAndWritesNothing(@TempDir Path temporary) {
        Path directory = temporary.resolve("node-0");
        Node node = new Node(0, "cluster", directory, List.of(Node.Ports.free(0)), Map.of());

        node.close();

        assertThatThrownBy(node::start)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("embedded Kafka node 0 is closed; start another cluster");
        assertThat(directory).doesNotExist();
        assertThat(node.isRunning()).isFalse();
    }
}
