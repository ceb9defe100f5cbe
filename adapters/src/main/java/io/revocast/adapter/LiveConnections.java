package io.revocast.adapter;

import io.revocast.consumer.RevocationList;
import io.revocast.consumer.RevocationListener;
import io.revocast.consumer.State;
import io.revocast.consumer.Verdict;
import io.revocast.consumer.VerifiedToken;
import io.revocast.event.Revocation;
import io.revocast.event.Target;
import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/**
 * The open connections of a service, each with the token that opened it: WebSockets, streams of server-sent events,
 * gRPC streams, sessions. It closes a connection when its token is revoked.
 *
 * <p>An applied revocation of a token leads to that token's connections. Any other target leads to the connections of its
 * issuer, and {@link RevocationList#check} decides about each of them. After dropped notifications and after a replay it
 * checks all connections. An unknown verdict closes nothing.
 *
 * <p>It does not close a connection when its token expires: limit the lifetime of a connection to the {@code exp} of its
 * token. Its memory is proportional to the connections that are open. Thread-safe.
 */
public final class LiveConnections implements AutoCloseable {
    private final RevocationList revocations;
    private final RevocationListener listener = new Notifications();
    private final LongAdder closed = new LongAdder();
    /** All connections; its lock guards the index too. */
    private final Set<Connection> connections = new HashSet<>();

    private final Map<String, OfIssuer> issuers = new HashMap<>();

    /** A connection that is open. */
    public interface Registration extends AutoCloseable {
        /** Forgets the connection without closing it. Call it when the connection has ended. Further calls do nothing. */
        @Override
        void close();
    }

    /** No connections yet. The caller still closes the list. */
    public LiveConnections(RevocationList revocations) {
        this.revocations = Objects.requireNonNull(revocations, "revocations");
        revocations.addListener(listener);
    }

    /**
     * Adds a connection. When its token is revoked already, this method closes the connection before it returns.
     *
     * @param token which the authentication verified; it is read for as long as the connection is open, so it must not
     *     belong to a request that ends earlier
     * @param close closes the connection; called at most once, as a rule on the thread of the list's listeners. It must
     *     return at once, because all listeners of the list share that thread. What it throws is logged there
     * @return the registration; close it when the connection has ended
     */
    public Registration add(VerifiedToken token, Runnable close) {
        Connection connection = new Connection(token, Objects.requireNonNull(close, "close"));
        synchronized (connections) {
            connections.add(connection);
            if (connection.issuer != null) {
                issuers.computeIfAbsent(connection.issuer, issuer -> new OfIssuer())
                        .add(connection);
            }
        }
        // After the connection is known: a revocation that is applied from now on finds it.
        closeRevoked(List.of(connection));
        return connection;
    }

    /** Returns how many connections are open. */
    public int size() {
        synchronized (connections) {
            return connections.size();
        }
    }

    /** Returns how many connections were closed because their tokens were revoked. */
    public long closedByRevocation() {
        return closed.sum();
    }

    /** Listens no longer, and forgets all connections without closing them. */
    @Override
    public void close() {
        revocations.removeListener(listener);
        synchronized (connections) {
            connections.clear();
            issuers.clear();
        }
    }

    private void closeRevoked(Collection<Connection> candidates) {
        RuntimeException failure = null;
        for (Connection each : candidates) {
            if (revocations.check(each.token) instanceof Verdict.Revoked) {
                try {
                    each.end();
                } catch (RuntimeException e) {
                    if (failure == null) {
                        failure = e;
                    } else {
                        failure.addSuppressed(e);
                    }
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private List<Connection> all() {
        synchronized (connections) {
            return List.copyOf(connections);
        }
    }

    private List<Connection> mayBeNamedBy(Target target) {
        synchronized (connections) {
            OfIssuer issuer = issuers.get(target.issuer());
            if (issuer == null) {
                return List.of();
            }
            return List.copyOf(
                    target instanceof Target.Token token
                            ? issuer.byToken.getOrDefault(token.id(), Set.of())
                            : issuer.all);
        }
    }

    /** The connections of an issuer's tokens. */
    private static final class OfIssuer {
        final Set<Connection> all = new HashSet<>();
        final Map<String, Set<Connection>> byToken = new HashMap<>();

        void add(Connection connection) {
            all.add(connection);
            byToken.computeIfAbsent(connection.tokenId, id -> new HashSet<>()).add(connection);
        }

        void remove(Connection connection) {
            all.remove(connection);
            byToken.computeIfPresent(connection.tokenId, (id, same) -> {
                same.remove(connection);
                return same.isEmpty() ? null : same;
            });
        }
    }

    private final class Connection implements Registration {
        private final VerifiedToken token;
        private final Runnable close;
        private final @Nullable String issuer;
        private final String tokenId;
        private final AtomicBoolean open = new AtomicBoolean(true);

        Connection(VerifiedToken token, Runnable close) {
            this.token = token;
            this.close = close;
            this.issuer = token.issuer();
            this.tokenId = issuer == null ? "" : Target.Token.id(issuer, token.jti(), token.signingInput());
        }

        /** Closes the connection, unless it has ended. */
        void end() {
            if (forget()) {
                closed.increment();
                close.run();
            }
        }

        private boolean forget() {
            if (!open.compareAndSet(true, false)) {
                return false;
            }
            synchronized (connections) {
                connections.remove(this);
                OfIssuer known = issuer == null ? null : issuers.get(issuer);
                if (known != null) {
                    known.remove(this);
                    if (known.all.isEmpty()) {
                        issuers.remove(issuer);
                    }
                }
            }
            return true;
        }

        @Override
        public void close() {
            forget();
        }
    }

    private final class Notifications implements RevocationListener {
        @Override
        public void onRevoked(Revocation revocation) {
            closeRevoked(mayBeNamedBy(revocation.target()));
        }

        @Override
        public void onStateChanged(State from, State to) {
            if (to == State.CURRENT) {
                closeRevoked(all());
            }
        }

        @Override
        public void onNotificationsDropped(long count) {
            closeRevoked(all());
        }
    }
}
