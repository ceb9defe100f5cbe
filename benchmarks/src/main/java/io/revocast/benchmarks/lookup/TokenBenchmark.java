package io.revocast.benchmarks.lookup;

import io.revocast.benchmarks.harness.Arguments;
import io.revocast.benchmarks.harness.BenchToken;
import io.revocast.benchmarks.peers.Peer;
import io.revocast.benchmarks.peers.RevokedTokens;
import io.revocast.benchmarks.peers.Sample;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import java.util.SplittableRandom;

import static java.util.Objects.requireNonNull;

/**
 * Asks one token after the other. There are a tenth as many as revocations: where the revocations fit into the
 * processor's caches, so do the tokens, as one that was just verified does; where they do not, the tokens ask for all of
 * them, and what is asked for is no more in the caches than for tokens that come from outside.
 */
@State(Scope.Benchmark)
public class TokenBenchmark {
    /** An {@link Arguments#line()}: those of the peer, and {@code hits}, the revoked tokens in a hundred. */
    @Param("")
    public String arguments = "";

    private BenchToken[] asked = {};
    private @Nullable RevokedTokens tokens;

    /** Where a thread is among the tokens. */
    @State(Scope.Thread)
    public static class Cursor {
        private int next = System.identityHashCode(this);

        int next() {
            return ++next;
        }
    }

    /** Loads what is asked. */
    @Setup
    public void load() throws Exception {
        Arguments given = Arguments.parse(arguments);
        RevokedTokens loaded = Peer.create(given);
        loaded.load(given);
        Sample.verify(loaded, given.number("records"));
        tokens = loaded;
        asked = questions(given);
    }

    /** What is asked: as many as a power of two. */
    static BenchToken[] questions(Arguments given) {
        int records = given.number("records");
        int hits = given.number("hits");
        SplittableRandom random = new SplittableRandom(1);
        BenchToken[] questions = new BenchToken[Integer.highestOneBit(records / 10)];
        for (int i = 0; i < questions.length; i++) {
            questions[i] = random.nextInt(100) < hits
                    ? BenchToken.of(random.nextInt(records))
                    : Sample.absent(random.nextInt(Integer.MAX_VALUE));
        }
        return questions;
    }

    /** One answer. */
    @Benchmark
    public boolean ask(Cursor cursor) {
        return requireNonNull(tokens).contains(asked[cursor.next() & asked.length - 1]);
    }

    /** Lets go of what was loaded. */
    @TearDown
    public void close() throws Exception {
        requireNonNull(tokens).close();
    }
}
