package io.revocast.publisher.health;

import io.revocast.publisher.http.RouteGroup;
import io.revocast.publisher.http.Routes;
import io.revocast.publisher.json.Json;

import java.util.function.Supplier;

/** {@code /health}: whether the publisher runs, and whether it can work. Needs no credential and never waits. */
public final class HealthRoutes implements RouteGroup {
    static final String LIVE = "/health/live";
    static final String READY = "/health/ready";

    private final Supplier<Readiness> readiness;
    private final Supplier<Liveness> liveness;

    public HealthRoutes(Supplier<Readiness> readiness, Supplier<Liveness> liveness) {
        this.readiness = readiness;
        this.liveness = liveness;
    }

    @Override
    public void register(Routes routes) {
        routes.get(LIVE, ctx -> {
            Liveness now = liveness.get();
            ctx.status(now.live() ? 200 : 503).contentType("application/json").result(Json.write(now));
        });
        routes.get(READY, ctx -> {
            Readiness now = readiness.get();
            ctx.status(now.ready() ? 200 : 503).contentType("application/json").result(Json.write(now));
        });
    }
}
