package io.revocast.benchmarks.propagation;

import io.revocast.benchmarks.harness.Arguments;
import io.revocast.benchmarks.harness.BenchToken;
import io.revocast.benchmarks.harness.Contender;
import io.revocast.benchmarks.redis.RedisConnection;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** A key set in Redis, and seen by another connection: there is nothing to propagate. */
public final class RedisContender implements Contender {
    private static final int WARM_UP = 20_000;

    @Override
    public Map<String, Double> measure(Arguments arguments) throws IOException, InterruptedException {
        Arrivals arrivals = Arrivals.plan(arguments);
        Observations observations = new Observations(arrivals.count(), 1);
        try (RedisConnection writer = RedisConnection.to(arguments.number("port"));
                RedisConnection reader = RedisConnection.to(arguments.number("port"))) {
            for (int i = 0; i < WARM_UP; i++) {
                requireSeen(writer, reader, arrivals.count() + i);
            }
            arrivals.run(event -> {
                requireSeen(writer, reader, event);
                observations.saw(0, event);
            });
        }
        return observations.figures(arrivals, arguments.text("histogram"));
    }

    private static void requireSeen(RedisConnection writer, RedisConnection reader, int event) {
        String key = BenchToken.jti(event);
        try {
            writer.set(List.of(key));
            if (!reader.exists(key)) {
                throw new IllegalStateException("a key was set and does not exist: " + event);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
