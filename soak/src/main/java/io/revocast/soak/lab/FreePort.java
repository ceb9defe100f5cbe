package io.revocast.soak.lab;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports that a process keeps over its restarts: from below the range that outgoing connections take theirs from. */
final class FreePort {
    private static final int LOWEST = 16_384;
    private static final int LOWEST_OUTGOING = 32_768;

    private FreePort() {}

    static int find() {
        for (int attempt = 0; attempt < 100; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, LOWEST_OUTGOING);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException e) {
                // Taken; another then.
            }
        }
        throw new IllegalStateException("found no free port on loopback");
    }
}
