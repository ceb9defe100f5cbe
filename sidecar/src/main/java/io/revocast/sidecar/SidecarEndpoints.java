package io.revocast.sidecar;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.revocast.consumer.RevocationList;
import io.revocast.consumer.Status;
import io.revocast.event.Revocation;
import io.revocast.sidecar.Decision.Outcome;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The endpoints. {@code /v1/authorize} and every path below it decide about the bearer token of any request, whatever its
 * method: a proxy appends the path that its client chose.
 *
 * <p>Paths are compared as received. A normalised {@code /v1/authorize/../../health/live} would be another endpoint, whose
 * 200 the proxy would take for a permission. Thread-safe.
 */
final class SidecarEndpoints extends Handler.Abstract {
    static final String AUTHORIZE = "/v1/authorize";
    private static final int MOST_BYTES = 64 * 1024;
    private static final String JSON = "application/json";
    private static final String PROBLEM = "application/problem+json";
    private static final String BEARER = "bearer ";

    private final ObjectMapper json = new ObjectMapper();
    private final TokenDecider check;
    private final RevocationList revocations;
    private final SidecarMetrics metrics;

    SidecarEndpoints(TokenDecider check, RevocationList revocations, SidecarMetrics metrics) {
        this.check = check;
        this.revocations = revocations;
        this.metrics = metrics;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws IOException {
        String path = request.getHttpURI().getPath();
        if (path != null && (path.equals(AUTHORIZE) || path.startsWith(AUTHORIZE + "/"))) {
            authorize(request, response, callback);
        } else if (!List.of("/v1/check", "/health/live", "/health/ready", "/metrics")
                .contains(path)) {
            problem(404, "Not Found", "There is no such endpoint", response, callback);
        } else if (!request.getMethod().equals(path.equals("/v1/check") ? "POST" : "GET")) {
            problem(405, "Method Not Allowed", "The endpoint has another method", response, callback);
        } else {
            switch (path) {
                case "/v1/check" -> check(request, response, callback);
                case "/health/live" -> live(response, callback);
                case "/health/ready" -> ready(response, callback);
                default -> write(200, SidecarMetrics.MEDIA_TYPE, metrics.scrape(), response, callback);
            }
        }
        return true;
    }

    private void authorize(Request request, Response response, Callback callback) {
        List<String> credentials = request.getHeaders().getValuesList(HttpHeader.AUTHORIZATION);
        Decision decision = decide(credentials.size() == 1 ? bearer(credentials.get(0)) : null);
        Outcome outcome = decision.outcome();
        if (outcome == Outcome.ACCEPTED) {
            response.setStatus(200);
            response.write(true, ByteBuffer.allocate(0), callback);
            return;
        }
        if (outcome.status() == 401) {
            // Without credentials, the answer has no error code (RFC 6750 section 3.1).
            response.getHeaders()
                    .put(
                            HttpHeader.WWW_AUTHENTICATE,
                            outcome == Outcome.MISSING
                                    ? "Bearer"
                                    : "Bearer error=\"invalid_token\", error_description=\"" + outcome.detail() + "\"");
        } else {
            response.getHeaders().put(HttpHeader.RETRY_AFTER, "5");
        }
        String title = outcome.status() == 401 ? "Unauthorized" : "Service Unavailable";
        problem(outcome.status(), title, outcome.detail(), response, callback);
    }

    /** The token of an Authorization header; null when it has another scheme. */
    private static @Nullable String bearer(String credentials) {
        return credentials.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? credentials.substring(BEARER.length()).strip()
                : null;
    }

    private Decision decide(@Nullable String token) {
        long begin = System.nanoTime();
        Decision decision = token == null || token.isEmpty() ? Decision.of(Outcome.MISSING) : check.decide(token);
        metrics.record(decision.outcome(), System.nanoTime() - begin);
        return decision;
    }

    private void check(Request request, Response response, Callback callback) throws IOException {
        JsonNode token;
        try (InputStream body = Content.Source.asInputStream(request)) {
            byte[] bytes = body.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                problem(413, "Content Too Large", "The body must have at most 64 KiB", response, callback);
                return;
            }
            token = json.readTree(bytes).path("token");
        } catch (JsonProcessingException e) {
            // The message would repeat the body, and so the token.
            problem(400, "Bad Request", "The body must be JSON: {\"token\":\"<JWT>\"}", response, callback);
            return;
        }
        if (!token.isTextual()) {
            problem(400, "Bad Request", "The body must be JSON: {\"token\":\"<JWT>\"}", response, callback);
            return;
        }
        Decision decision = decide(token.textValue());
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("accepted", decision.outcome() == Outcome.ACCEPTED);
        answer.put("outcome", decision.outcome().wireName());
        if (decision.reason() != null) {
            answer.put("reason", decision.reason());
        }
        Revocation revocation = decision.revocation();
        if (revocation != null) {
            answer.put("revokedUntil", revocation.expiresAt().toString());
        }
        write(200, JSON, json.writeValueAsString(answer), response, callback);
    }

    /** Never depends on Kafka. */
    private void live(Response response, Callback callback) {
        boolean alive = revocations.status().replayThreadAlive();
        write(alive ? 200 : 503, JSON, alive ? "{\"status\":\"up\"}" : "{\"status\":\"down\"}", response, callback);
    }

    private void ready(Response response, Callback callback) throws JsonProcessingException {
        Status status = revocations.status();
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("ready", status.initialReplayComplete());
        answer.put("state", status.state().wireName());
        answer.put("cause", status.cause());
        answer.put("entries", status.entries());
        answer.put("lagRecords", status.lagRecords());
        write(status.initialReplayComplete() ? 200 : 503, JSON, json.writeValueAsString(answer), response, callback);
    }

    private void problem(int status, String title, String detail, Response response, Callback callback) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("title", title);
        body.put("status", status);
        body.put("detail", detail);
        write(status, PROBLEM, json.valueToTree(body).toString(), response, callback);
    }

    private static void write(int status, String type, String body, Response response, Callback callback) {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        response.write(true, ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)), callback);
    }
}
