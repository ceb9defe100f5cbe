package io.revocast.benchmarks.peers;

import io.revocast.benchmarks.harness.Arguments;
import io.revocast.benchmarks.harness.BenchToken;

import java.util.concurrent.ConcurrentHashMap;

/** A {@link ConcurrentHashMap} from {@code jti} to its end. Nothing expires. */
public final class StringMap implements RevokedTokens {
    private final ConcurrentHashMap<String, Long> ends = new ConcurrentHashMap<>();

    @Override
    public void load(Arguments arguments) {
        Drain.read(arguments, Drain.TUNED, record -> NaiveCaffeine.put(record, ends));
    }

    @Override
    public boolean contains(BenchToken token) {
        return ends.get(token.jti()) != null;
    }

    @Override
    public void close() {
        ends.clear();
    }
}
