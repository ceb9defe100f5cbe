package io.revocast.soak.lab;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports that processes keep over their restarts, from below the range of outgoing connections. No port is given out
 * twice: the process that gets it may start later, so a look at the port alone does not suffice. Used by one thread.
 */
final class FreePorts {
    private static final int LOWEST = 16_384;
    private static final int LOWEST_OUTGOING = 32_768;

    private final Set<Integer> given = new HashSet<>();

    /** Returns a port of loopback that no process listens on, and that this object has not returned before. */
    int next() {
        for (int attempt = 0; attempt < 100; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, LOWEST_OUTGOING);
            if (isFree(port) && given.add(port)) {
                return port;
            }
        }
        throw new IllegalStateException("found no free port on loopback");
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
