package io.revocast.publisher.http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** {@code /health}: whether the publisher runs, and whether it can work. Needs no credential and never waits. */
public final class HealthRoutes implements RouteGroup {
    static final String LIVE = "/health/live";
    static final String READY = "/health/ready";

    private final Supplier<Readiness> readiness;
    private final Supplier<Liveness> liveness;

    /** Routes of a process that is live for as long as it answers. */
    public HealthRoutes(Supplier<Readiness> readiness) {
        this(readiness, () -> Liveness.LIVE);
    }

    public HealthRoutes(Supplier<Readiness> readiness, Supplier<Liveness> liveness) {
        this.readiness = readiness;
        this.liveness = liveness;
    }

    @Override
    public void register(Routes routes) {
        routes.get(LIVE, ctx -> {
            Liveness now = liveness.get();
            ctx.status(now.live() ? 200 : 503).contentType("application/json").result(Json.write(json(now)));
        });
        routes.get(READY, ctx -> {
            Readiness now = readiness.get();
            ctx.status(now.ready() ? 200 : 503).contentType("application/json").result(Json.write(json(now)));
        });
    }

    private static Map<String, Object> json(Liveness liveness) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("live", liveness.live());
        String cause = liveness.cause();
        if (cause != null) {
            json.put("cause", cause);
        }
        return json;
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
