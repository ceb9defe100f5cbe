package io.revocast.benchmarks.lookup;

import io.revocast.benchmarks.harness.Arguments;
import io.revocast.benchmarks.harness.BenchToken;
import io.revocast.benchmarks.peers.PeerSample;
import io.revocast.benchmarks.redis.RedisConnection;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import static java.util.Objects.requireNonNull;

/** Asks a Redis on this machine; each thread over a connection of its own. */
@State(Scope.Thread)
public class RedisBenchmark {
    private static final int PIPELINED = 32;
    private static final int LOT = 1_000;
    private static final int ABSENT = 1 << 16;

    /** An {@link Arguments#line()} with the {@code port} and {@code records}: how many keys there are to be. */
    @Param("")
    public String arguments = "";

    private final List<String> absent = new ArrayList<>();
    private @Nullable RedisConnection connection;
    private int next;

    /** Sets the keys. */
    @Setup
    public void fill() throws IOException {
        Arguments given = Arguments.parse(arguments);
        int records = given.number("records");
        RedisConnection opened = RedisConnection.to(given.number("port"));
        connection = opened;
        for (int from = 0; from < records; from += LOT) {
            List<String> keys = IntStream.range(from, Math.min(records, from + LOT))
                    .mapToObj(BenchToken::jti)
                    .toList();
            opened.set(keys);
            if (opened.exists(keys) != keys.size()) {
                throw new IllegalStateException("keys were set and do not exist, from " + from);
            }
        }
        for (int i = 0; i < ABSENT; i++) {
            absent.add(PeerSample.absent(i).jti());
        }
    }

    /** One answer, waited for. */
    @Benchmark
    public boolean exists() throws IOException {
        next = (next + 1) % ABSENT;
        return requireNonNull(connection).exists(absent.get(next));
    }

    /** As many questions before the first answer is read. */
    @Benchmark
    @OperationsPerInvocation(PIPELINED)
    public int existsPipelined() throws IOException {
        next = (next + PIPELINED) % ABSENT;
        return requireNonNull(connection).exists(absent.subList(next, next + PIPELINED));
    }

    /** Lets go of the connection. */
    @TearDown
    public void close() throws IOException {
        requireNonNull(connection).close();
    }
}
