package io.revocast.publisher.http;

import io.revocast.consumer.LiveRevocation;
import io.revocast.event.Receipt;
import io.revocast.publisher.revoke.EventFeed.Change;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** One client of the event stream: a thread that writes what is queued, and a heartbeat when nothing is. */
final class EventStream {
    static final int CAPACITY = 1000;

    private static final Logger LOGGER = LoggerFactory.getLogger(EventStream.class);
    private static final long HEARTBEAT_SECONDS = 10;

    private final HttpServletResponse response;
    private final BlockingQueue<Change> queue = new LinkedBlockingQueue<>(CAPACITY);
    private volatile boolean ended;
    private volatile @Nullable Thread writer;

    EventStream(HttpServletResponse response) {
        this.response = response;
    }

    /** Queues a change without waiting; a client that is too slow for that is dropped. */
    void offer(Change change) {
        if (!queue.offer(change)) {
            end();
        }
    }

    /** Ends soon; at the latest when the connection's idle timeout ends a write that the client does not read. */
    void end() {
        ended = true;
        Thread thread = writer;
        if (thread != null) {
            thread.interrupt();
        }
    }

    /**
     * Begins to write.
     *
     * @param missed what is sent first
     * @param atEnd called once, by the writing thread
     */
    void start(List<LiveRevocation> missed, Runnable atEnd) {
        Thread thread = new Thread(() -> run(missed, atEnd), "revocast-events");
        thread.setDaemon(true);
        writer = thread;
        thread.start();
    }

    private void run(List<LiveRevocation> missed, Runnable atEnd) {
        try {
            response.setStatus(HttpServletResponse.SC_OK);
            response.setContentType("text/event-stream;charset=utf-8");
            response.setHeader("X-Accel-Buffering", "no");
            OutputStream out = response.getOutputStream();
            write(out, ": connected\n\n");
            for (LiveRevocation each : missed) {
                write(out, text(each));
            }
            Receipt sent =
                    missed.isEmpty() ? null : missed.get(missed.size() - 1).receipt();
            while (!ended) {
                Change change = queue.poll(HEARTBEAT_SECONDS, TimeUnit.SECONDS);
                if (change == null) {
                    write(out, ": heartbeat\n\n");
                } else if (!isIn(change, sent)) {
                    write(out, text(change));
                }
            }
        } catch (IOException e) {
            LOGGER.debug("a client of the event stream went away", e);
        } catch (InterruptedException e) {
            // end() asks for it; the thread is this stream's own.
            Thread.currentThread().interrupt();
        } finally {
            atEnd.run();
        }
    }

    private static boolean isIn(Change change, @Nullable Receipt sent) {
        return sent != null
                && change instanceof Change.Revoked revoked
                && revoked.revocation().receipt().partition() == sent.partition()
                && revoked.revocation().receipt().offset() <= sent.offset();
    }

    private static String text(Change change) {
        if (change instanceof Change.Revoked revoked) {
            return text(revoked.revocation());
        }
        Map<String, Object> data = Map.of("target", Answers.target(((Change.Reinstated) change).target()));
        return "event: reinstated\ndata: " + json(data) + "\n\n";
    }

    private static String text(LiveRevocation revoked) {
        Receipt receipt = revoked.receipt();
        return "id: " + receipt.partition() + "-" + receipt.offset() + "\nevent: revoked\ndata: "
                + json(Answers.live(revoked)) + "\n\n";
    }

    private static String json(Map<String, Object> data) {
        return new String(Json.write(data), StandardCharsets.UTF_8);
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
