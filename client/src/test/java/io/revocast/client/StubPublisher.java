package io.revocast.client;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** An HTTP server on loopback that answers what a test told it to, in order, and remembers what it was asked. */
public final class StubPublisher implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Queue<Answer> answers = new ArrayDeque<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    public final List<Request> requests = new CopyOnWriteArrayList<>();

    /** The headers of each request. */
    public final List<Headers> headers = new CopyOnWriteArrayList<>();

    /** What was asked. */
    public record Request(
            String method, String path, @Nullable String authorization, String body) {}

    /** Writes an answer. */
    @FunctionalInterface
    public interface Answer {
        void write(HttpExchange exchange) throws IOException;
    }

    public StubPublisher() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    public StubPublisher answers(int status, String body) {
        return answers(status, body, Map.of());
    }

    public StubPublisher answers(int status, String body, Map<String, String> headers) {
        return answers(exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            headers.forEach(exchange.getResponseHeaders()::set);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        });
    }

    /** Never answers; the connection stays open until the stub is closed. */
    public StubPublisher hangs() {
        return answers(exchange -> awaitClose());
    }

    /** Sends the head of an answer and a first byte, and nothing more. */
    public StubPublisher trickles() {
        return answers(exchange -> {
            exchange.sendResponseHeaders(200, 1000);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            awaitClose();
        });
    }

    /** Breaks the connection instead of answering. */
    public StubPublisher breaks() {
        return answers(exchange -> {
            throw new IOException("as the test wants it");
        });
    }

    public synchronized StubPublisher answers(Answer answer) {
        answers.add(answer);
        return this;
    }

    private void awaitClose() {
        try {
            closed.await(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        headers.add(exchange.getRequestHeaders());
        requests.add(new Request(
                exchange.getRequestMethod(),
                exchange.getRequestURI().toString(),
                exchange.getRequestHeaders().getFirst("Authorization"),
                body));
        Answer answer;
        synchronized (this) {
            answer = answers.isEmpty() ? nothing -> nothing.sendResponseHeaders(500, -1) : answers.remove();
        }
        try (exchange) {
            answer.write(exchange);
        }
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
