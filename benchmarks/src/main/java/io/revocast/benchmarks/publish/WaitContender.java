package io.revocast.benchmarks.publish;

import io.revocast.benchmarks.harness.Arguments;
import io.revocast.benchmarks.harness.BenchToken;
import io.revocast.benchmarks.harness.Contender;
import io.revocast.consumer.Reporting;
import io.revocast.consumer.RevocationList;
import io.revocast.consumer.Verdict;
import org.HdrHistogram.Histogram;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * One caller revokes with {@code wait=all}, one revocation after the other, and asks every list for the token until each
 * refuses it. Measures when the last list refuses the token, and when the answer comes.
 */
public final class WaitContender implements Contender {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int WARM_UP = 60;
    private static final long PROBE_NANOS = 50_000;
    /** Long enough that each revocation is isolated: an instance reports the first move at once. */
    private static final long BETWEEN_MILLIS = 250;

    private static final double NANOS_PER_MILLI = 1e6;

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<RevocationList> lists = new ArrayList<>();

    /** The times of one revocation, from the call. */
    private record Times(long applied, long answered) {}

    @Override
    public Map<String, Double> measure(Arguments arguments) throws Exception {
        String servers = arguments.text("bootstrap");
        String topic = arguments.text("topic");
        int count = arguments.number("instances");
        int revocations = arguments.number("revocations");
        try (PublisherProcess publisher = PublisherProcess.start(servers, topic, 1)) {
            for (int number = 0; number < count; number++) {
                RevocationList list = RevocationList.builder()
                        .bootstrapServers(servers)
                        .topic(topic)
                        .reporting(Reporting.as("bench").withInstance("instance-" + number))
                        .build();
                lists.add(list);
                list.start();
            }
            awaitFleet(publisher, count);
            Histogram applied = new Histogram(3);
            Histogram answered = new Histogram(3);
            Histogram after = new Histogram(3);
            for (int event = 0; event < WARM_UP + revocations; event++) {
                Times times = revoke(publisher, event);
                if (event >= WARM_UP) {
                    applied.recordValue(times.applied());
                    answered.recordValue(times.answered());
                    after.recordValue(Math.max(0, times.answered() - times.applied()));
                }
                TimeUnit.MILLISECONDS.sleep(BETWEEN_MILLIS);
            }
            Map<String, Double> figures = new TreeMap<>();
            put(figures, "applied", applied);
            put(figures, "answered", answered);
            put(figures, "after", after);
            return figures;
        } finally {
            lists.forEach(RevocationList::close);
        }
    }

    private static void put(Map<String, Double> figures, String name, Histogram histogram) {
        figures.put(name + " p50", histogram.getValueAtPercentile(50) / NANOS_PER_MILLI);
        figures.put(name + " p99", histogram.getValueAtPercentile(99) / NANOS_PER_MILLI);
        figures.put(name + " max", histogram.getMaxValue() / NANOS_PER_MILLI);
    }

    private void awaitFleet(PublisherProcess publisher, int count) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(publisher.at("/v1/fleet")).build();
        String wanted = "\"applying\":" + count + ",";
        long deadline = System.nanoTime() + LIMIT.toNanos();
        String answer = http.send(request, BodyHandlers.ofString()).body();
        while (!answer.contains(wanted) && !answer.contains(wanted.replace(",", "}"))) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("not every instance has reported within " + LIMIT + ": " + answer);
            }
            TimeUnit.MILLISECONDS.sleep(50);
            answer = http.send(request, BodyHandlers.ofString()).body();
        }
    }

    private Times revoke(PublisherProcess publisher, int event) throws Exception {
        BenchToken token = BenchToken.of(event);
        HttpRequest request = HttpRequest.newBuilder(publisher.at("/v1/revocations?wait=all&timeout=10s"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"target\":{\"kind\":\"token\",\"issuer\":\"" + BenchToken.ISSUER
                        + "\",\"jti\":\"" + token.jti() + "\"},\"expiresAt\":\""
                        + Instant.now().plusSeconds(3600) + "\"}"))
                .build();
        long called = System.nanoTime();
        CompletableFuture<HttpResponse<String>> response = http.sendAsync(request, BodyHandlers.ofString());
        CompletableFuture<Long> answered = response.thenApply(unused -> System.nanoTime());
        for (RevocationList list : lists) {
            while (!(list.check(token) instanceof Verdict.Revoked)) {
                if (System.nanoTime() - called > LIMIT.toNanos()) {
                    throw new IllegalStateException("a list does not refuse the token: " + list.status());
                }
                LockSupport.parkNanos(PROBE_NANOS);
            }
        }
        long applied = System.nanoTime();
        String body = response.get(LIMIT.toSeconds(), TimeUnit.SECONDS).body();
        if (!body.contains("\"complete\":true")) {
            throw new IllegalStateException("the propagation is not complete: " + body);
        }
        return new Times(applied - called, answered.get(LIMIT.toSeconds(), TimeUnit.SECONDS) - called);
    }
}
