package io.revocast.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.revocast.embedded.TestKafka;
import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.event.internal.EventCodec;
import io.revocast.event.internal.Origin;
import io.revocast.event.internal.RevocationEvent;
import io.revocast.event.internal.TopicSettings;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/** Answers as the publisher does, and writes its events to the topic. It can be told to be down. */
final class HttpPublisherStub implements AutoCloseable {
    static final String API_KEY = "rvk_test";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final TestKafka kafka;
    private final String topicId;
    private final Set<Target> revoked = ConcurrentHashMap.newKeySet();
    private final HttpServer server;
    private final Map<String, Map<String, ?>> outcomes = new ConcurrentHashMap<>();
    private volatile boolean down;
    private volatile BooleanSupplier losing = () -> false;

    HttpPublisherStub(TestKafka kafka, String topicId) throws IOException {
        this.kafka = kafka;
        this.topicId = topicId;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/revocations", this::answer);
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    void setDown(boolean down) {
        this.down = down;
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        boolean known =
                ("Bearer " + API_KEY).equals(exchange.getRequestHeaders().getFirst("Authorization"));
        JsonNode entry = JSON.readTree(exchange.getRequestBody());
        if (down || !known) {
            respond(exchange, down ? 503 : 401, Map.of("detail", "not now"));
            return;
        }
        JsonNode json = entry.path("target");
        String issuer = json.path("issuer").asText();
        Target target = json.path("kind").asText().equals("token")
                ? new Target.Token(issuer, json.path("jti").asText())
                : new Target.Claim(
                        issuer, json.path("name").asText(), json.path("value").asText());
        String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
        Map<String, ?> earlier = key == null ? null : outcomes.get(key);
        if (earlier != null) {
            answerOrLose(exchange, 201, earlier);
            return;
        }
        boolean created = revoked.add(target);
        RecordMetadata written = revoke(target, entry.path("issuedBefore").textValue());
        Map<String, ?> reply = Map.of(
                "outcome",
                created ? "created" : "unchanged",
                "id",
                new UUID((clockMillis() << 16) | 0x7000, 0x8000_0000_0000_0000L).toString(),
                "target",
                json,
                "expiresAt",
                "2100-01-01T00:00:00Z",
                "receipt",
                Map.of("topicId", topicId, "partition", 0, "offset", written.offset()));
        if (key != null) {
            outcomes.put(key, reply);
        }
        answerOrLose(exchange, created ? 201 : 200, reply);
    }

    /** Loses answers, as often as the test asked for. */
    private void answerOrLose(HttpExchange exchange, int status, Map<String, ?> reply) throws IOException {
        if (losing.getAsBoolean()) {
            exchange.close();
        } else {
            respond(exchange, status, reply);
        }
    }

    private static long clockMillis() {
        return Instant.now().toEpochMilli();
    }

    /** Has everything that was revoked so far be revoked earlier. */
    synchronized void letTimePass(Duration time) {
        outcomes.replaceAll((key, reply) -> earlier(reply, time));
    }

    private static Map<String, ?> earlier(Map<String, ?> reply, Duration time) {
        Map<String, Object> moved = new HashMap<>(reply);
        UUID id = UUID.fromString(String.valueOf(reply.get("id")));
        moved.put(
                "id",
                new UUID(id.getMostSignificantBits() - (time.toMillis() << 16), id.getLeastSignificantBits())
                        .toString());
        return moved;
    }

    /** Loses answers while this says so. */
    void setLosing(BooleanSupplier losing) {
        this.losing = losing;
    }

    /** Appends a revocation as any publisher would. */
    RecordMetadata revoke(Target target, @Nullable String issuedBefore) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Instant cutOff = issuedBefore == null ? now : Instant.parse(issuedBefore);
        Revocation revocation =
                new Revocation(target, now.plus(Duration.ofHours(8)), target instanceof Target.Token ? null : cutOff);
        Origin origin = new Origin(UUID.randomUUID(), now, null, null, null);
        return kafka.append(
                TopicSettings.DEFAULT_TOPIC,
                EventCodec.encodeKey(target),
                EventCodec.encodeValue(new RevocationEvent.Revoked(revocation, origin)));
    }

    private static void respond(HttpExchange exchange, int status, Map<String, ?> body) throws IOException {
        byte[] bytes = JSON.writeValueAsString(body).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
