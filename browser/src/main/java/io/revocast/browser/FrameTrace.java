package io.revocast.browser;

import org.jspecify.annotations.Nullable;
import org.openqa.selenium.json.Json;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A performance trace of Chromium, which tells when it drew its frames. For one thread. */
public final class FrameTrace implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String CATEGORIES = "devtools.timeline,devtools.timeline.frame,"
            + "disabled-by-default-devtools.timeline,disabled-by-default-devtools.timeline.frame";

    private static final String FRAME = "DrawFrame";
    /** A task of a main thread. */
    private static final String TASK = "RunTask";

    private final Collector collector;
    private final WebSocket socket;
    private int commands;

    /**
     * What a trace says.
     *
     * @param count how many frames were drawn
     * @param worstMillis the longest time between two of them
     * @param longestTaskMillis the processor time of the longest task of any main thread
     */
    public record Frames(int count, double worstMillis, double longestTaskMillis) {}

    /** Collects what the browser reports until the trace is complete. */
    private static final class Collector implements WebSocket.Listener {
        private final CompletableFuture<Frames> complete = new CompletableFuture<>();
        private final StringBuilder message = new StringBuilder();
        private final List<Double> drawn = new ArrayList<>();
        private double longestTask;

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            message.append(data);
            if (last) {
                read(new Json().toType(message.toString(), Json.MAP_TYPE));
                message.setLength(0);
            }
            socket.request(1);
            return CompletableFuture.completedFuture(null);
        }

        private void read(Map<String, Object> received) {
            if ("Tracing.dataCollected".equals(received.get("method"))) {
                for (Object each : (List<?>)
                        Objects.requireNonNull(map(received.get("params")).get("value"))) {
                    event(map(each));
                }
            } else if ("Tracing.tracingComplete".equals(received.get("method"))) {
                complete.complete(frames());
            } else if (received.containsKey("error")) {
                complete.completeExceptionally(new IOException(String.valueOf(received.get("error"))));
            }
        }

        private void event(Map<?, ?> event) {
            if (FRAME.equals(event.get("name"))) {
                drawn.add(number(event.get("ts")) / 1000);
            } else if (TASK.equals(event.get("name")) && event.get("tdur") != null) {
                longestTask = Math.max(longestTask, number(event.get("tdur")) / 1000);
            }
        }

        private Frames frames() {
            List<Double> sorted = drawn.stream().sorted().toList();
            double worst = 0;
            for (int i = 1; i < sorted.size(); i++) {
                worst = Math.max(worst, sorted.get(i) - sorted.get(i - 1));
            }
            return new Frames(sorted.size(), worst, longestTask);
        }

        private static Map<?, ?> map(@Nullable Object value) {
            return (Map<?, ?>) Objects.requireNonNull(value);
        }

        private static double number(@Nullable Object value) {
            return ((Number) Objects.requireNonNull(value)).doubleValue();
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            complete.completeExceptionally(error);
        }
    }

    private FrameTrace(WebSocket socket, Collector collector) {
        this.socket = socket;
        this.collector = collector;
    }

    /** Starts to trace the browser at a debugging address, such as {@code localhost:9222}. */
    static FrameTrace start(String address) throws IOException, InterruptedException {
        HttpClient http = HttpClient.newBuilder().connectTimeout(LIMIT).build();
        HttpRequest version = HttpRequest.newBuilder(URI.create("http://" + address + "/json/version"))
                .timeout(LIMIT)
                .build();
        Map<String, Object> browser =
                new Json().toType(http.send(version, BodyHandlers.ofString()).body(), Json.MAP_TYPE);
        Collector collector = new Collector();
        FrameTrace trace = new FrameTrace(
                http.newWebSocketBuilder()
                        .buildAsync(URI.create(String.valueOf(browser.get("webSocketDebuggerUrl"))), collector)
                        .join(),
                collector);
        trace.send("Tracing.start", "{\"transferMode\":\"ReportEvents\",\"categories\":\"" + CATEGORIES + "\"}");
        return trace;
    }

    private void send(String method, String parameters) {
        commands++;
        socket.sendText("{\"id\":" + commands + ",\"method\":\"" + method + "\",\"params\":" + parameters + "}", true)
                .join();
    }

    /** Ends the trace and returns what it says. */
    public Frames end() throws IOException, InterruptedException {
        send("Tracing.end", "{}");
        try {
            return collector.complete.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the browser did not complete its trace", e);
        }
    }

    @Override
    public void close() {
        socket.abort();
    }
}
