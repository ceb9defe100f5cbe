package io.revocast.soak.lab;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The real publisher, in a process of its own, on a port that it keeps. Used by one thread. */
public final class SoakPublisher implements AutoCloseable {
    private static final Duration READY_LIMIT = Duration.ofSeconds(60);
    private static final long LOOK_AGAIN_MILLIS = 50;

    private final int port;
    private final String bootstrapServers;
    private final Duration longestTokenLifetime;
    private final Path directory;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private @Nullable JavaProcess process;

    /**
     * Prepares a publisher; {@link #start} starts it.
     *
     * @param client the name that the network knows the publisher by
     */
    public SoakPublisher(Network network, String client, Duration longestTokenLifetime, Path directory) {
        this.port = network.ports().next();
        this.bootstrapServers = network.bootstrapServers(client);
        this.longestTokenLifetime = longestTokenLifetime;
        this.directory = directory;
    }

    /** An address of its API. */
    public URI at(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    /** Starts it, or starts it again. */
    public void start() {
        process = JavaProcess.start(new JavaProcess.Program(
                "io.revocast.publisher.Main",
                "128m",
                List.of(
                        "serve",
                        "--insecure",
                        "--set",
                        "http.port=" + port,
                        "--set",
                        "kafka.bootstrap.servers=" + bootstrapServers,
                        "--set",
                        "tokens.longest-lifetime=" + longestTokenLifetime),
                directory.resolve("publisher.log")));
    }

    /** Waits until it says that it is ready. */
    public void awaitReady() throws InterruptedException {
        long deadline = System.nanoTime() + READY_LIMIT.toNanos();
        while (!isReady()) {
            if (System.nanoTime() > deadline || !process().isAlive()) {
                throw new IllegalStateException(
                        "the publisher did not become ready; see " + directory.resolve("publisher.log"));
            }
            Thread.sleep(LOOK_AGAIN_MILLIS);
        }
    }

    private boolean isReady() throws InterruptedException {
        try {
            HttpRequest request = HttpRequest.newBuilder(at("/health/ready"))
                    .timeout(Duration.ofSeconds(2))
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private JavaProcess process() {
        if (process == null) {
            throw new IllegalStateException("the publisher was not started");
        }
        return process;
    }

    /** Ends it with SIGKILL. */
    public void kill() throws InterruptedException {
        process().kill();
    }

    /** Freezes it. */
    public void pause() throws InterruptedException {
        process().pause();
    }

    /** Lets it go on. */
    public void resume() throws InterruptedException {
        process().resume();
    }

    @Override
    public void close() {
        if (process != null) {
            try {
                process.kill();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
