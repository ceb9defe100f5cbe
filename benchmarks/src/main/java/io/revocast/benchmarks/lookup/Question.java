package io.revocast.benchmarks.lookup;

import io.revocast.benchmarks.harness.Arguments;
import io.revocast.benchmarks.harness.RevocationTopic;
import io.revocast.benchmarks.harness.Trial;
import io.revocast.benchmarks.peers.Peer;

import java.util.Optional;

/**
 * Who is asked, and for what.
 *
 * @param rules kinds of rules that are live beside those of tokens, 0 to 5
 * @param hits how many of a hundred tokens asked for are revoked
 * @param replaying whether the answer is asked for during the replay
 */
record Question(Peer peer, int rules, int hits, int threads, boolean replaying) {
    /** A question to one who has read everything. */
    Question(Peer peer, int rules, int hits, int threads) {
        this(peer, rules, hits, threads, false);
    }

    /** The same question to one who is reading. */
    Question duringReplay() {
        return new Question(peer, rules, hits, threads, true);
    }

    /** The same question to the yardstick, one thread of it. */
    Question yardstick() {
        return new Question(Peer.STRING_MAP, 0, hits, 1, replaying);
    }

    /** As a table has it. */
    String who() {
        return replaying ? peer.title() + ", during its replay" : peer.title();
    }

    /** As a table has it. */
    String kinds() {
        return switch (rules) {
            case 0 -> "token";
            case 2 -> "token, sub, sid";
            case 4 -> "token, sub, sid, client_id, key";
            case 5 -> "token, sub, sid, client_id, key, issuer";
            default -> String.valueOf(1 + rules);
        };
    }

    /** Returns the trial; empty when the peer is not available. */
    Optional<Trial> trial(RevocationTopic topic, int records, int seconds) {
        Arguments arguments = peer.with(topic.arguments())
                .with("records", records)
                .with("hits", hits)
                .with("threads", threads)
                .with("seconds", seconds)
                .with("replaying", replaying)
                .with("benchmark", TokenBenchmark.class.getName() + ".ask");
        return peer.jvm().map(jvm -> Trial.of(name(), JmhContender.class, arguments, jvm));
    }

    String name() {
        return who() + ", " + (1 + rules) + " kinds, " + hits + " % revoked, " + threads + " threads";
    }
}
