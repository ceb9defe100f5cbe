package io.revocast.sidecar;

import io.revocast.consumer.FailurePolicy;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * A real nginx with the documented configuration, before a service that answers 200 to everything. Without nginx the tests
 * say so; with {@code TEST_NGINX=required} they fail.
 */
class NginxIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    private final HttpClient client = HttpClient.newHttpClient();
    private @Nullable Process nginx;
    private @Nullable Server service;
    private @Nullable RunningSidecar sidecar;
    private int port;

    @BeforeEach
    void start() throws Exception {
        Optional<Path> program = Programs.find("nginx");
        assumeTrue(
                program.isPresent() || "required".equals(System.getenv("TEST_NGINX")),
                "nginx is not installed: its tests are left out");
        assertThat(program).as("nginx").isPresent();
        sidecar = new RunningSidecar(directory, FailurePolicy.DENY);
        service = new Server();
        ServerConnector connector = new ServerConnector(service);
        connector.setHost("127.0.0.1");
        service.addConnector(connector);
        service.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                response.setStatus(200);
                callback.succeeded();
                return true;
            }
        });
        service.start();
        port = freePort();
        nginx = start(program.orElseThrow(), connector.getLocalPort(), sidecar.port());
        await().atMost(LIMIT).ignoreExceptions().until(() -> send(null, "/").statusCode() == 401);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private Process start(Path program, int servicePort, int sidecarPort) throws IOException {
        String site = Files.readString(Path.of("../ops/kubernetes/overlays/sidecar/auth-request.conf"))
                .replace("127.0.0.1:9191", "127.0.0.1:" + sidecarPort)
                .replace("127.0.0.1:8001", "127.0.0.1:" + servicePort)
                .replace("listen 8000", "listen 127.0.0.1:" + port);
        StringBuilder paths = new StringBuilder();
        for (String kind : new String[] {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"}) {
            paths.append(kind)
                    .append("_temp_path ")
                    .append(directory.resolve(kind))
                    .append(";\n");
        }
        Path file = Files.writeString(
                directory.resolve("nginx.conf"),
                "daemon off;\nmaster_process off;\npid " + directory.resolve("pid") + ";\nevents {}\nhttp {\n"
                        + "access_log off;\n" + paths + site + "}\n");
        return new ProcessBuilder(
                        program.toString(), "-e", directory.resolve("error.log").toString(), "-c", file.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("nginx.log").toFile())
                .start();
    }

    @AfterEach
    void stop() throws Exception {
        if (nginx != null) {
            nginx.destroy();
            assertThat(nginx.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        }
        if (service != null) {
            service.stop();
        }
        if (sidecar != null) {
            sidecar.close();
        }
    }

    private RunningSidecar sidecar() {
        return Objects.requireNonNull(sidecar);
    }

    private HttpResponse<String> send(@Nullable String token, String path) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(LIMIT);
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    @Test
    void nginxPassesAGoodTokenAndRefusesARevokedOne() throws Exception {
        String good = sidecar().issuer.token("good");
        String bad = sidecar().issuer.token("bad");
        assertThat(send(bad, "/orders").statusCode()).isEqualTo(200);

        sidecar().revoke("bad");

        HttpResponse<String> refused = send(bad, "/orders");
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.headers().firstValue("WWW-Authenticate").orElse("")).contains("invalid_token");
        assertThat(send(good, "/orders").statusCode()).isEqualTo(200);
        assertThat(send(null, "/health/live").statusCode()).isEqualTo(401);
    }

    @Test
    void nginxAnswers503WhileTheVerdictIsUnknownAndWithoutASidecar() throws Exception {
        String good = sidecar().issuer.token("good");
        sidecar().revocations.makeStale();

        HttpResponse<String> unknown = send(good, "/orders");
        assertThat(unknown.statusCode()).isEqualTo(503);
        assertThat(unknown.headers().firstValue("Retry-After")).isPresent();

        sidecar().close();
        assertThat(send(good, "/orders").statusCode()).isEqualTo(503);
    }
}
