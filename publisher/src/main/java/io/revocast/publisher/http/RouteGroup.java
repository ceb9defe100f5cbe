package io.revocast.publisher.http;

/** Some paths of the HTTP interface that belong together. */
@FunctionalInterface
public interface RouteGroup extends AutoCloseable {
    /** Adds each of its paths, once, before the server listens. */
    void register(Routes routes);

    /** Ends what would not end by itself, so that the server can stop. Further calls do nothing. */
    @Override
    default void close() {}
}
