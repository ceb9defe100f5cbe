package io.revocast.publisher.http;

import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.jspecify.annotations.Nullable;

import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * The connections of one listener. Closes those that were waited for too long, and when there are too many, the one with
 * the earliest deadline, so a slow client that opens many loses its own. A connection that waits for its answer is
 * never given up for another. Thread-safe.
 */
final class OpenConnections implements Connection.Listener, AutoCloseable {
    private static final long SWEEP_MILLIS = 250;

    private final ConnectionLimits limits;
    private final Map<Connection, ConnectionDeadline> clients = new ConcurrentHashMap<>();
    private final ScheduledExecutorService sweeper = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "revocast-connections");
        thread.setDaemon(true);
        return thread;
    });

    OpenConnections(ConnectionLimits limits) {
        this.limits = limits;
    }

    void start() {
        var unused = sweeper.scheduleWithFixedDelay(
                () -> clients.values().forEach(ConnectionDeadline::closeIfLate),
                SWEEP_MILLIS,
                SWEEP_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    @Override
    public void onOpened(Connection connection) {
        // Below TLS there is a second connection over the same socket, which is opened at the same time.
        if (connection instanceof SslConnection) {
            return;
        }
        ConnectionDeadline client =
                new ConnectionDeadline(connection.getEndPoint(), limits.patience(), System::nanoTime);
        clients.put(connection, client);
        String address = client.address();
        if (count(each -> each.address().equals(address)) > limits.perAddress()) {
            giveUpOne(client, each -> each.address().equals(address));
        } else if (clients.size() > limits.total()) {
            giveUpOne(client, each -> true);
        }
    }

    private long count(Predicate<ConnectionDeadline> which) {
        return clients.size() <= limits.perAddress()
                ? 0
                : clients.values().stream().filter(which).count();
    }

    private void giveUpOne(ConnectionDeadline newest, Predicate<ConnectionDeadline> among) {
        clients.values().stream()
                .filter(each -> each != newest && each.isWaitedFor())
                .filter(among)
                .min(Comparator.comparingLong(ConnectionDeadline::deadline))
                .orElse(newest)
                .close("there are too many connections");
    }

    @Override
    public void onClosed(Connection connection) {
        clients.remove(connection);
    }

    @Nullable
    ConnectionDeadline of(Connection connection) {
        return clients.get(connection);
    }

    int size() {
        return clients.size();
    }

    long serving() {
        return clients.values().stream().filter(ConnectionDeadline::isServed).count();
    }

    @Override
    public void close() {
        sweeper.shutdownNow();
    }
}
