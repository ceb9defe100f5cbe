package io.revocast.publisher.http;

/** Learns of every request that was answered. Implementations are thread-safe, quick, and throw nothing. */
@FunctionalInterface
public interface RequestObserver {
    /** Takes no notice. */
    RequestObserver NONE = (method, route, status, nanos) -> {};

    /**
     * Told when an answer is complete.
     *
     * @param method one of the methods of HTTP, else {@code other}
     * @param route the path with the names of its variable segments in braces; {@code none} when no route served it
     * @param nanos from the end of the headers to the end of the answer
     */
    void answered(String method, String route, int status, long nanos);
}
