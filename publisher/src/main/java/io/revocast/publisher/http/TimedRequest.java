package io.revocast.publisher.http;

import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Invocable;
import org.jspecify.annotations.Nullable;

/**
 * A request whose body is waited for only so long in all. Time that passes while the server does not read the body does
 * not count.
 */
final class TimedRequest extends Request.Wrapper {
    /** For each of these a streamed body is waited for one second more. */
    private static final int BYTES_PER_SECOND = 1024;

    private static final long SECOND = 1_000_000_000L;

    private final ConnectionDeadline client;
    private final boolean streamed;
    // Only the thread that reads, or the thread of the read callback, uses these.
    private long left;
    private long since;

    /**
     * @param streamed whether the body may take as long as it likes while it does not dry up
     */
    TimedRequest(Request wrapped, ConnectionDeadline client, boolean streamed) {
        super(wrapped);
        this.client = client;
        this.streamed = streamed;
        this.left = client.patience();
    }

    @Override
    public void demand(Runnable whenThereIs) {
        since = client.now();
        client.awaitBody(left);
        super.demand(Invocable.from(Invocable.getInvocationType(whenThereIs), () -> {
            client.bodyCame();
            left -= client.now() - since;
            whenThereIs.run();
        }));
    }

    @Override
    public Content.@Nullable Chunk read() {
        Content.Chunk chunk = super.read();
        if (streamed && chunk != null && !Content.Chunk.isFailure(chunk)) {
            left = Math.min(client.patience(), left + chunk.remaining() * SECOND / BYTES_PER_SECOND);
        }
        return chunk;
    }
}
