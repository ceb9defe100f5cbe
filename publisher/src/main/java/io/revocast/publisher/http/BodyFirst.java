package io.revocast.publisher.http;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;
import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/**
 * Waits for a request's body without occupying a thread, so that those who send slowly keep nobody else from being
 * served. Only the first part of a long body is waited for, because it is held in memory. A body that is read line by
 * line is not.
 */
final class BodyFirst extends Handler.Wrapper {
    private static final int MOST_BYTES = 64 * 1024;

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (!hasBody(request) || MediaTypes.isNdjson(request)) {
            return super.handle(request, response, callback);
        }
        new Loading(request, response, callback).read(Runnable::run);
        return true;
    }

    private static boolean hasBody(Request request) {
        return request.getHeaders().getLongField(HttpHeader.CONTENT_LENGTH) > 0
                || request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING);
    }

    private void serve(Request request, Response response, Callback callback) {
        try {
            if (!super.handle(request, response, callback)) {
                Response.writeError(request, response, callback, ProblemType.NOT_FOUND.status());
            }
        } catch (Exception e) {
            Response.writeError(request, response, callback, e);
        }
    }

    /** Reads what there is, and comes back when there is more. */
    private final class Loading implements Invocable.Task {
        private final Request request;
        private final Response response;
        private final Callback callback;
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();

        Loading(Request request, Response response, Callback callback) {
            this.request = request;
            this.response = response;
            this.callback = callback;
        }

        @Override
        public void run() {
            // A selector's thread, which must not serve the request itself.
            read(request.getContext());
        }

        @Override
        public InvocationType getInvocationType() {
            return InvocationType.NON_BLOCKING;
        }

        void read(java.util.concurrent.Executor executor) {
            Content.Chunk chunk = request.read();
            while (chunk != null && !Content.Chunk.isFailure(chunk)) {
                byte[] part = BufferUtil.toArray(chunk.getByteBuffer());
                body.write(part, 0, part.length);
                chunk.release();
                if (chunk.isLast() || body.size() >= MOST_BYTES) {
                    break;
                }
                chunk = request.read();
            }
            if (chunk == null) {
                request.demand(this);
                return;
            }
            Content.Chunk end = Content.Chunk.isFailure(chunk) ? chunk : chunk.isLast() ? Content.Chunk.EOF : null;
            Loaded loaded = new Loaded(request, Content.Chunk.from(ByteBuffer.wrap(body.toByteArray()), false), end);
            executor.execute(() -> serve(loaded, response, callback));
        }
    }

    /** A request whose body begins with what has been read of it. */
    private static final class Loaded extends Request.Wrapper {
        private final Content.@Nullable Chunk end;
        private Content.@Nullable Chunk beginning;

        Loaded(Request wrapped, Content.Chunk beginning, Content.@Nullable Chunk end) {
            super(wrapped);
            this.beginning = beginning.hasRemaining() ? beginning : null;
            this.end = end;
        }

        @Override
        public Content.@Nullable Chunk read() {
            Content.Chunk next = beginning;
            if (next == null) {
                return end == null ? super.read() : end;
            }
            beginning = null;
            return next;
        }

        @Override
        public void demand(Runnable whenThereIs) {
            if (beginning == null && end == null) {
                super.demand(whenThereIs);
            } else {
                getContext().execute(whenThereIs);
            }
        }
    }
}
