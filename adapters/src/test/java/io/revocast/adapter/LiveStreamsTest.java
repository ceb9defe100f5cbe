package io.revocast.adapter;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.revocast.adapter.LiveConnections.Registration;
import io.revocast.consumer.VerifiedToken;
import io.revocast.event.Target;
import io.revocast.testing.FakeRevocations;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Real connections to a server that closes those of revoked users. The routes are samples of {@code docs/adapters.md}. */
class LiveStreamsTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String ALICE = HmacTokens.token("\"jti\":\"1\",\"sub\":\"alice\"");
    private static final String BOB = HmacTokens.token("\"jti\":\"2\",\"sub\":\"bob\"");

    private final FakeRevocations revocations = new FakeRevocations();
    private final LiveConnections connections = new LiveConnections(revocations);
    private final HttpClient http = HttpClient.newHttpClient();
    private final Javalin server = Javalin.create(this::routes);

    private void routes(JavalinConfig config) {
        config.routes.ws("/socket", socket -> {
            socket.onConnect(session -> {
                VerifiedToken token = verified(session.header("Authorization"));
                Registration connection =
                        connections.add(token, () -> session.closeSession(1008, "The token has been revoked"));
                session.attribute("connection", connection);
            });
            socket.onClose(
                    session -> session.<Registration>attribute("connection").close());
        });
        config.routes.sse("/stream", stream -> {
            stream.keepAlive();
            Registration connection = connections.add(verified(stream.ctx().header("Authorization")), stream::close);
            stream.onClose(connection::close);
        });
    }

    private static VerifiedToken verified(@Nullable String authorization) {
        return HmacTokens.verified(Objects.requireNonNull(authorization).substring("Bearer ".length()));
    }

    @BeforeEach
    void start() {
        server.start("127.0.0.1", 0);
    }

    @AfterEach
    void stop() {
        server.stop();
        connections.close();
    }

    private CompletableFuture<String> socket(String token) throws Exception {
        CompletableFuture<String> end = new CompletableFuture<>();
        WebSocket.Listener listener = new WebSocket.Listener() {
            @Override
            public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
                end.complete(status + " " + reason);
                return CompletableFuture.completedFuture(null);
            }

            @Override
            public void onError(WebSocket socket, Throwable error) {
                end.completeExceptionally(error);
            }
        };
        http.newWebSocketBuilder()
                .header("Authorization", "Bearer " + token)
                .buildAsync(URI.create("ws://127.0.0.1:" + server.port() + "/socket"), listener)
                .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        return end;
    }

    private CompletableFuture<Long> stream(String token) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/stream"))
                .header("Accept", "text/event-stream")
                .header("Authorization", "Bearer " + token)
                .build();
        HttpResponse<Stream<String>> answer =
                http.sendAsync(request, BodyHandlers.ofLines()).get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        return CompletableFuture.supplyAsync(() -> answer.body().count());
    }

    @Test
    void socketsAndStreamsOfARevokedUserEndAndOthersStay() throws Exception {
        CompletableFuture<String> socket = socket(ALICE);
        CompletableFuture<Long> stream = stream(ALICE);
        CompletableFuture<String> other = socket(BOB);
        await().atMost(LIMIT).until(() -> connections.size() == 3);

        revocations.revoke(new Target.Claim(HmacTokens.ISSUER, "sub", "alice"));

        assertThat(socket.get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo("1008 The token has been revoked");
        assertThat(stream.get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isNotNegative();
        assertThat(other).isNotDone();
        assertThat(connections.size()).isEqualTo(1);
    }

    @Test
    void connectionThatEndsOtherwiseIsForgotten() throws Exception {
        CompletableFuture<String> socket = socket(ALICE);
        await().atMost(LIMIT).until(() -> connections.size() == 1);
        assertThat(socket).isNotDone();

        server.stop();

        await().atMost(LIMIT).until(() -> connections.size() == 0);
        assertThat(connections.closedByRevocation()).isZero();
    }
}
