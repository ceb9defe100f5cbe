package io.revocast.publisher.http;

import io.revocast.publisher.access.Scope;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/** {@code /metrics}: what a Prometheus reads. */
public final class MetricsRoutes implements RouteGroup {
    private static final String MEDIA_TYPE = "text/plain";

    private final @Nullable Entrance entrance;
    private final Supplier<String> scrape;

    /**
     * @param entrance null where no credential is needed
     */
    public MetricsRoutes(@Nullable Entrance entrance, Supplier<String> scrape) {
        this.entrance = entrance;
        this.scrape = scrape;
    }

    @Override
    public void register(Routes routes) {
        routes.get(
                "/metrics",
                ctx -> {
                    if (entrance != null) {
                        entrance.require(Scope.READ, ctx);
                    }
                    ctx.contentType(MEDIA_TYPE + "; version=0.0.4; charset=utf-8")
                            .result(scrape.get().getBytes(StandardCharsets.UTF_8));
                },
                MEDIA_TYPE);
    }
}
