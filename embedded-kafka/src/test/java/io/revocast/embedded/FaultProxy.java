package io.revocast.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A TCP proxy on loopback that a test puts before a broker, to do to the network what networks do.
 *
 * <p>The broker must advertise the proxy's port. Thread-safe; each direction of each connection has a daemon thread.
 */
public final class FaultProxy implements AutoCloseable {
    private static final int BUFFER_BYTES = 16 * 1024;
    private static final Duration LOOK_AGAIN = Duration.ofMillis(5);

    private final ServerSocket server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile int brokerPort;
    private volatile Fault fault = Fault.NONE;
    private volatile Duration latency = Duration.ZERO;

    /** What happens to bytes that are under way. Connections stay open, as they do when a cable is cut. */
    public enum Fault {
        NONE,
        /** Nothing arrives in either direction. */
        BLACK_HOLE,
        /** Requests arrive, answers do not. */
        ANSWERS_LOST
    }

    /** Opens a port; {@link #forwardTo} says where it leads. */
    public FaultProxy() {
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept, "fault-proxy-" + port());
    }

    /** The port that the broker must advertise. */
    public int port() {
        return server.getLocalPort();
    }

    public void forwardTo(int port) {
        brokerPort = port;
    }

    public void fault(Fault now) {
        fault = now;
    }

    /** How long each piece of data is held back, in each direction. */
    public void latency(Duration now) {
        latency = now;
    }

    /** Ends every fault. Connections that lost answers are reset: no TCP connection goes on with a piece missing. */
    public void heal() {
        boolean lost = fault == Fault.ANSWERS_LOST;
        fault = Fault.NONE;
        latency = Duration.ZERO;
        if (lost) {
            reset();
        }
    }

    /** Resets every open connection. */
    public void reset() {
        open.forEach(FaultProxy::closeHard);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                connect(server.accept());
            } catch (IOException e) {
                // The proxy is closing.
            }
        }
    }

    private void connect(Socket client) {
        Socket broker = new Socket();
        try {
            broker.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), brokerPort), 2_000);
        } catch (IOException e) {
            // The broker is away: the client is refused as the broker's machine would refuse it.
            closeHard(client);
            closeHard(broker);
            return;
        }
        open.add(client);
        open.add(broker);
        start(() -> pump(client, broker, false), "fault-proxy-request");
        start(() -> pump(broker, client, true), "fault-proxy-answer");
    }

    private void pump(Socket from, Socket to, boolean answer) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                TimeUnit.NANOSECONDS.sleep(latency.toNanos());
                if (passes(answer)) {
                    out.write(buffer, 0, length);
                    out.flush();
                }
            }
        } catch (IOException e) {
            // A connection that ends is this class's business, however it ends.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    /** Holds data back while the network is dead; what was lost in a one-way failure never arrives. */
    private boolean passes(boolean answer) throws InterruptedException {
        while (fault == Fault.BLACK_HOLE && !server.isClosed()) {
            TimeUnit.NANOSECONDS.sleep(LOOK_AGAIN.toNanos());
        }
        return !(answer && fault == Fault.ANSWERS_LOST);
    }

    private static void closeHard(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // Closed in this moment by its own pump: what was wanted.
        }
    }

    private static void start(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        reset();
    }
}
