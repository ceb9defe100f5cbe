package io.revocast.publisher;

import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

class HealthCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final AtomicInteger readiness = new AtomicInteger(200);

    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private HttpServer management;

    @BeforeEach
    void startManagement() throws IOException {
        management = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        management.createContext("/health/", exchange -> {
            boolean asksForReadiness = exchange.getRequestURI().getPath().equals("/health/ready");
            byte[] body = "{\"state\":\"current\"}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(asksForReadiness ? readiness.get() : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        management.start();
    }

    @AfterEach
    void stopManagement() {
        management.stop(0);
    }

    private int health(String... options) {
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(Stream.concat(Stream.of("health"), Stream.of(options)).toArray(String[]::new));
    }

    private String port() {
        return "http.management-port=" + management.getAddress().getPort();
    }

    @Test
    void aReadyPublisherGivesExitCode0AndItsAnswer() {
        assertThat(health("--set", port())).isZero();
        assertThat(out).hasToString("{\"state\":\"current\"}" + System.lineSeparator());
    }

    @Test
    void theAddressThatAllInterfacesShareIsAskedOnLoopback() {
        assertThat(health("--set", port(), "--set", "http.management-host=0.0.0.0"))
                .isZero();
    }

    @Test
    void aPublisherThatIsNotReadyGivesExitCode4AndItsAnswer() {
        readiness.set(503);

        assertThat(health("--set", port())).isEqualTo(4);
        assertThat(err.toString()).contains("HTTP status 503", "/health/ready", "{\"state\":\"current\"}");
        assertThat(health("--live", "--set", port())).isZero();
    }

    @Test
    void aPublisherThatDoesNotAnswerGivesExitCode4() {
        String port = port();
        management.stop(0);

        assertThat(health("--set", port)).isEqualTo(4);
        assertThat(err.toString()).contains("does not answer");
    }

    @Test
    void withoutAManagementPortTheMessageNamesTheSetting() {
        for (List<String> options : List.of(List.<String>of(), List.of("--set", "http.management-port=0"))) {
            err.getBuffer().setLength(0);
            assertThat(health(options.toArray(String[]::new))).isEqualTo(2);
            assertThat(err.toString()).contains("http.management-port", "set it to a port, such as 9464");
        }
    }
}
