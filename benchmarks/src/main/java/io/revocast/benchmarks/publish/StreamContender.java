package io.revocast.benchmarks.publish;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.revocast.benchmarks.harness.Arguments;
import io.revocast.benchmarks.harness.BenchToken;
import io.revocast.benchmarks.harness.Contender;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One list of many revocations, streamed to the publisher's API. Every entry must have the expected outcome. */
public final class StreamContender implements Contender {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public Map<String, Double> measure(Arguments arguments) throws Exception {
        int first = arguments.number("first");
        int entries = arguments.number("entries");
        int warmUp = entries / 10;
        send(arguments, first, warmUp);
        long began = System.nanoTime();
        send(arguments, first + warmUp, entries);
        Map<String, Double> figures = new TreeMap<>();
        figures.put("each second", entries / ((System.nanoTime() - began) / 1e9));
        return figures;
    }

    private static void send(Arguments arguments, int first, int entries) throws IOException, InterruptedException {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(arguments.text("uri")))
                                .header("Content-Type", "application/x-ndjson")
                                .timeout(Duration.ofMinutes(10))
                                .POST(HttpRequest.BodyPublishers.ofInputStream(
                                        () -> new Lines(first, entries, arguments.text("end"))))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        List<String> lines = answer.body().lines().toList();
        JsonNode done = JSON.readTree(lines.get(lines.size() - 1)).path("done");
        if (done.path(arguments.text("outcome")).asInt() != entries) {
            throw new IllegalStateException("status " + answer.statusCode() + ": " + lines.get(lines.size() - 1));
        }
    }

    /** The list, made while it is read. */
    private static final class Lines extends InputStream {
        private final String end;
        private final int last;
        private int next;
        private byte[] line = {};
        private int at;

        Lines(int first, int entries, String end) {
            this.next = first;
            this.last = first + entries;
            this.end = end;
        }

        private boolean fill() {
            if (at < line.length) {
                return true;
            }
            if (next == last) {
                return false;
            }
            String entry = "{\"target\":{\"kind\":\"token\",\"issuer\":\"" + BenchToken.ISSUER + "\",\"jti\":\""
                    + BenchToken.jti(next++) + "\"},\"expiresAt\":\"" + end + "\"}\n";
            line = entry.getBytes(StandardCharsets.US_ASCII);
            at = 0;
            return true;
        }

        @Override
        public int read() {
            return fill() ? line[at++] : -1;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            int filled = 0;
            while (filled < length && fill()) {
                int some = Math.min(length - filled, line.length - at);
                System.arraycopy(line, at, into, offset + filled, some);
                at += some;
                filled += some;
            }
            return filled == 0 && length > 0 ? -1 : filled;
        }
    }
}
