package io.revocast.demo;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.revocast.consumer.RevocationList;
import io.revocast.consumer.Status;

import java.util.LinkedHashMap;
import java.util.Map;

/** Whether the process lives, which never depends on Kafka, and whether it may be sent requests. */
final class Health {
    private final RevocationList revocations;

    Health(RevocationList revocations) {
        this.revocations = revocations;
    }

    void register(RoutesConfig routes) {
        routes.get("/health/live", this::live);
        routes.get("/health/ready", this::ready);
    }

    private void live(Context context) {
        boolean alive = revocations.status().replayThreadAlive();
        context.status(alive ? 200 : 503).json(Map.of("status", alive ? "up" : "down"));
    }

    private void ready(Context context) {
        Status status = revocations.status();
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("ready", status.initialReplayComplete());
        answer.put("state", status.state().wireName());
        answer.put("cause", status.cause());
        answer.put("entries", status.entries());
        answer.put("lagRecords", status.lagRecords());
        context.status(status.initialReplayComplete() ? 200 : 503).json(answer);
    }
}
