package io.revocast.publisher.http;

import io.revocast.publisher.health.HealthRoutes;
import io.revocast.publisher.health.Liveness;
import io.revocast.publisher.health.Readiness;
import io.revocast.publisher.json.JsonBody;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;

/** Clients that keep the server waiting, and those who should not notice. */
@Execution(ExecutionMode.CONCURRENT) // most of its time is waiting
class SlowClientsIT {
    private static final int SLOW = 200;
    private static final String LIVE = "GET /health/live HTTP/1.1\nHost: x\n\n";
    private static final byte[] LARGE = new byte[16 * 1024 * 1024];
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private final List<RawHttp> slow = new ArrayList<>();
    private final CountDownLatch handlersMayGo = new CountDownLatch(1);

    @SuppressWarnings("NullAway.Init") // each test starts its own
    private HttpServer server;

    @AfterEach
    void stop() throws IOException {
        handlersMayGo.countDown();
        for (RawHttp each : slow) {
            each.close();
        }
        server.close();
    }

    private void serve(ConnectionLimits limits) throws Exception {
        server = new HttpServer(
                new Listener("127.0.0.1", 0, "http.port", limits, null),
                RequestObserver.NONE,
                List.of(
                        new HealthRoutes(() -> new Readiness(true, "current", null, List.of()), () -> Liveness.LIVE),
                        routes -> {
                            routes.post("/v1/things", ctx -> ctx.result(JsonBody.read(ctx.req())));
                            routes.post(
                                    "/v1/lines",
                                    ctx -> ctx.result(String.valueOf(
                                            ctx.req().getInputStream().readAllBytes().length)));
                            routes.get("/v1/large", ctx -> ctx.result(LARGE));
                            routes.get("/v1/waiting", ctx -> {
                                assertThat(handlersMayGo.await(60, TimeUnit.SECONDS))
                                        .isTrue();
                                ctx.result("{}");
                            });
                        }));
        server.start();
    }

    /** Ways to be slow: what is sent at once, and then bit by bit. */
    enum Way {
        HEADERS("GET /health/live HTTP/1.1\nHost: x\n", "X: y\n"),
        BODY("POST /v1/things HTTP/1.1\nHost: x\nContent-Type: application/json\nContent-Length: 4096\n\n{", " "),
        CHUNKS(
                "POST /v1/things HTTP/1.1\nHost: x\nContent-Type: application/json\nTransfer-Encoding: chunked\n\n",
                "1\n \n"),
        SILENCE("", ""),
        READING("GET /v1/large HTTP/1.1\nHost: x\n\n", "");

        private final String start;
        private final String next;

        Way(String start, String next) {
            this.start = start;
            this.next = next;
        }
    }

    private void open(Way way) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(1024);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
        RawHttp raw = new RawHttp(socket);
        slow.add(raw);
        raw.send(way.start);
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void healthIsAnsweredWhileTwoHundredAreSlowAndTheyAreCut(Way way) throws Exception {
        serve(new ConnectionLimits(1_000, 1_000, PATIENCE));
        for (int i = 0; i < SLOW; i++) {
            open(way);
        }
        Awaitility.await().until(() -> server.connections() >= SLOW);

        assertThat(RawHttp.ask(server.port(), LIVE).status()).isEqualTo(200);

        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> {
                    nudge(way);
                    return server.connections() == 0;
                });
    }

    private void nudge(Way way) {
        for (RawHttp each : slow) {
            try {
                each.send(way.next);
            } catch (IOException alreadyCut) {
                // What this waits for.
            }
        }
    }

    @Test
    void streamedBodyIsServedBeforeItHasArrived() throws Exception {
        serve(new ConnectionLimits(1_000, 1_000, Duration.ofSeconds(1)));
        RawHttp raw = new RawHttp(server.port());
        slow.add(raw);
        raw.send(
                "POST /v1/things HTTP/1.1\nHost: x\nContent-Type: application/x-ndjson\nTransfer-Encoding: chunked\n\n");

        // Refused for its type, so at once: a body that is read line by line is not waited for.
        assertThat(raw.answer().status()).isEqualTo(415);
    }

    @Test
    void streamedBodyOutlastsThePatienceThatEndsAnOrdinaryOneOfTheSameBytes() throws Exception {
        serve(new ConnectionLimits(1_000, 1_000, Duration.ofSeconds(3)));
        RawHttp flowing = post("/v1/lines", "application/x-ndjson");
        RawHttp dried = post("/v1/lines", "application/x-ndjson");
        RawHttp ordinary = post("/v1/things", "application/json");
        // No more than the server waits for before it serves an ordinary body.
        String kibibyte = "400\n" + " ".repeat(1024) + "\n";
        AtomicInteger sent = new AtomicInteger();

        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(250))
                .until(() -> {
                    sent.incrementAndGet();
                    flowing.send(kibibyte);
                    return isCutNext(ordinary, kibibyte);
                });
        flowing.send("0\n\n");

        assertThat(flowing.answer()).satisfies(answer -> {
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo(String.valueOf(1024 * sent.get()));
        });
        // It was both idle and late, and either may be noticed first.
        assertThat(dried.answer().status()).isIn(0, 408);
    }

    private RawHttp post(String path, String type) throws IOException {
        RawHttp raw = new RawHttp(server.port());
        slow.add(raw);
        raw.send("POST " + path + " HTTP/1.1\nHost: x\nContent-Type: " + type + "\nTransfer-Encoding: chunked\n\n");
        return raw;
    }

    private static boolean isCutNext(RawHttp raw, String next) throws IOException {
        if (raw.isCut(10)) {
            return true;
        }
        try {
            raw.send(next);
            return false;
        } catch (IOException cutMeanwhile) {
            return true;
        }
    }

    @Test
    void healthIsAnsweredWhileEveryPlaceIsTakenAndOthersAreToldToComeBack() throws Exception {
        serve(new ConnectionLimits(1_000, 1_000, Duration.ofSeconds(15)));
        for (int i = 0; i < SLOW; i++) {
            RawHttp raw = new RawHttp(server.port());
            slow.add(raw);
            raw.send("GET /v1/waiting HTTP/1.1\nHost: x\n\n");
        }

        Awaitility.await().untilAsserted(() -> {
            RawHttp.Answer refused = RawHttp.ask(server.port(), "GET /v1/nothing HTTP/1.1\nHost: x\n\n");
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.header("Retry-After")).hasValue("1");
            assertThat(refused.body()).contains("urn:revocast:problem:busy");
        });
        assertThat(RawHttp.ask(server.port(), LIVE).status()).isEqualTo(200);
    }

    @Test
    void tooManyConnectionsCostTheOneThatWasSilentLongest() throws Exception {
        serve(new ConnectionLimits(10, 1_000, Duration.ofSeconds(60)));
        for (int i = 0; i < 10; i++) {
            open(Way.SILENCE);
            int opened = i + 1;
            Awaitility.await().until(() -> server.connections() == opened);
        }

        assertThat(RawHttp.ask(server.port(), LIVE).status()).isEqualTo(200);

        assertThat(slow.get(0).isCut(10_000)).isTrue();
        assertThat(slow.get(9).isCut(10)).isFalse();
    }

    @Test
    void tooManyConnectionsOfOneAddressCostItsOwn() throws Exception {
        serve(new ConnectionLimits(1_000, 5, Duration.ofSeconds(60)));
        for (int i = 0; i < 5; i++) {
            open(Way.SILENCE);
            int opened = i + 1;
            Awaitility.await().until(() -> server.connections() == opened);
        }

        assertThat(RawHttp.ask(server.port(), LIVE).status()).isEqualTo(200);

        assertThat(slow.get(0).isCut(10_000)).isTrue();
        assertThat(slow.get(4).isCut(10)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(
            value = Way.class,
            names = {"HEADERS", "BODY", "READING"})
    void slowClientsOfOneAddressDoNotShutOutOthersOfIt(Way way) throws Exception {
        serve(new ConnectionLimits(1_000, 20, Duration.ofSeconds(60)));
        for (int i = 0; i < 40; i++) {
            open(way);
        }

        for (int i = 0; i < 20; i++) {
            assertThat(RawHttp.ask(server.port(), LIVE).status()).isEqualTo(200);
        }
    }

    @Test
    void connectionWhoseRequestIsServedIsNotGivenUp() throws Exception {
        serve(new ConnectionLimits(1_000, 1, Duration.ofSeconds(60)));
        RawHttp busy = new RawHttp(server.port());
        slow.add(busy);
        busy.send("GET /v1/waiting HTTP/1.1\nHost: x\n\n");
        Awaitility.await().until(() -> server.serving() == 1);

        try (RawHttp second = new RawHttp(server.port())) {
            assertThat(second.isCut(10_000)).isTrue();
        }
        handlersMayGo.countDown();
        assertThat(busy.answer().status()).isEqualTo(200);
    }
}
