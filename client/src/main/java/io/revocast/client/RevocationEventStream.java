package io.revocast.client;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * The publisher's server-sent events: {@code revoked} and {@code reinstated}, as they happen. Close it. For one thread.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">Server-sent events</a>
 */
public final class RevocationEventStream implements AutoCloseable {
    private final BoundedLines lines;
    private @Nullable String lastId;

    /**
     * One event.
     *
     * @param name {@code revoked} or {@code reinstated}; later publishers may send others
     * @param data a JSON document
     */
    public record Event(String name, String data) {}

    RevocationEventStream(InputStream body, Duration idleTimeout, @Nullable String after) {
        this.lines = new BoundedLines(new IdleTimeoutStream(body, idleTimeout));
        this.lastId = after;
    }

    /** The id after which a new stream goes on; that of an event that broke off is not one. Null before the first. */
    public @Nullable String lastId() {
        return lastId;
    }

    /**
     * Waits for the next event.
     *
     * @return the event; null when the stream has ended
     * @throws IOException when the connection broke, no event and no heartbeat was received for 30 s, or a line is longer
     *     than 2 MiB
     */
    public @Nullable Event next() throws IOException {
        String name = "message";
        String data = null;
        String id = lastId;
        for (String line = lines.next(false); line != null; line = lines.next(false)) {
            if (line.isEmpty()) {
                lastId = id;
                if (data != null) {
                    return new Event(name, data);
                }
            } else if (line.startsWith("id:")) {
                id = line.substring(3).strip();
            } else if (line.startsWith("event:")) {
                name = line.substring(6).strip();
            } else if (line.startsWith("data:")) {
                data = line.substring(5).strip();
            }
        }
        return null;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
