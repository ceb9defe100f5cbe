package io.revocast.demo.story;

import com.auth0.jwt.JWT;
import com.auth0.jwt.interfaces.DecodedJWT;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A real Keycloak revokes by configuration alone. The publisher and a service, each a process from its jar, know its issuer
 * and its keys. Keycloak knows the publisher as the client's back-channel logout URL. Runs with {@code -Pkeycloak} only.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KeycloakIT {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String SIGNALS = "https://signals.example";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final Http http = new Http();
    private final Ports ports = new Ports(StoryIT.freePorts(), 3);
    private RSAKey signals;
    private Keycloak keycloak;
    private String apiKey;
    private Instance publisher;
    private Instance service;

    @BeforeAll
    void startEverything(@TempDir Path directory) throws Exception {
        signals = new RSAKeyGenerator(2048).keyID("signals").generate();
        keycloak = opened(Keycloak.start(ports.instance(2), ports.publisher(), directory.resolve("keycloak.log")));
        keycloak.offerConsoleScopes("revocation:read", "revocation:claim:write");
        StoryBroker broker = opened(StoryBroker.embedded(directory.resolve("kafka")));
        BuiltTree tree = BuiltTree.find();
        String ownIssuer = "http://127.0.0.1:" + ports.instance(1);
        Secrets secrets = Secrets.make(directory, ownIssuer, ownIssuer + "/.well-known/jwks.json");
        apiKey = Files.readString(secrets.apiKeyFile()).strip();
        publisher = started(
                "publisher", ports.publisher(), publisherCommand(tree, secrets, broker, signalsKeys(directory)));
        service = started(
                "demo",
                ports.instance(1),
                java(
                        tree.serviceJar(),
                        "--port=" + ports.instance(1),
                        "--kafka=" + broker.bootstrapServers(),
                        "--publisher=http://127.0.0.1:" + ports.publisher(),
                        "--publisher-key-file=" + secrets.apiKeyFile(),
                        "--signing-key=" + secrets.signingKey(),
                        "--issuer=" + ownIssuer,
                        "--trust=" + keycloak.issuer() + "=" + keycloak.jwksUrl()));
        for (Instance each : List.of(publisher, service)) {
            await().atMost(LIMIT).until(() -> {
                assertThat(each.child().isAlive()).as(each.name() + " runs").isTrue();
                return http.get(each.at("/health/ready")).status() == 200;
            });
        }
    }

    private Path signalsKeys(Path directory) throws IOException {
        return Files.writeString(directory.resolve("signals.json"), new JWKSet(signals.toPublicJWK()).toString());
    }

    private List<String> publisherCommand(BuiltTree tree, Secrets secrets, StoryBroker broker, Path signalsKeys) {
        List<String> settings = List.of(
                "http.port=" + ports.publisher(),
                "kafka.bootstrap.servers=" + broker.bootstrapServers(),
                "issuers.keycloak.iss=" + keycloak.issuer(),
                "issuers.keycloak.jwks-url=" + keycloak.jwksUrl(),
                "issuers.keycloak.logout-audience=shop,revocast-console",
                "issuers.keycloak.ssf-audience=https://revocast.example",
                "callers.keycloak.iss=" + keycloak.issuer(),
                "callers.keycloak.jwks-url=" + keycloak.jwksUrl(),
                "callers.keycloak.audience=revocast",
                "callers.keycloak.client-claim=azp",
                "callers.keycloak.console-client-id=revocast-console",
                "callers.keycloak.console-scope=openid revocation:read revocation:claim:write",
                "issuers.signals.iss=" + SIGNALS,
                "issuers.signals.jwks-file=" + signalsKeys,
                "issuers.signals.ssf-audience=https://revocast.example",
                "issuers.signals.token-issuer=" + keycloak.issuer());
        List<String> command = java(tree.publisherJar(), "serve", "--config=" + secrets.publisherConfiguration());
        settings.forEach(each -> command.addAll(List.of("--set", each)));
        return command;
    }

    private static List<String> java(Path jar, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                jar.toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    private Instance started(String name, int port, List<String> command) throws StoryException {
        Instance instance = new Instance(name, port, command, System.out::println);
        Child child = instance.start();
        open.push(() -> {
            child.terminate();
            child.awaitEnd(Duration.ofSeconds(20));
        });
        return instance;
    }

    private <T extends AutoCloseable> T opened(T resource) {
        open.push(resource);
        return resource;
    }

    @AfterAll
    void stopEverything() throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }

    private int me(JsonNode login) throws Exception {
        return http.get(service.at("/me"), accessToken(login)).status();
    }

    private static String accessToken(JsonNode login) {
        return login.path("access_token").asText();
    }

    private void awaitRefused(JsonNode login) {
        await().atMost(LIMIT).until(() -> me(login) == 401);
    }

    @Test
    void logOutInKeycloakEndsTheSessionAtTheServiceAndNoOther() throws Exception {
        JsonNode phone = keycloak.logIn();
        JsonNode laptop = keycloak.logIn();
        assertThat(me(phone)).isEqualTo(200);
        assertThat(me(laptop)).isEqualTo(200);

        int loggedOut = keycloak.logOut(phone);

        assertThat(loggedOut).isEqualTo(204);
        awaitRefused(phone);
        assertThat(me(laptop)).isEqualTo(200);
        assertThat(me(keycloak.logIn())).isEqualTo(200);
    }

    @Test
    void sessionThatAnAdministratorEndsIsRefusedAndNoOther() throws Exception {
        JsonNode phone = keycloak.logIn();
        JsonNode laptop = keycloak.logIn();
        assertThat(me(phone)).isEqualTo(200);

        int ended = keycloak.logOutByAdmin(
                JWT.decode(accessToken(phone)).getClaim("sid").asString());

        assertThat(ended).isEqualTo(204);
        awaitRefused(phone);
        assertThat(me(laptop)).isEqualTo(200);
    }

    @Test
    void userSignsInToTheConsoleAndRevokesUntilTheSessionEndsInKeycloak() throws Exception {
        JsonNode phone = keycloak.logIn();
        assertThat(me(phone)).isEqualTo(200);
        KeycloakUser bob = signedIn("bob");

        JsonNode session = bob.session();
        assertThat(session.path("name").asText()).isEqualTo("keycloak:revocast-console:" + keycloak.subject("bob"));
        assertThat(session.path("scopes"))
                .extracting(JsonNode::asText)
                .containsExactlyInAnyOrder("revocation:read", "revocation:claim:write");

        String sid = JWT.decode(accessToken(phone)).getClaim("sid").asString();
        assertThat(bob.revokeSession(keycloak.issuer(), sid, "")).isEqualTo(403);
        assertThat(me(phone)).isEqualTo(200);
        assertThat(bob.revokeSession(
                        keycloak.issuer(), sid, session.path("csrf").asText()))
                .isEqualTo(201);
        awaitRefused(phone);
        assertThat(bob.session().path("signedIn").asBoolean()).isTrue();

        assertThat(keycloak.logOutByAdmin(keycloak.session("bob"))).isEqualTo(204);

        awaitSignedOut(bob);
    }

    @Test
    void revocationOfTheOwnSessionEndsTheConsoleSession() throws Exception {
        KeycloakUser carol = signedIn("carol");
        String csrf = carol.session().path("csrf").asText();

        assertThat(carol.revokeSession(keycloak.issuer(), keycloak.session("carol"), csrf))
                .isEqualTo(201);

        awaitSignedOut(carol);
    }

    private KeycloakUser signedIn(String name) throws Exception {
        KeycloakUser user = new KeycloakUser(publisher.at("/"));
        URI end = user.signIn("keycloak", name, "wonderland");
        assertThat(end).hasPath("/console/callback").hasPort(ports.publisher());
        assertThat(user.session().path("signedIn").asBoolean()).isTrue();
        return user;
    }

    private static void awaitSignedOut(KeycloakUser user) {
        await().atMost(LIMIT).until(() -> !user.session().path("signedIn").asBoolean(true));
    }

    /** Keycloak signs refresh tokens with a secret of the realm, so the publisher can verify none of them. */
    @Test
    void refreshTokenIsUnsupportedAtTheRevocationEndpointAndItsSessionGoesOn() throws Exception {
        JsonNode login = keycloak.logIn();
        String refreshToken = login.path("refresh_token").asText();
        assertThat(JWT.decode(refreshToken).getAlgorithm()).startsWith("HS");

        for (String hint : List.of("", "&token_type_hint=refresh_token", "&token_type_hint=access_token")) {
            HttpResponse<String> answer = revoke("token=" + refreshToken + hint);

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
            assertThat(JSON.readTree(answer.body()).path("error").asText()).isEqualTo("unsupported_token_type");
        }
        assertThat(me(login)).isEqualTo(200);
    }

    private HttpResponse<String> revoke(String form) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ports.publisher() + "/oauth2/revoke"))
                                .timeout(Duration.ofSeconds(30))
                                .header("Authorization", "Bearer " + apiKey)
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(HttpRequest.BodyPublishers.ofString(form))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void securityEventsThatKeycloakSendsEndSessions() throws Exception {
        assertThat(keycloak.openStream(ports.publisher())).isEqualTo(201);
        JsonNode phone = keycloak.logIn("app");
        JsonNode laptop = keycloak.logIn("app");
        assertThat(me(phone)).isEqualTo(200);

        assertThat(keycloak.logOut("app", phone)).isEqualTo(204);

        awaitRefused(phone);
        assertThat(me(laptop)).isEqualTo(200);

        // Keycloak names all sessions of the user as the session ALL.
        assertThat(keycloak.logOutEverywhereByAdmin(
                        JWT.decode(accessToken(laptop)).getSubject()))
                .isEqualTo(204);

        awaitRefused(laptop);
    }

    @Test
    void securityEventAboutASessionOfKeycloakEndsIt() throws Exception {
        JsonNode login = keycloak.logIn();
        DecodedJWT token = JWT.decode(accessToken(login));
        assertThat(me(login)).isEqualTo(200);

        HttpResponse<String> answer = push(Map.of(
                "iss",
                SIGNALS,
                "aud",
                "https://revocast.example",
                "jti",
                "set-1",
                "iat",
                Instant.now().getEpochSecond(),
                "sub_id",
                Map.of(
                        "format", "complex",
                        "session",
                                Map.of(
                                        "format",
                                        "opaque",
                                        "id",
                                        token.getClaim("sid").asString()),
                        "user",
                                Map.of(
                                        "format", "iss_sub",
                                        "iss", token.getIssuer(),
                                        "sub", token.getSubject())),
                "events",
                Map.of("https://schemas.openid.net/secevent/caep/event-type/session-revoked", Map.of())));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        awaitRefused(login);
        assertThat(me(keycloak.logIn())).isEqualTo(200);
    }

    private HttpResponse<String> push(Map<String, ?> claims) throws Exception {
        JWSObject set = new JWSObject(
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .type(new JOSEObjectType("secevent+jwt"))
                        .keyID("signals")
                        .build(),
                new Payload(JSON.writeValueAsString(claims)));
        set.sign(new RSASSASigner(signals));
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ports.publisher() + "/ssf/events"))
                                .timeout(Duration.ofSeconds(30))
                                .header("Content-Type", "application/secevent+jwt")
                                .POST(HttpRequest.BodyPublishers.ofString(set.serialize()))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }
}
