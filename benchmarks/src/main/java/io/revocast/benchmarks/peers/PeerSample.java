package io.revocast.benchmarks.peers;

import io.revocast.benchmarks.harness.BenchToken;

/** Tokens to ask for, and the right answers. */
public final class PeerSample {
    private static final int ABSENT = 100_000;

    private PeerSample() {}

    /** The {@code index}-th of the tokens that no topic here revokes. */
    public static BenchToken absent(int index) {
        return BenchToken.of(-1 - index);
    }

    /**
     * Asks for each of the first {@code records} tokens, and for many that are not revoked.
     *
     * @throws IllegalStateException at the first wrong answer
     */
    public static void verify(RevokedTokens tokens, int records) {
        for (int i = 0; i < records; i++) {
            if (!tokens.contains(BenchToken.of(i))) {
                throw new IllegalStateException("token " + i + " of " + records + " is revoked, and it is not known");
            }
        }
        for (int i = 0; i < ABSENT; i++) {
            if (tokens.contains(absent(i))) {
                throw new IllegalStateException(
                        "token " + (-1 - i) + " is not revoked, and the peer answered that it is");
            }
        }
    }
}
