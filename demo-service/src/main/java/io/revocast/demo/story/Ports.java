package io.revocast.demo.story;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/**
 * Four ports in a row: the publisher's, then the instances'.
 *
 * @param first from 1 to 65532
 */
record Ports(int first) {
    Ports {
        if (first < 1 || first > 65_532) {
            throw new IllegalArgumentException("--ports must lie between 1 and 65532: " + first);
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
        for (int port = first; port <= instance(3); port++) {
            try (ServerSocket socket = new ServerSocket()) {
                socket.setReuseAddress(true);
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            } catch (IOException e) {
                throw new StoryException("port " + port + " is taken, and the demo needs " + first + " to "
                        + instance(3) + "; choose four others with --ports FIRST");
            }
        }
    }
}
