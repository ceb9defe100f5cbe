package io.revocast.publisher.http;

import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;

/** An answer of which every part must be taken within a time, however slowly the client reads. */
final class TimedResponse extends Response.Wrapper {
    private final ConnectionDeadline client;

    TimedResponse(Request request, Response wrapped, ConnectionDeadline client) {
        super(request, wrapped);
        this.client = client;
    }

    @Override
    public void write(boolean last, @Nullable ByteBuffer part, Callback callback) {
        client.awaitAnswerTaken(part == null ? 0 : part.remaining());
        super.write(last, part, Callback.from(client::answerTaken, callback));
    }
}
