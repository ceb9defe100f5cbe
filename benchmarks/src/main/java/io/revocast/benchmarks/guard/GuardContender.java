package io.revocast.benchmarks.guard;

import io.revocast.benchmarks.harness.Arguments;
import io.revocast.benchmarks.harness.BenchToken;
import io.revocast.benchmarks.harness.Contender;
import io.revocast.benchmarks.memory.Heap;
import io.revocast.benchmarks.peers.Peer;
import io.revocast.benchmarks.peers.PeerSample;
import io.revocast.benchmarks.peers.RevokedTokens;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Ours and the yardstick take turns in one JVM: {@code rounds} replays of a topic, the weight of what they leave, and as
 * many questions to each. The figures are ratios of medians, so a machine that is slow today is slow for both.
 */
public final class GuardContender implements Contender {
    private static final int QUESTIONS = 200_000;
    private static final int WARM_UP = 2;

    private final List<BenchToken> asked = new ArrayList<>();

    @Override
    public Map<String, Double> measure(Arguments arguments) throws Exception {
        int rounds = arguments.number("rounds");
        Arguments ours = Peer.REVOCAST.with(arguments);
        Arguments yardstick = Peer.COMPACT_MAP.with(arguments);
        double[][] replay = new double[2][rounds];
        double[][] bytes = new double[2][rounds];
        for (int round = -WARM_UP; round < rounds; round++) {
            replay(ours, replay[0], bytes[0], round);
            replay(yardstick, replay[1], bytes[1], round);
        }
        for (int i = 0; i < QUESTIONS; i++) {
            asked.add(PeerSample.absent(i));
        }
        double[][] lookup = new double[2][rounds];
        try (RevokedTokens first = Peer.create(ours);
                RevokedTokens second = Peer.create(yardstick)) {
            first.load(ours);
            second.load(yardstick);
            for (int round = -WARM_UP; round < rounds; round++) {
                ask(first, lookup[0], round);
                ask(second, lookup[1], round);
            }
        }
        return Map.of(
                "replay", median(replay[0]) / median(replay[1]),
                "memory", median(bytes[0]) / median(bytes[1]),
                "lookup", median(lookup[0]) / median(lookup[1]));
    }

    private static void replay(Arguments arguments, double[] times, double[] bytes, int round) throws Exception {
        long before = Heap.live();
        long began = System.nanoTime();
        try (RevokedTokens tokens = Peer.create(arguments)) {
            tokens.load(arguments);
            double time = System.nanoTime() - began;
            double weight = Heap.following(arguments) - before;
            PeerSample.verify(tokens, arguments.number("records"));
            if (round >= 0) {
                times[round] = time;
                bytes[round] = weight;
            }
        }
    }

    private void ask(RevokedTokens tokens, double[] times, int round) {
        long began = System.nanoTime();
        for (BenchToken token : asked) {
            if (tokens.contains(token)) {
                throw new IllegalStateException("a token that is not revoked was refused");
            }
        }
        if (round >= 0) {
            times[round] = System.nanoTime() - began;
        }
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
