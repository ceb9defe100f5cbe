package io.revocast.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** The publisher's HTTP interface, as the commands use it. Its {@code toString} shows no key. */
final class Api {
    static final ObjectMapper JSON = JsonMapper.builder()
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(90);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();
    private final URI publisher;
    private final @Nullable String key;
    private final Consumer<String> log;

    Api(URI publisher, @Nullable String key, Consumer<String> log) {
        this.publisher = publisher;
        this.key = key;
        this.log = log;
    }

    /** An answer, and its body when that is JSON; a missing node otherwise. */
    record Answer(int status, JsonNode body) {
        /** Returns the body of a success, or says what went wrong. */
        JsonNode orFail() throws CommandFailure {
            if (status >= 200 && status < 300 && !body.isMissingNode()) {
                return body;
            }
            throw Failures.of(status, body);
        }
    }

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    JsonNode get(String path) throws CommandFailure {
        return send(request(path, "application/json").GET()).orFail();
    }

    /** Asks for what may not be there, or may not be for this caller. */
    Answer look(String path) throws CommandFailure {
        return send(request(path, "application/json").GET());
    }

    /** Posts a request of its own: with an idempotency key that no other request has. */
    Answer post(String path, JsonNode body) throws CommandFailure {
        return send(request(path, "application/json")
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .POST(BodyPublishers.ofString(body.toString())));
    }

    private Answer send(HttpRequest.Builder request) throws CommandFailure {
        HttpResponse<byte[]> answer = exchange(request, BodyHandlers.ofByteArray());
        return new Answer(answer.statusCode(), read(answer.body()));
    }

    /**
     * Posts lines; the answer's lines are read as they come, and the stream must be closed.
     *
     * @param key the idempotency key, the same when the lines are sent again
     */
    InputStream postLines(String path, UUID key, byte[] lines) throws CommandFailure {
        return stream(request(path, "application/x-ndjson")
                .header("Content-Type", "application/x-ndjson")
                .header("Idempotency-Key", key.toString())
                .POST(BodyPublishers.ofByteArray(lines)));
    }

    /**
     * Opens a stream, which must be closed.
     *
     * @param lastEventId where an event stream is to go on; null at its first connection
     */
    InputStream stream(String path, String accept, @Nullable String lastEventId) throws CommandFailure {
        HttpRequest.Builder request = request(path, accept).GET();
        return stream(lastEventId == null ? request : request.header("Last-Event-ID", lastEventId));
    }

    private InputStream stream(HttpRequest.Builder request) throws CommandFailure {
        HttpResponse<InputStream> answer = exchange(request, BodyHandlers.ofInputStream());
        if (answer.statusCode() == 200) {
            return answer.body();
        }
        try (InputStream body = answer.body()) {
            throw Failures.of(answer.statusCode(), read(body.readNBytes(64 * 1024)));
        } catch (IOException e) {
            throw Failures.of(answer.statusCode(), MissingNode.getInstance());
        }
    }

    private HttpRequest.Builder request(String path, String accept) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(publisher + path))
                .timeout(ANSWER)
                .header("Accept", accept);
        return key == null ? request : request.header("Authorization", "Bearer " + key);
    }

    private <T> HttpResponse<T> exchange(HttpRequest.Builder builder, BodyHandler<T> handler) throws CommandFailure {
        HttpRequest request = builder.build();
        CompletableFuture<HttpResponse<T>> answer = http.sendAsync(request, handler);
        try {
            HttpResponse<T> response = answer.get(ANSWER.toSeconds(), TimeUnit.SECONDS);
            // Paths hold no secret: tokens are sent in bodies.
            log.accept(request.method() + " " + request.uri().getPath() + ": " + response.statusCode() + ", request "
                    + response.headers().firstValue("X-Request-Id").orElse("without id"));
            return response;
        } catch (ExecutionException | TimeoutException e) {
            answer.cancel(true);
            throw Failures.unreachable(publisher, e);
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw Failures.unreachable(publisher, e);
        }
    }

    /** A missing node when it is no JSON. */
    static JsonNode read(byte[] body) {
        return read(new String(body, StandardCharsets.UTF_8));
    }

    /** A missing node when it is no JSON. */
    static JsonNode read(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    @Override
    public String toString() {
        return "Api[" + publisher + "]";
    }
}
