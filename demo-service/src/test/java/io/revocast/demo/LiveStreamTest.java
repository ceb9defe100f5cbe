package io.revocast.demo;

import io.javalin.Javalin;
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
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** The stream as an HTTP client sees it. */
class LiveStreamTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String REVOKED = "{\"reason\":\"revoked\",\"text\":\"The token has been revoked\"}";

    private final SettableClock clock = new SettableClock();
    private final DemoSettings settings = DemoBackend.settings("localhost:1", URI.create("http://localhost:1"));
    private final Tokens tokens = new Tokens(DemoBackend.ISSUER, settings.key(), Clock.systemUTC());
    private final FakeRevocations revocations = new FakeRevocations();
    private final LiveStream stream = new LiveStream(
            "demo-1", new BearerAuthentication(settings, tokens, revocations, Clock.systemUTC()), revocations, clock);
    private final HttpClient http = HttpClient.newHttpClient();
    private final Javalin server = Javalin.create(config -> {
        config.startup.showJavalinBanner = false;
        new Refusals().register(config.routes);
        new LivePage().register(config.routes);
        stream.register(config.routes);
    });
    private final Session alice = tokens.newSession("alice");

    /** The clock of the stream. */
    private static final class SettableClock extends Clock {
        private volatile Duration ahead = Duration.ZERO;

        @Override
        public Instant instant() {
            return Clock.systemUTC().instant().plus(ahead);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException("the stream needs no zone");
        }
    }

    @BeforeEach
    void start() {
        server.start("127.0.0.1", 0);
    }

    @AfterEach
    void stop() {
        stream.close();
        server.stop();
    }

    private HttpRequest request(String path, @Nullable Session session, String accept) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .timeout(LIMIT)
                .header("Accept", accept);
        if (session != null) {
            request.header("Authorization", "Bearer " + tokens.pair(session).accessToken());
        }
        return request.build();
    }

    private HttpResponse<String> get(String path, @Nullable Session session, String accept) throws Exception {
        return http.send(request(path, session, accept), BodyHandlers.ofString());
    }

    /** Opens a stream, and returns its lines as they come. */
    private BlockingQueue<String> open(Session session) throws Exception {
        HttpResponse<Stream<String>> response =
                http.send(request("/stream", session, "text/event-stream"), BodyHandlers.ofLines());
        assertThat(response.statusCode()).isEqualTo(200);
        BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        CompletableFuture<Void> unused = CompletableFuture.runAsync(() -> {
            response.body().forEach(lines::add);
            lines.add("closed");
        });
        assertThat(unused).isNotNull();
        return lines;
    }

    private static List<String> linesUntil(BlockingQueue<String> lines, String last) throws Exception {
        List<String> seen = new ArrayList<>();
        while (!seen.contains(last)) {
            String line = lines.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
            assertThat(line).as("a line before %s, after %s", last, seen).isNotNull();
            seen.add(line);
        }
        return seen;
    }

    @Test
    void streamOfARevokedUserEndsWithTheReasonAndOthersGoOn() throws Exception {
        BlockingQueue<String> revoked = open(alice);
        BlockingQueue<String> other = open(tokens.newSession("bob"));
        linesUntil(revoked, "event: tick");

        revocations.revoke(alice.user());

        assertThat(linesUntil(revoked, "closed")).endsWith("event: end", "data: " + REVOKED, "", "closed");
        other.clear();
        assertThat(linesUntil(other, "event: tick")).doesNotContain("event: end");
    }

    @Test
    void revocationOfTheTokenAloneEndsItsStream() throws Exception {
        TokenPair pair = tokens.pair(alice);
        String id = com.auth0.jwt.JWT.decode(pair.accessToken()).getId();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/stream"))
                .header("Accept", "text/event-stream")
                .header("Authorization", "Bearer " + pair.accessToken())
                .build();
        CompletableFuture<HttpResponse<String>> whole = http.sendAsync(request, BodyHandlers.ofString());

        revocations.revoke(new Target.Token(DemoBackend.ISSUER, id));

        HttpResponse<String> response = whole.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        assertThat(response.body()).containsAnyOf(REVOKED, "the token was revoked");
    }

    @Test
    void streamEndsWhenItsTokenExpires() throws Exception {
        BlockingQueue<String> lines = open(alice);
        linesUntil(lines, "event: tick");

        clock.ahead = TokenType.ACCESS.lifetime();

        assertThat(linesUntil(lines, "closed"))
                .contains("data: {\"reason\":\"expired\",\"text\":\"The token has expired\"}");
    }

    @Test
    void streamsOfAnInstanceThatStopsSaySo() throws Exception {
        BlockingQueue<String> lines = open(alice);
        linesUntil(lines, "event: tick");

        stream.close();

        assertThat(linesUntil(lines, "closed"))
                .contains("data: {\"reason\":\"stopping\",\"text\":\"This instance is stopping\"}");
        assertThat(linesUntil(open(alice), "closed")).contains("event: end");
    }

    @Test
    void oneStreamMoreThanTheLimitIsTurnedAwayAndAFreePlaceIsUsedAgain() throws Exception {
        List<BlockingQueue<String>> streams = new ArrayList<>();
        for (int i = 0; i < LiveStream.MOST_STREAMS; i++) {
            streams.add(open(alice));
        }
        for (BlockingQueue<String> each : streams) {
            linesUntil(each, "event: tick");
        }

        assertThat(linesUntil(open(tokens.newSession("bob")), "closed"))
                .contains(
                        "data: {\"reason\":\"busy\",\"text\":\"This instance has too many streams; try again later\"}");

        revocations.revoke(alice.user());
        for (BlockingQueue<String> each : streams) {
            linesUntil(each, "closed");
        }
        linesUntil(open(tokens.newSession("bob")), "event: tick");
    }

    @Test
    void requestWithoutAcceptableTokenOpensNoStream() throws Exception {
        HttpResponse<String> anonymous = get("/stream", null, "text/event-stream");
        revocations.revoke(alice.user());
        HttpResponse<String> revoked = get("/stream", alice, "text/event-stream");

        assertThat(anonymous.statusCode()).isEqualTo(401);
        assertThat(anonymous.headers().firstValue("WWW-Authenticate")).contains("Bearer realm=\"revocast-demo\"");
        assertThat(revoked.statusCode()).isEqualTo(401);
        assertThat(revoked.body()).contains("the token was revoked");
    }

    @Test
    void clientThatAcceptsNoEventsIsToldTheType() throws Exception {
        HttpResponse<String> response = get("/stream", alice, "application/json");

        assertThat(response.statusCode()).isEqualTo(406);
        assertThat(response.body()).contains("text/event-stream");
    }

    @Test
    void everyFileOfThePageAllowsOnlyItsOwnOrigin() throws Exception {
        for (String path : List.of("/", "/live.css", "/live.js", "/icon.svg")) {
            HttpResponse<String> file = get(path, null, "*/*");

            assertThat(file.statusCode()).as(path).isEqualTo(200);
            assertThat(file.headers().firstValue("Content-Security-Policy").orElseThrow())
                    .startsWith("default-src 'none'; script-src 'self'; style-src 'self'")
                    .doesNotContain("unsafe", "http", "*");
            assertThat(file.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
            assertThat(file.body().replace("http://www.w3.org/2000/svg", "")).doesNotContain("http:", "https:");
        }
    }
}
