package io.revocast.publisher.jwks;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** An issuer's endpoint for its JWK Set, which can be out of order in several ways. */
public final class JwkSetEndpoint implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger abandoned = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile String set = "{\"keys\":[]}";
    private volatile Order order = Order.WORKS;

    /** How it answers. */
    public enum Order {
        WORKS,
        /** With status 500. */
        FAILS,
        /** Never. */
        HANGS,
        /** A byte a second. */
        DRIPS,
        /** With a redirect to another host. */
        REDIRECTS
    }

    public JwkSetEndpoint(JWK... keys) throws IOException {
        publish(keys);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    /** Replaces the keys. */
    public void publish(JWK... keys) {
        set = new JWKSet(List.of(keys)).toString(true);
    }

    /** Replaces the whole set by JSON that may be odd. */
    public void publish(String json) {
        set = json;
    }

    public void is(Order now) {
        order = now;
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/jwks.json");
    }

    /** How often it was asked. */
    public int requests() {
        return requests.get();
    }

    /** How often a client was gone before it had the whole answer. */
    public int abandoned() {
        return abandoned.get();
    }

    private void answer(HttpExchange exchange) throws IOException {
        requests.incrementAndGet();
        byte[] body = set.getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            switch (order) {
                case WORKS -> {
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                }
                case FAILS -> exchange.sendResponseHeaders(500, -1);
                case HANGS -> waitForTheEnd(600);
                case DRIPS -> drip(exchange, body);
                case REDIRECTS -> {
                    exchange.getResponseHeaders().set("Location", "http://localhost:1/jwks.json");
                    exchange.sendResponseHeaders(302, -1);
                }
            }
        }
    }

    private void drip(HttpExchange exchange, byte[] body) throws IOException {
        exchange.sendResponseHeaders(200, body.length);
        OutputStream out = exchange.getResponseBody();
        try {
            for (byte each : body) {
                out.write(each);
                out.flush();
                if (waitForTheEnd(1)) {
                    return;
                }
            }
        } catch (IOException e) {
            abandoned.incrementAndGet();
            throw e;
        }
    }

    private boolean waitForTheEnd(int seconds) {
        try {
            return closed.await(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
