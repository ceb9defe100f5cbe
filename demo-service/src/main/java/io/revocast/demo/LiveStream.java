package io.revocast.demo;

import com.auth0.jwt.interfaces.DecodedJWT;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.NotAcceptableResponse;
import io.javalin.http.sse.SseClient;
import io.revocast.adapter.LiveConnections;
import io.revocast.adapter.LiveConnections.Registration;
import io.revocast.consumer.RevocationList;
import io.revocast.jwt.VerifiedJwt;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A stream of server-sent events, one per second. It ends with its token: on revocation, or when the token expires. The
 * last event, {@code end}, carries the reason.
 *
 * <p>Each stream has its own thread, so that a slow client delays no other stream. Thread-safe.
 */
final class LiveStream implements AutoCloseable {
    /** The greatest number of streams at a time. */
    static final int MOST_STREAMS = 100;

    private static final String PATH = "/stream";
    private static final String TOKEN = "token";
    private static final Duration PERIOD = Duration.ofSeconds(1);

    /** A client that does not read delays the stop by no more than this. */
    private static final Duration LONGEST_END = Duration.ofSeconds(2);

    private final String instance;
    private final BearerAuthentication authentication;
    private final LiveConnections connections;
    private final Clock clock;
    private final Semaphore free = new Semaphore(MOST_STREAMS);
    private final Set<OpenStream> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** Why a stream ended. The client sees the name in lower case and the text. */
    private enum End {
        REVOKED("The token has been revoked"),
        EXPIRED("The token has expired"),
        STOPPING("This instance is stopping"),
        BUSY("This instance has too many streams; try again later");

        private final String text;

        End(String text) {
            this.text = text;
        }

        EndEvent event() {
            return new EndEvent(name().toLowerCase(Locale.ROOT), text);
        }
    }

    /** The last event of a stream. */
    private record EndEvent(String reason, String text) {}

    /** What a client sees while its stream is open. */
    private record Tick(long number, long at, String instance) {}

    LiveStream(String instance, BearerAuthentication authentication, RevocationList revocations, Clock clock) {
        this.instance = instance;
        this.authentication = authentication;
        this.connections = new LiveConnections(revocations);
        this.clock = clock;
    }

    void register(RoutesConfig routes) {
        // A stream has sent its status before its own code runs, so authentication comes first.
        routes.before(PATH, this::authenticate);
        routes.sse(PATH, this::serve);
    }

    private void authenticate(Context context) {
        context.attribute(TOKEN, authentication.verified(context));
        String accept = context.header("Accept");
        if (accept == null || !accept.contains("text/event-stream")) {
            throw new NotAcceptableResponse("Not Acceptable: this endpoint produces text/event-stream");
        }
    }

    private void serve(SseClient client) {
        if (!free.tryAcquire()) {
            sendEnd(client, End.BUSY);
            return;
        }
        DecodedJWT token = Objects.requireNonNull(client.ctx().attribute(TOKEN));
        OpenStream stream = new OpenStream(client, token.getExpiresAtAsInstant());
        open.add(stream);
        Registration connection = connections.add(VerifiedJwt.of(token), () -> stream.end(End.REVOKED));
        try {
            if (closed) {
                stream.end(End.STOPPING);
            }
            stream.send();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            connection.close();
            open.remove(stream);
            free.release();
        }
    }

    private static void sendEnd(SseClient client, End reason) {
        client.sendEvent("end", reason.event());
        client.close();
    }

    /** A stream that a client reads. */
    private final class OpenStream {
        private final SseClient client;
        private final Instant expiresAt;
        private final CompletableFuture<End> reason = new CompletableFuture<>();

        OpenStream(SseClient client, Instant expiresAt) {
            this.client = client;
            this.expiresAt = expiresAt;
        }

        /** Ends the stream soon; returns at once. */
        void end(End why) {
            reason.complete(why);
        }

        /** Sends events until the stream ends or the client leaves. */
        void send() throws InterruptedException {
            End ended = reason.getNow(null);
            for (long number = 1; ended == null && !client.terminated(); number++) {
                client.sendEvent("tick", new Tick(number, clock.millis(), instance));
                Duration left = Duration.between(clock.instant(), expiresAt);
                ended = awaitEnd(left.compareTo(PERIOD) < 0 ? left : PERIOD);
                if (ended == null && !clock.instant().isBefore(expiresAt)) {
                    ended = End.EXPIRED;
                }
            }
            if (ended != null && !client.terminated()) {
                sendEnd(client, ended);
            }
        }

        /** Returns the reason as soon as there is one, or null after the time. */
        private @Nullable End awaitEnd(Duration time) throws InterruptedException {
            try {
                return reason.get(Math.max(0, time.toMillis()), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                return null;
            } catch (ExecutionException e) {
                throw new IllegalStateException("a stream cannot end with an exception", e);
            }
        }
    }

    /** Ends all streams, and accepts none from now on. Waits until each has sent its last event. The list stays open. */
    @Override
    public void close() {
        closed = true;
        open.forEach(stream -> stream.end(End.STOPPING));
        try {
            if (free.tryAcquire(MOST_STREAMS, LONGEST_END.toMillis(), TimeUnit.MILLISECONDS)) {
                free.release(MOST_STREAMS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        connections.close();
    }
}
