package io.revocast.benchmarks.publish;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.revocast.benchmarks.harness.Arguments;
import io.revocast.benchmarks.harness.BenchToken;
import io.revocast.benchmarks.harness.Contender;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** One caller of the publisher's API, over one connection. Each answer must say that all was created. */
public final class HttpContender implements Contender {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final Instant end =
            Instant.ofEpochSecond(Instant.now().getEpochSecond()).plusSeconds(3600);

    @Override
    public Map<String, Double> measure(Arguments arguments) throws Exception {
        URI uri = URI.create(arguments.text("uri"));
        return Publishing.measure(arguments, (from, lot) -> publish(uri, from, lot));
    }

    private void publish(URI uri, int from, int lot) throws Exception {
        String body = lot == 1
                ? entry(from)
                : IntStream.range(from, from + lot)
                        .mapToObj(this::entry)
                        .collect(Collectors.joining(",", "{\"revocations\":[", "]}"));
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(uri)
                        .header("Content-Type", "application/json")
                        .timeout(Duration.ofSeconds(30))
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        JsonNode content = JSON.readTree(answer.body());
        if (answer.statusCode() != 201
                || content.findValuesAsText("outcome").stream()
                                .filter("created"::equals)
                                .count()
                        != lot) {
            throw new IllegalStateException("status " + answer.statusCode() + ": " + answer.body());
        }
    }

    private String entry(int number) {
        return "{\"target\":{\"kind\":\"token\",\"issuer\":\"" + BenchToken.ISSUER + "\",\"jti\":\""
                + BenchToken.jti(number) + "\"},\"expiresAt\":\"" + end + "\"}";
    }
}
