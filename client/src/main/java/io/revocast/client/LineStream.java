package io.revocast.client;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/** The lines of a streamed answer, each a JSON document or empty. Close it. For one thread. */
public final class LineStream implements AutoCloseable {
    private final BoundedLines lines;

    LineStream(InputStream body, Duration idleTimeout) {
        this.lines = new BoundedLines(new IdleTimeoutStream(body, idleTimeout));
    }

    /**
     * Waits for the next line. An empty one only shows that the publisher is there.
     *
     * @return the line without its end; null when the answer has ended, whether it is complete or not: only its last line
     *     says that it is
     * @throws IOException when the connection broke, nothing was received for the request timeout, or a line is longer
     *     than 2 MiB
     */
    public @Nullable String next() throws IOException {
        return lines.next(true);
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
