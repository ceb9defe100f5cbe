package io.revocast.publisher.http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** {@code /health}: whether the publisher runs, and whether it can work. Needs no credential and never waits. */
public final class HealthRoutes implements RouteGroup {
    static final String LIVE = "/health/live";
    static final String READY = "/health/ready";

    private final Supplier<Readiness> readiness;

    public HealthRoutes(Supplier<Readiness> readiness) {
        this.readiness = readiness;
    }

    @Override
    public void register(Routes routes) {
        routes.get(LIVE, ctx -> ctx.contentType("application/json").result("{\"live\":true}"));
        routes.get(READY, ctx -> {
            Readiness now = readiness.get();
            ctx.status(now.ready() ? 200 : 503).contentType("application/json").result(Json.write(json(now)));
        });
    }

    private static Map<String, Object> json(Readiness readiness) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("ready", readiness.ready());
        json.put("state", readiness.state());
        String cause = readiness.cause();
        if (cause != null) {
            json.put("cause", cause);
        }
        if (!readiness.warnings().isEmpty()) {
            json.put("warnings", readiness.warnings());
        }
        return json;
    }
}
