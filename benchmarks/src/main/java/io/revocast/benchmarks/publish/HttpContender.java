package io.revocast.benchmarks.publish;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.revocast.benchmarks.harness.Arguments;
import io.revocast.benchmarks.harness.BenchToken;
import io.revocast.benchmarks.harness.Contender;

import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Callers of the publisher's API, each with a connection of its own. Each answer must say that all was created. */
public final class HttpContender implements Contender {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Queue<KeptConnection> idle = new ConcurrentLinkedQueue<>();
    private final Instant end =
            Instant.ofEpochSecond(Instant.now().getEpochSecond()).plusSeconds(3600);

    @Override
    public Map<String, Double> measure(Arguments arguments) throws Exception {
        URI uri = URI.create(arguments.text("uri"));
        try {
            return Publishing.measure(arguments, (from, lot) -> publish(uri, from, lot));
        } finally {
            for (KeptConnection connection : idle) {
                connection.close();
            }
        }
    }

    private void publish(URI uri, int from, int lot) throws IOException {
        String body = lot == 1
                ? entry(from)
                : IntStream.range(from, from + lot)
                        .mapToObj(this::entry)
                        .collect(Collectors.joining(",", "{\"revocations\":[", "]}"));
        KeptConnection kept = idle.poll();
        KeptConnection connection = kept != null ? kept : new KeptConnection(uri);
        JsonNode answer = JSON.readTree(connection.post(body, 201));
        idle.add(connection);
        long created = answer.findValuesAsText("outcome").stream()
                .filter("created"::equals)
                .count();
        if (created != lot) {
            throw new IllegalStateException("not all " + lot + " were created: " + answer);
        }
    }

    private String entry(int number) {
        return "{\"target\":{\"kind\":\"token\",\"issuer\":\"" + BenchToken.ISSUER + "\",\"jti\":\""
                + BenchToken.jti(number) + "\"},\"expiresAt\":\"" + end + "\"}";
    }
}
