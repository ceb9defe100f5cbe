package io.revocast.demo.story;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/**
 * Ports in a row: the publisher's, then the instances'.
 *
 * @param first from 1 to 65535 less the number of instances
 * @param instances how many instances there are, from 2 to 50
 */
record Ports(int first, int instances) {
    private static final int FEWEST = 2;
    private static final int MOST = 50;
    private static final int LAST_PORT = 65_535;

    Ports {
        if (instances < FEWEST || instances > MOST) {
            throw new IllegalArgumentException(
                    "--instances must lie between " + FEWEST + " and " + MOST + ": " + instances);
        }
        int last = LAST_PORT - instances;
        if (first < 1 || first > last) {
            throw new IllegalArgumentException("--ports must lie between 1 and " + last + ": " + first);
        }
    }

    int publisher() {
        return first;
    }

    /** The port of an instance, counted from 1. */
    int instance(int number) {
        return first + number;
    }

    /** Finds out before anything is started, so that the answer is one line and not a stack trace of a child. */
    void requireFree() throws StoryException {
        for (int port = first; port <= instance(instances); port++) {
            try (ServerSocket socket = new ServerSocket()) {
                socket.setReuseAddress(true);
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            } catch (IOException e) {
                throw new StoryException("port " + port + " is taken, and the demo needs " + first + " to "
                        + instance(instances) + "; choose others with --ports FIRST");
            }
        }
    }
}
