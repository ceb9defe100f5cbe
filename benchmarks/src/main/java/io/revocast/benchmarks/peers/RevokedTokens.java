package io.revocast.benchmarks.peers;

import io.revocast.benchmarks.harness.Arguments;
import io.revocast.benchmarks.harness.BenchToken;

import java.io.IOException;

/**
 * One way to know the revoked tokens of a topic: ours, or a peer. Has a constructor without parameters. One thread loads
 * and closes; then any thread may ask. Those that {@code lookup} asks during the load answer of what they know by then.
 */
public interface RevokedTokens extends AutoCloseable {
    /**
     * Reads the topic until all that it holds is known.
     *
     * @param arguments {@code bootstrap}, {@code topic}, {@code records}: what the topic holds, and what is special to
     *     one way
     */
    void load(Arguments arguments) throws Exception;

    /** Whether a token is known to be revoked. */
    boolean contains(BenchToken token);

    @Override
    void close() throws IOException;
}
