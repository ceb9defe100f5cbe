package io.revocast.spring.contract;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A sample application on a port of its own, and a client for it. */
public final class RunningApplication implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(LIMIT)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    private final ConfigurableApplicationContext context;

    private RunningApplication(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /** Starts an application of a web type ({@code servlet} or {@code reactive}) with command line arguments. */
    public static RunningApplication start(Class<?> application, String webType, String... arguments) {
        List<String> all = new ArrayList<>(List.of(
                "--server.port=0",
                "--spring.main.web-application-type=" + webType,
                "--spring.main.banner-mode=off",
                "--spring.jmx.enabled=false"));
        all.addAll(List.of(arguments));
        return new RunningApplication(SpringApplication.run(application, all.toArray(String[]::new)));
    }

    /** An application that a test framework started, and closes. */
    static RunningApplication of(ConfigurableApplicationContext context) {
        return new RunningApplication(context);
    }

    public ConfigurableApplicationContext context() {
        return context;
    }

    private HttpRequest.Builder request(String path, @Nullable String token) {
        URI uri = URI.create(
                "http://127.0.0.1:" + context.getEnvironment().getRequiredProperty("local.server.port") + path);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri);
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    /** Opens a stream of server-sent events; returns its status when it has ended. */
    public CompletableFuture<Integer> stream(String path, String token) {
        HttpRequest request =
                request(path, token).header("Accept", "text/event-stream").build();
        return http.sendAsync(request, HttpResponse.BodyHandlers.discarding()).thenApply(HttpResponse::statusCode);
    }

    public HttpResponse<String> get(String path, @Nullable String token) {
        try {
            return http.send(request(path, token).timeout(LIMIT).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public int status(String path, @Nullable String token) {
        return get(path, token).statusCode();
    }

    @Override
    public void close() {
        context.close();
    }
}
