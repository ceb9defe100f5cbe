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
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import static org.awaitility.Awaitility.await;

/** A Keycloak of this test's own, with one realm, its users and clients, that keeps nothing when it ends. */
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
                        "--features=ssf",
                        "--spi-ssf-transmitter--default--outbox-drainer-interval=500ms",
                        "--spi-ssf-transmitter--default--allow-insecure-push-targets=true",
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

    /** Returns what a login of Alice at the client with a back-channel logout URL answers. */
    JsonNode logIn() throws IOException, InterruptedException {
        return logIn("shop");
    }

    /** Returns what a login of Alice at a client answers. */
    JsonNode logIn(String client) throws IOException, InterruptedException {
        return token(
                "revocast",
                Map.of(
                        "grant_type", "password",
                        "client_id", client,
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
        return logOut("shop", login);
    }

    /** Ends the session of a login, as a client does. */
    int logOut(String client, JsonNode login) throws IOException, InterruptedException {
        return post(
                        issuer() + "/protocol/openid-connect/logout",
                        Map.of(
                                "client_id",
                                client,
                                "refresh_token",
                                login.path("refresh_token").asText()))
                .statusCode();
    }

    /** Ends one session, as an administrator does. */
    int logOutByAdmin(String sessionId) throws IOException, InterruptedException {
        return admin("DELETE", "/sessions/" + sessionId, "").statusCode();
    }

    /** Ends all sessions of a user, as an administrator does. */
    int logOutEverywhereByAdmin(String user) throws IOException, InterruptedException {
        return admin("POST", "/users/" + user + "/logout", "{}").statusCode();
    }

    /** Creates a stream that pushes security events to a publisher; returns the status. */
    int openStream(int publisherPort) throws IOException, InterruptedException {
        offerScopes("revocast", name -> name.startsWith("ssf."));
        String receiver = token(
                        "revocast",
                        Map.of(
                                "grant_type", "client_credentials",
                                "client_id", "revocast",
                                "client_secret", "receiver",
                                "scope", "ssf.manage ssf.read"))
                .path("access_token")
                .asText();
        String stream = JSON.writeValueAsString(Map.of(
                "delivery",
                Map.of(
                        "method",
                        "urn:ietf:rfc:8935",
                        "endpoint_url",
                        "http://127.0.0.1:" + publisherPort + "/ssf/events"),
                "events_requested",
                List.of("https://schemas.openid.net/secevent/caep/event-type/session-revoked")));
        return call("POST", issuer() + "/ssf/transmitter/streams", receiver, stream)
                .statusCode();
    }

    /** Creates the client scopes of the publisher and offers them to the client of its console. */
    void offerConsoleScopes(String... names) throws IOException, InterruptedException {
        for (String name : names) {
            String scope = JSON.writeValueAsString(Map.of(
                    "name",
                    name,
                    "protocol",
                    "openid-connect",
                    "attributes",
                    Map.of("include.in.token.scope", "true")));
            int status = admin("POST", "/client-scopes", scope).statusCode();
            if (status != 201) {
                throw new AssertionError("no client scope " + name + ": " + status);
            }
        }
        offerScopes("revocast-console", Set.of(names)::contains);
    }

    private void offerScopes(String clientId, Predicate<String> names) throws IOException, InterruptedException {
        String client = id("/clients?clientId=" + clientId);
        for (JsonNode scope : JSON.readTree(admin("GET", "/client-scopes", "").body())) {
            if (names.test(scope.path("name").asText())) {
                String id = scope.path("id").asText();
                admin("PUT", "/clients/" + client + "/optional-client-scopes/" + id, "");
            }
        }
    }

    /** Returns the id of a user, which is the {@code sub} of its tokens. */
    String subject(String user) throws IOException, InterruptedException {
        return id("/users?exact=true&username=" + user);
    }

    /** Returns the id of a user's only session. */
    String session(String user) throws IOException, InterruptedException {
        return id("/users/" + subject(user) + "/sessions");
    }

    /** Returns the id of the only element of a list. */
    private String id(String path) throws IOException, InterruptedException {
        JsonNode list = JSON.readTree(admin("GET", path, "").body());
        if (list.size() != 1) {
            throw new AssertionError("want one element from " + path + ": " + list);
        }
        return list.path(0).path("id").asText();
    }

    private HttpResponse<String> admin(String method, String path, String json)
            throws IOException, InterruptedException {
        String admin = token(
                        "master",
                        Map.of(
                                "grant_type", "password",
                                "client_id", "admin-cli",
                                "username", "admin",
                                "password", PASSWORD))
                .path("access_token")
                .asText();
        return call(method, base + "/admin/realms/revocast" + path, admin, json);
    }

    private HttpResponse<String> call(String method, String uri, String bearer, String json)
            throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(uri))
                .header("Authorization", "Bearer " + bearer)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(json)));
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
