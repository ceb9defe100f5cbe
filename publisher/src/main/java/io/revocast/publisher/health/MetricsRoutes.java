package io.revocast.publisher.health;

import io.revocast.publisher.authentication.EndpointAccess;
import io.revocast.publisher.credentials.Scope;
import io.revocast.publisher.http.RouteGroup;
import io.revocast.publisher.http.Routes;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/** {@code /metrics}: what a Prometheus reads. */
public final class MetricsRoutes implements RouteGroup {
    private static final String MEDIA_TYPE = "text/plain";

    private final @Nullable EndpointAccess access;
    private final Supplier<String> scrape;

    /**
     * @param access null where no credential is needed
     */
    public MetricsRoutes(@Nullable EndpointAccess access, Supplier<String> scrape) {
        this.access = access;
        this.scrape = scrape;
    }

    @Override
    public void register(Routes routes) {
        routes.get(
                "/metrics",
                ctx -> {
                    if (access != null) {
                        access.require(Scope.READ, ctx);
                    }
                    ctx.contentType(MEDIA_TYPE + "; version=0.0.4; charset=utf-8")
                            .result(scrape.get().getBytes(StandardCharsets.UTF_8));
                },
                MEDIA_TYPE);
    }
}
