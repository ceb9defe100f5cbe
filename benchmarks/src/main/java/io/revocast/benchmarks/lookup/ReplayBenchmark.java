package io.revocast.benchmarks.lookup;

import io.revocast.benchmarks.harness.Arguments;
import io.revocast.benchmarks.harness.BenchToken;
import io.revocast.benchmarks.peers.Peer;
import io.revocast.benchmarks.peers.RevokedTokens;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import java.time.Duration;

import static java.util.Objects.requireNonNull;

/** Asks as {@link TokenBenchmark} does, while another thread loads what is asked, from the beginning, again and again. */
@State(Scope.Benchmark)
public class ReplayBenchmark {
    private static final Duration LIMIT = Duration.ofMinutes(5);

    /** As for {@link TokenBenchmark}. */
    @Param("")
    public String arguments = "";

    private final Thread loader = new Thread(this::loadAgainAndAgain, "loader");
    private BenchToken[] asked = {};
    private volatile @Nullable RevokedTokens tokens;
    private volatile @Nullable Throwable failure;
    private volatile boolean ending;

    /** Begins to load. */
    @Setup
    public void start() throws Exception {
        asked = TokenBenchmark.questions(Arguments.parse(arguments));
        tokens = Peer.create(Arguments.parse(arguments));
        loader.start();
    }

    private void loadAgainAndAgain() {
        try {
            while (!ending) {
                try (RevokedTokens next = Peer.create(Arguments.parse(arguments))) {
                    tokens = next;
                    next.load(Arguments.parse(arguments));
                }
            }
        } catch (Throwable e) {
            failure = e;
        }
    }

    /** One answer, of what is known by now. */
    @Benchmark
    public boolean ask(TokenBenchmark.Cursor cursor) {
        return requireNonNull(tokens).contains(asked[cursor.next() & asked.length - 1]);
    }

    /** Lets the last load come to its end. */
    @TearDown
    public void close() throws InterruptedException {
        ending = true;
        loader.join(LIMIT.toMillis());
        if (failure != null || loader.isAlive()) {
            throw new IllegalStateException("loading again and again failed or did not end", failure);
        }
    }
}
