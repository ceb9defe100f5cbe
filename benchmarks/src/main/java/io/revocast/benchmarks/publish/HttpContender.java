package io.revocast.benchmarks.publish;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.revocast.benchmarks.harness.Arguments;
import io.revocast.benchmarks.harness.BenchToken;
import io.revocast.benchmarks.harness.Contender;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Callers of the publisher's API, each with a connection that is kept. They block, because what they use of the
 * processors is charged to the publisher. Each answer must say that all was created.
 */
public final class HttpContender implements Contender {
    /** For the JVM: how many connections are kept, which is less than there are callers unless it is told. */
    static final String KEEP = "-Dhttp.maxConnections=";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LIMIT_MILLIS = 30_000;

    private final Instant end =
            Instant.ofEpochSecond(Instant.now().getEpochSecond()).plusSeconds(3600);

    @Override
    public Map<String, Double> measure(Arguments arguments) throws Exception {
        URL url = URI.create(arguments.text("uri")).toURL();
        return Publishing.measure(arguments, (from, lot) -> publish(url, from, lot));
    }

    private void publish(URL url, int from, int lot) throws IOException {
        String body = lot == 1
                ? entry(from)
                : IntStream.range(from, from + lot)
                        .mapToObj(this::entry)
                        .collect(Collectors.joining(",", "{\"revocations\":[", "]}"));
        HttpURLConnection connection = (HttpURLConnection) url.openConnection();
        connection.setConnectTimeout(LIMIT_MILLIS);
        connection.setReadTimeout(LIMIT_MILLIS);
        connection.setDoOutput(true);
        connection.setRequestProperty("Content-Type", "application/json");
        try (OutputStream out = connection.getOutputStream()) {
            out.write(body.getBytes(StandardCharsets.US_ASCII));
        }
        try (InputStream in = connection.getInputStream()) {
            JsonNode answer = JSON.readTree(in);
            long created = answer.findValuesAsText("outcome").stream()
                    .filter("created"::equals)
                    .count();
            if (connection.getResponseCode() != 201 || created != lot) {
                throw new IllegalStateException("status " + connection.getResponseCode() + ": " + answer);
            }
        }
    }

    private String entry(int number) {
        return "{\"target\":{\"kind\":\"token\",\"issuer\":\"" + BenchToken.ISSUER + "\",\"jti\":\""
                + BenchToken.jti(number) + "\"},\"expiresAt\":\"" + end + "\"}";
    }
}
