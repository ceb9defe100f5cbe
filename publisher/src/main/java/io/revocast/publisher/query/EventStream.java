package io.revocast.publisher.query;

import io.revocast.consumer.internal.store.LiveRevocation;
import io.revocast.event.Receipt;
import io.revocast.event.Target;
import io.revocast.publisher.api.Answers;
import io.revocast.publisher.append.EventFeed.Change;
import io.revocast.publisher.json.Json;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** One client of the event stream: a thread that writes what is queued, and a heartbeat when nothing is. */
final class EventStream {
    static final int CAPACITY = 1000;

    private static final Logger LOGGER = LoggerFactory.getLogger(EventStream.class);
    private static final long HEARTBEAT_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int BUFFER_BYTES = 16 * 1024;

    private final HttpServletResponse response;
    private final Client client;
    private final EventTexts texts;
    private final BlockingQueue<Change> queue = new LinkedBlockingQueue<>(CAPACITY);
    private volatile boolean following;
    private volatile boolean ended;
    private volatile @Nullable Thread writer;
    private long writtenAt;
    private long lookedAt = System.nanoTime();
    /** How many of the queued changes may be older than what the client has been sent. */
    private int early;

    /**
     * Who is sent what.
     *
     * @param visible the targets that the client may see
     * @param standing whether its credential is still good
     * @param live whether a target is revoked now
     */
    record Client(Predicate<Target> visible, BooleanSupplier standing, Predicate<Target> live) {}

    /**
     * What a client missed.
     *
     * @param places of those that look through the list; a client waits for one
     */
    record Past(MissedEvents missed, Semaphore places) {}

    EventStream(HttpServletResponse response, Client client, EventTexts texts) {
        this.response = response;
        this.client = client;
        this.texts = texts;
    }

    /** Queues a change without waiting; a client that is too slow for that is dropped. */
    void offer(Change change) {
        Target target = change instanceof Change.Revoked revoked
                ? revoked.revocation().revocation().target()
                : ((Change.Reinstated) change).target();
        // While the past is sent, revocations are found there, and only what was taken back is not.
        boolean wanted = following || change instanceof Change.Reinstated;
        if (wanted && client.visible().test(target) && !queue.offer(change)) {
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
     * @param past what is sent first; null for nothing
     * @param atEnd called once, by the writing thread
     */
    void start(@Nullable Past past, Runnable atEnd) {
        following = past == null;
        Thread thread = new Thread(() -> run(past, atEnd), "revocast-events");
        thread.setDaemon(true);
        writer = thread;
        thread.start();
    }

    private void run(@Nullable Past past, Runnable atEnd) {
        try {
            response.setStatus(HttpServletResponse.SC_OK);
            response.setContentType("text/event-stream;charset=utf-8");
            response.setHeader("X-Accel-Buffering", "no");
            OutputStream out = new BufferedOutputStream(response.getOutputStream(), BUFFER_BYTES);
            write(out, ": connected\n\n");
            out.flush();
            if (past == null || sendPast(past, out)) {
                follow(past == null ? null : past.missed(), out);
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

    private boolean sendPast(Past past, OutputStream out) throws IOException, InterruptedException {
        while (!past.places().tryAcquire(LOOK_NANOS, TimeUnit.NANOSECONDS)) {
            if (!mayGoOn()) {
                return false;
            }
            heartbeatWhenDue(out);
        }
        try {
            boolean sent = past.missed()
                    .send(
                            new MissedEvents.Sink() {
                                @Override
                                public void send(LiveRevocation revoked, boolean withId)
                                        throws IOException, InterruptedException {
                                    if (!mayGoOn()) {
                                        throw new InterruptedException("the stream ends");
                                    }
                                    write(out, text(revoked, withId));
                                }

                                @Override
                                public void remember(Receipt place) throws IOException {
                                    // Without data an event is not dispatched, but its id is kept.
                                    write(out, "id: " + EventPlace.id(place) + "\n\n");
                                }
                            },
                            () -> following = true);
            out.flush();
            early = queue.size();
            return sent;
        } finally {
            past.places().release();
        }
    }

    private void follow(@Nullable MissedEvents past, OutputStream out) throws IOException, InterruptedException {
        while (mayGoOn()) {
            Change change = queue.poll(LOOK_NANOS, TimeUnit.NANOSECONDS);
            if (change == null) {
                heartbeatWhenDue(out);
            } else if (!isPast(change, past)) {
                write(out, texts.of(change));
                if (queue.isEmpty()) {
                    out.flush();
                }
            }
        }
        out.flush();
    }

    /** Looks after the credential about once a second, however much is written. */
    private boolean mayGoOn() {
        long now = System.nanoTime();
        if (now - lookedAt >= LOOK_NANOS) {
            lookedAt = now;
            if (!client.standing().getAsBoolean()) {
                LOGGER.debug("a client of the event stream lost its credential");
                return false;
            }
        }
        return !ended;
    }

    private void heartbeatWhenDue(OutputStream out) throws IOException {
        if (System.nanoTime() - writtenAt >= HEARTBEAT_NANOS) {
            write(out, ": heartbeat\n\n");
            out.flush();
        }
    }

    private boolean isPast(Change change, @Nullable MissedEvents past) {
        boolean mayBeEarly = early > 0;
        early = Math.max(0, early - 1);
        if (change instanceof Change.Revoked revoked) {
            return past != null && past.has(revoked.revocation().receipt());
        }
        // It was taken back while the past was sent; what is live now was revoked again and sent since.
        return mayBeEarly && client.live().test(((Change.Reinstated) change).target());
    }

    /** The text of a change, with its id. */
    static byte[] text(Change change) {
        if (change instanceof Change.Revoked revoked) {
            return text(revoked.revocation(), true).getBytes(StandardCharsets.UTF_8);
        }
        Map<String, Object> data = Map.of("target", Answers.target(((Change.Reinstated) change).target()));
        return ("event: reinstated\ndata: " + json(data) + "\n\n").getBytes(StandardCharsets.UTF_8);
    }

    private static String text(LiveRevocation revoked, boolean withId) {
        String id = withId ? "id: " + EventPlace.id(revoked.receipt()) + "\n" : "";
        return id + "event: revoked\ndata: " + json(Answers.live(revoked)) + "\n\n";
    }

    private static String json(Map<String, Object> data) {
        return new String(Json.write(data), StandardCharsets.UTF_8);
    }

    private void write(OutputStream out, String text) throws IOException {
        write(out, text.getBytes(StandardCharsets.UTF_8));
    }

    private void write(OutputStream out, byte[] text) throws IOException {
        out.write(text);
        writtenAt = System.nanoTime();
    }
}
