package io.revocast.benchmarks.replay;

import io.revocast.benchmarks.harness.Arguments;
import io.revocast.benchmarks.harness.Contender;
import io.revocast.benchmarks.harness.Stopwatch;
import io.revocast.benchmarks.peers.Peer;
import io.revocast.benchmarks.peers.PeerSample;
import io.revocast.benchmarks.peers.RevokedTokens;

import java.util.Map;

/**
 * Loads a topic, {@code before} times without a look at the clock and once more, then asks for every token of it. Needs
 * of the class path only what its peer needs.
 */
public final class ReplayContender implements Contender {
    @Override
    public Map<String, Double> measure(Arguments arguments) throws Exception {
        for (int i = 0; i < arguments.number("before"); i++) {
            try (RevokedTokens tokens = Peer.create(arguments)) {
                tokens.load(arguments);
            }
        }
        try (RevokedTokens tokens = Peer.create(arguments)) {
            Stopwatch stopwatch = new Stopwatch();
            tokens.load(arguments);
            Map<String, Double> figures = stopwatch.read();
            PeerSample.verify(tokens, arguments.number("records"));
            return figures;
        }
    }
}
