package io.revocast.publisher.http;

import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.EagerContentHandler;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;
import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;

/**
 * Loads a request's body for Jetty's {@link EagerContentHandler}, so that a slow sender occupies no thread. Copies the
 * content into one array of at most 64 KiB: Jetty's own loader keeps a whole network buffer for each chunk, however
 * small. Loads no body that is read line by line. Thread-safe.
 */
final class CopiedContentLoaderFactory implements EagerContentHandler.ContentLoaderFactory {
    private static final int MAX_BYTES = 64 * 1024;

    /** Returns null: the factory is for content of every type. */
    @Override
    public @Nullable String getApplicableMimeType() {
        return null;
    }

    @Override
    public EagerContentHandler.@Nullable ContentLoader newContentLoader(
            @Nullable String contentType,
            @Nullable String mimeType,
            Handler handler,
            Request request,
            Response response,
            Callback callback) {
        return MediaTypes.isNdjson(request) ? null : new Loader(handler, request, response, callback);
    }

    /** Reads the content that has arrived, and continues when more arrives. */
    private static final class Loader extends EagerContentHandler.ContentLoader implements Invocable.Task {
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();

        Loader(Handler handler, Request request, Response response, Callback callback) {
            super(handler, request, response, callback);
        }

        @Override
        protected void load() {
            read(Runnable::run);
        }

        @Override
        public void run() {
            // On a selector's thread, which must not serve the request itself.
            read(getRequest().getContext());
        }

        @Override
        public InvocationType getInvocationType() {
            return InvocationType.NON_BLOCKING;
        }

        private void read(Executor executor) {
            Request request = getRequest();
            Content.Chunk chunk = request.read();
            while (chunk != null && !Content.Chunk.isFailure(chunk)) {
                byte[] part = BufferUtil.toArray(chunk.getByteBuffer());
                body.write(part, 0, part.length);
                chunk.release();
                if (chunk.isLast() || body.size() >= MAX_BYTES) {
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
            executor.execute(() -> handle(loaded, getResponse(), getCallback()));
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
