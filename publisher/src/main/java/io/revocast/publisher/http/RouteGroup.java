package io.revocast.publisher.http;

/** Some paths of the HTTP interface that belong together. */
@FunctionalInterface
public interface RouteGroup {
    /** Adds each of its paths, once, before the server listens. */
    void register(Routes routes);
}
