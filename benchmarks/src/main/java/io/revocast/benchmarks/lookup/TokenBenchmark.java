package io.revocast.benchmarks.lookup;

import io.revocast.benchmarks.harness.Arguments;
import io.revocast.benchmarks.harness.BenchToken;
import io.revocast.benchmarks.peers.Peer;
import io.revocast.benchmarks.peers.PeerSample;
import io.revocast.benchmarks.peers.RevokedTokens;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;

import static java.util.Objects.requireNonNull;

/**
 * Asks for one token after the other. There are a tenth as many as revocations, so that where these do not fit into the
 * processor's caches, what is asked for of them is not there either. The tokens themselves are, as one is that was just
 * verified; the yardstick even finds its texts hashed already.
 */
@State(Scope.Benchmark)
public class TokenBenchmark {
    /** As many tokens as fit into the first cache. */
    private static final int AT_ONCE = 128;

    /** An {@link Arguments#line()}: those of the peer, and {@code hits}, the revoked tokens in a hundred. */
    @Param("")
    public String arguments = "";

    private BenchToken[] asked = {};
    private @Nullable RevokedTokens tokens;

    /** The tokens that a thread asks for next. */
    @State(Scope.Thread)
    public static class Verified {
        private final BenchToken[] next = new BenchToken[AT_ONCE];
        private int at = ThreadLocalRandom.current().nextInt();

        /** Reads what they consist of. This is not timed. */
        @Setup(Level.Invocation)
        public void verify(TokenBenchmark benchmark, Blackhole blackhole) {
            for (int i = 0; i < AT_ONCE; i++) {
                BenchToken token = benchmark.asked[++at & benchmark.asked.length - 1];
                blackhole.consume(read(token.jti()) + read(token.subject()) + read(token.session()));
                next[i] = token;
            }
        }

        private static int read(String text) {
            int sum = 0;
            for (int i = 0; i < text.length(); i++) {
                sum += text.charAt(i);
            }
            return sum;
        }
    }

    /** Loads what is asked. */
    @Setup
    public void load() throws Exception {
        Arguments given = Arguments.parse(arguments);
        boolean replaying = Boolean.parseBoolean(given.text("replaying"));
        RevokedTokens loaded = replaying ? new Reloaded() : Peer.create(given);
        loaded.load(given);
        if (!replaying) {
            PeerSample.verify(loaded, given.number("records"));
        }
        tokens = loaded;
        asked = questions(given);
    }

    /** What is asked: as many as a power of two. */
    private static BenchToken[] questions(Arguments given) {
        int records = given.number("records");
        int hits = given.number("hits");
        SplittableRandom random = new SplittableRandom(1);
        BenchToken[] questions = new BenchToken[Integer.highestOneBit(records / 10)];
        for (int i = 0; i < questions.length; i++) {
            questions[i] = random.nextInt(100) < hits
                    ? BenchToken.of(random.nextInt(records))
                    : PeerSample.absent(random.nextInt(Integer.MAX_VALUE));
        }
        return questions;
    }

    /** Returns how many are revoked. */
    @Benchmark
    @OperationsPerInvocation(AT_ONCE)
    public int ask(Verified verified) {
        RevokedTokens all = requireNonNull(tokens);
        int revoked = 0;
        for (BenchToken token : verified.next) {
            if (all.contains(token)) {
                revoked++;
            }
        }
        return revoked;
    }

    /** Lets go of what was loaded. */
    @TearDown
    public void close() throws Exception {
        requireNonNull(tokens).close();
    }
}
