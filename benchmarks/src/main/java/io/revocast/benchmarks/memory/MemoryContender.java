package io.revocast.benchmarks.memory;

import io.revocast.benchmarks.harness.Arguments;
import io.revocast.benchmarks.harness.Contender;
import io.revocast.benchmarks.peers.Peer;
import io.revocast.benchmarks.peers.PeerSample;
import io.revocast.benchmarks.peers.RevokedTokens;

import java.util.Map;

/** Loads a topic, and weighs what that left in the heap. */
public final class MemoryContender implements Contender {
    @Override
    public Map<String, Double> measure(Arguments arguments) throws Exception {
        int records = arguments.number("records");
        long before = Heap.live();
        try (RevokedTokens tokens = Peer.create(arguments)) {
            tokens.load(arguments);
            double peak = Heap.peak();
            double bytes = Heap.following(arguments) - before;
            PeerSample.verify(tokens, records);
            return Map.of("bytes", bytes, "bytes each", bytes / records, "peak bytes", peak);
        }
    }
}
