package io.revocast.sidecar;

import com.nimbusds.jose.JOSEException;
import io.revocast.consumer.FailurePolicy;
import io.revocast.event.Target;
import io.revocast.testing.FakeRevocations;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A sidecar on a free port of loopback, with a list that a test controls. */
final class RunningSidecar implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    final FakeRevocations revocations;
    final TestIssuer issuer;
    private final Sidecar sidecar;
    private final HttpClient client = HttpClient.newHttpClient();

    RunningSidecar(Path directory, FailurePolicy policy, String... audiences) throws IOException, JOSEException {
        issuer = TestIssuer.in(directory);
        revocations = new FakeRevocations(policy);
        sidecar = new Sidecar(settings(List.of(issuer.trusted(audiences))), revocations, Clock.systemUTC());
        sidecar.start();
        revocations.makeCurrent();
    }

    static SidecarSettings settings(List<SidecarIssuer> issuers) {
        return new SidecarSettings(
                "127.0.0.1",
                0,
                "127.0.0.1:1",
                Map.of(),
                "revocast.revocations",
                Duration.ofDays(1),
                Duration.ofMinutes(2),
                Duration.ofSeconds(30),
                Duration.ofSeconds(10),
                FailurePolicy.DENY,
                null,
                issuers);
    }

    int port() {
        return sidecar.port();
    }

    void revoke(String jti) {
        revocations.revoke(new Target.Token(TestIssuer.ISS, jti));
    }

    /** Sends a request with a bearer token, or without one when it is null. */
    HttpResponse<String> send(String method, String path, @Nullable String token)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .timeout(LIMIT)
                .method(method, BodyPublishers.noBody());
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    HttpResponse<String> check(String body) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + "/v1/check"))
                        .timeout(LIMIT)
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    /** Sends a request line unchanged, and returns the first line of the answer. */
    String raw(String requestLine) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            socket.setSoTimeout(Math.toIntExact(LIMIT.toMillis()));
            socket.getOutputStream()
                    .write((requestLine + "\r\nHost: sidecar\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return answer.lines().findFirst().orElse("");
        }
    }

    @Override
    public void close() {
        sidecar.close();
    }
}
