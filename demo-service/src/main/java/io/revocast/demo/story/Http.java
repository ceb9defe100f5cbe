package io.revocast.demo.story;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

/** A small JSON client. No answer is an answer too, because processes die in this story. Thread-safe. */
final class Http {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    Answer get(URI uri) throws InterruptedException {
        return send(HttpRequest.newBuilder(uri));
    }

    Answer get(URI uri, String bearer) throws InterruptedException {
        return send(HttpRequest.newBuilder(uri).header("Authorization", "Bearer " + bearer));
    }

    Answer post(URI uri, Map<String, ?> body) throws InterruptedException {
        return send(posting(uri, body));
    }

    Answer post(URI uri, String bearer, Map<String, ?> body) throws InterruptedException {
        return send(posting(uri, body).header("Authorization", "Bearer " + bearer));
    }

    private static HttpRequest.Builder posting(URI uri, Map<String, ?> body) {
        try {
            return HttpRequest.newBuilder(uri)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Answer send(HttpRequest.Builder request) throws InterruptedException {
        long begun = System.nanoTime();
        try {
            HttpResponse<byte[]> response =
                    client.send(request.timeout(TIMEOUT).build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Answer(response.statusCode(), json(response.body()), System.nanoTime() - begun);
        } catch (IOException e) {
            return new Answer(0, JsonNodeFactory.instance.objectNode(), System.nanoTime() - begun);
        }
    }

    private static JsonNode json(byte[] body) {
        try {
            JsonNode json = JSON.readTree(body);
            return json == null ? JsonNodeFactory.instance.objectNode() : json;
        } catch (IOException e) {
            return JsonNodeFactory.instance.objectNode();
        }
    }
}
