package io.revocast.demo.story;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import static org.awaitility.Awaitility.await;

/** A Keycloak of this test's own, with one realm, one user and one client, that keeps nothing when it ends. */
final class Keycloak implements AutoCloseable {
    /** It builds itself before it starts. */
    private static final Duration READY = Duration.ofMinutes(5);

    private static final String PASSWORD = "admin";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final Process process;
    private final String base;

    private Keycloak(Process process, String base) {
        this.process = process;
        this.base = base;
    }

    /** Starts it, its client's back-channel logout pointing at a publisher, and waits until it serves the realm. */
    static Keycloak start(int port, int publisherPort, Path log) throws IOException {
        Path home = Path.of(System.getProperty("revocast.test.keycloak"));
        Path realm = Files.createDirectories(home.resolve("data/import")).resolve("revocast-realm.json");
        Files.writeString(realm, realm().replace("${publisher.port}", Integer.toString(publisherPort)));
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        "bash",
                        home.resolve("bin/kc.sh").toString(),
                        "start-dev",
                        "--http-host=127.0.0.1",
                        "--http-port=" + port,
                        "--db=dev-mem",
                        "--import-realm"))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment()
                .putAll(Map.of(
                        "JAVA_HOME", System.getProperty("java.home"),
                        "JAVA_OPTS_KC_HEAP", "-Xms64m -Xmx768m",
                        "KC_CACHE", "local",
                        "KC_BOOTSTRAP_ADMIN_USERNAME", "admin",
                        "KC_BOOTSTRAP_ADMIN_PASSWORD", PASSWORD));
        Keycloak keycloak = new Keycloak(builder.start(), "http://127.0.0.1:" + port);
        try {
            keycloak.awaitReady(log);
        } catch (RuntimeException | Error e) {
            keycloak.close();
            throw e;
        }
        return keycloak;
    }

    private static String realm() throws IOException {
        try (InputStream file = Objects.requireNonNull(Keycloak.class.getResourceAsStream("/keycloak/realm.json"))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private void awaitReady(Path log) {
        await().atMost(READY).pollInterval(Duration.ofSeconds(1)).until(() -> {
            if (!process.isAlive()) {
                throw new AssertionError("Keycloak ended: " + Files.readString(log));
            }
            try {
                return send(HttpRequest.newBuilder(URI.create(issuer()))).statusCode() == 200;
            } catch (IOException e) {
                return false;
            }
        });
    }

    String issuer() {
        return base + "/realms/revocast";
    }

    String jwksUrl() {
        return issuer() + "/protocol/openid-connect/certs";
    }

    /** What a log-in as Alice answers. */
    JsonNode logIn() throws IOException, InterruptedException {
        return token(
                "revocast",
                Map.of(
                        "grant_type", "password",
                        "client_id", "shop",
                        "username", "alice",
                        "password", "wonderland"));
    }

    private JsonNode token(String realm, Map<String, String> form) throws IOException, InterruptedException {
        HttpResponse<String> response = post(base + "/realms/" + realm + "/protocol/openid-connect/token", form);
        if (response.statusCode() != 200) {
            throw new AssertionError("no tokens: " + response.statusCode() + " " + response.body());
        }
        return JSON.readTree(response.body());
    }

    /** Ends the session of a log-in, as its application does. */
    int logOut(JsonNode login) throws IOException, InterruptedException {
        return post(
                        issuer() + "/protocol/openid-connect/logout",
                        Map.of(
                                "client_id",
                                "shop",
                                "refresh_token",
                                login.path("refresh_token").asText()))
                .statusCode();
    }

    /** Ends one session, as an administrator does. */
    int logOutByAdmin(String sessionId) throws IOException, InterruptedException {
        String admin = token(
                        "master",
                        Map.of(
                                "grant_type", "password",
                                "client_id", "admin-cli",
                                "username", "admin",
                                "password", PASSWORD))
                .path("access_token")
                .asText();
        return send(HttpRequest.newBuilder(URI.create(base + "/admin/realms/revocast/sessions/" + sessionId))
                        .header("Authorization", "Bearer " + admin)
                        .DELETE())
                .statusCode();
    }

    private HttpResponse<String> post(String uri, Map<String, String> form) throws IOException, InterruptedException {
        String body = form.entrySet().stream()
                .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return send(HttpRequest.newBuilder(URI.create(uri))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.timeout(Duration.ofSeconds(30)).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() {
        // The script becomes a Java process or has one below it.
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
