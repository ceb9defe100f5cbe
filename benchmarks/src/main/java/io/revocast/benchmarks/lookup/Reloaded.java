package io.revocast.benchmarks.lookup;

import io.revocast.benchmarks.harness.Arguments;
import io.revocast.benchmarks.harness.BenchToken;
import io.revocast.benchmarks.peers.Peer;
import io.revocast.benchmarks.peers.RevokedTokens;
import org.jspecify.annotations.Nullable;

import java.time.Duration;

import static java.util.Objects.requireNonNull;

/** A peer that another thread loads from the beginning, again and again. It answers of what it knows by then. */
final class Reloaded implements RevokedTokens {
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private volatile @Nullable RevokedTokens tokens;
    private volatile @Nullable Thread loader;
    private volatile @Nullable Throwable failure;
    private volatile boolean ending;

    /** Begins to load. */
    @Override
    public void load(Arguments arguments) throws Exception {
        tokens = Peer.create(arguments);
        Thread started = new Thread(() -> loadAgainAndAgain(arguments), "loader");
        loader = started;
        started.start();
    }

    private void loadAgainAndAgain(Arguments arguments) {
        try {
            while (!ending) {
                try (RevokedTokens next = Peer.create(arguments)) {
                    tokens = next;
                    next.load(arguments);
                }
            }
        } catch (Throwable e) {
            failure = e;
        }
    }

    @Override
    public boolean contains(BenchToken token) {
        return requireNonNull(tokens).contains(token);
    }

    /** Lets the last load come to its end. */
    @Override
    public void close() {
        ending = true;
        Thread started = requireNonNull(loader);
        try {
            started.join(LIMIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (failure != null || started.isAlive()) {
            throw new IllegalStateException("loading again and again failed or did not end", failure);
        }
    }
}
