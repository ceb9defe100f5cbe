package io.revocast.benchmarks.publish;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The real publisher, with default JVM flags, in a process that ends when this is closed. */
final class PublisherProcess implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Process process;
    private final int port;

    private PublisherProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts one, and waits until it is ready. */
    static PublisherProcess start(String bootstrapServers, String topic, int partitions) throws InterruptedException {
        try {
            int port;
            try (ServerSocket socket = new ServerSocket(0)) {
                port = socket.getLocalPort();
            }
            ProcessBuilder builder = new ProcessBuilder(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    "io.revocast.publisher.Main",
                    "serve",
                    "--insecure",
                    "--set",
                    "http.port=" + port,
                    "--set",
                    "kafka.bootstrap.servers=" + bootstrapServers,
                    "--set",
                    "topic.name=" + topic,
                    "--set",
                    "topic.partitions=" + partitions,
                    // All callers here are one, which would be limited long before the machine is.
                    "--set",
                    "limits.requests-per-second=10000"));
            builder.environment().keySet().removeIf(variable -> variable.startsWith("REVOCAST_"));
            Process process = builder.redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            PublisherProcess publisher = new PublisherProcess(process, port);
            publisher.awaitReady();
            return publisher;
        } catch (IOException e) {
            throw new IllegalStateException("the publisher cannot be started", e);
        }
    }

    private void awaitReady() throws InterruptedException {
        HttpClient http = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(at("/health/ready"))
                .timeout(Duration.ofSeconds(2))
                .build();
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            try {
                if (http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
                    return;
                }
            } catch (IOException e) {
                // It does not listen yet.
            }
            if (System.nanoTime() > deadline || !process.isAlive()) {
                close();
                throw new IllegalStateException("the publisher was not ready within " + LIMIT);
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    /** How much memory it has from the system now; -1 where the system does not tell. */
    long residentMebibytes() {
        try (Stream<String> lines = Files.lines(Path.of("/proc", String.valueOf(process.pid()), "status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElse(-1);
        } catch (IOException e) {
            return -1;
        }
    }

    /** How many bytes its heap has after a full collection; -1 where this Java has no {@code jcmd}. */
    long liveBytes() throws InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        try {
            Process asked = new ProcessBuilder(jcmd.toString(), String.valueOf(process.pid()), "GC.class_histogram")
                    .redirectErrorStream(true)
                    .start();
            try (BufferedReader lines = asked.inputReader()) {
                return lines.lines()
                        .filter(line -> line.startsWith("Total"))
                        .mapToLong(line -> Long.parseLong(line.strip().split("\\s+", -1)[2]))
                        .findFirst()
                        .orElse(-1);
            } finally {
                asked.waitFor();
            }
        } catch (IOException e) {
            return -1;
        }
    }

    /** An address of its API. */
    URI at(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
