package io.revocast.publisher.http;

import org.eclipse.jetty.io.EndPoint;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/**
 * One connection, and until when it is waited for. An idle timeout is no bound by itself: a byte each ten seconds keeps
 * a connection from ever being idle. Thread-safe; times are nanoseconds of one ticker.
 */
final class ConnectionDeadline {
    private static final long NEVER = Long.MAX_VALUE;
    /** A slow line that takes a long answer at this rate is waited for. */
    private static final long ANSWER_BYTES_PER_SECOND = 64 * 1024;

    private final EndPoint endPoint;
    private final long patience;
    private final LongSupplier ticker;
    private long requests;
    private volatile long requestBy;
    private volatile long bodyBy = NEVER;
    private volatile long answerBy = NEVER;

    ConnectionDeadline(EndPoint endPoint, Duration patience, LongSupplier ticker) {
        this.endPoint = endPoint;
        this.patience = patience.toNanos();
        this.ticker = ticker;
        this.requestBy = ticker.getAsLong() + this.patience;
    }

    /** Stops to wait for a request, and returns its number. */
    synchronized long requestCame() {
        requestBy = NEVER;
        return ++requests;
    }

    /** Waits for the next request, from now to the end of its headers, unless it has come already. */
    synchronized void requestServed(long number) {
        if (number == requests) {
            requestBy = ticker.getAsLong() + patience;
        }
    }

    void awaitBody(long nanos) {
        bodyBy = ticker.getAsLong() + nanos;
    }

    void bodyCame() {
        bodyBy = NEVER;
    }

    void awaitAnswerTaken(long bytes) {
        long needed = Duration.ofSeconds(bytes / ANSWER_BYTES_PER_SECOND).toNanos();
        answerBy = ticker.getAsLong() + Math.max(patience, needed);
    }

    void answerTaken() {
        answerBy = NEVER;
    }

    long now() {
        return ticker.getAsLong();
    }

    long patience() {
        return patience;
    }

    /** Whether the client is waited for, and not the other way round, so that another may have its place. */
    boolean isWaitedFor() {
        return deadline() != NEVER;
    }

    /** When patience with it ends. */
    long deadline() {
        return Math.min(requestBy, Math.min(bodyBy, answerBy));
    }

    /** Whether a request of it is being served. */
    boolean isServed() {
        return requestBy == NEVER;
    }

    String address() {
        SocketAddress remote = endPoint.getRemoteSocketAddress();
        return remote instanceof InetSocketAddress inet && inet.getAddress() != null
                ? inet.getAddress().getHostAddress()
                : String.valueOf(remote);
    }

    /** Closes the connection when it was waited for in vain. */
    void closeIfLate() {
        if (ticker.getAsLong() > deadline()) {
            close("the client was too slow");
        }
    }

    void close(String why) {
        endPoint.close(new TimeoutException(why));
    }
}
