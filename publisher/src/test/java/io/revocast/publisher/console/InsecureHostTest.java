package io.revocast.publisher.console;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.revocast.publisher.http.RawHttp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.BindException;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

/** A name of an attacker may resolve to a loopback address: its pages then have the origin of a publisher there. */
class InsecureHostTest {
    private static final String FOREIGN = "evil.example:8080";

    private final ConsoleFixture console = new ConsoleFixture(credential -> Optional.empty(), true, "");

    InsecureHostTest() throws BindException {}

    @AfterEach
    void stop() {
        console.close();
    }

    private static RawHttp.Answer ask(ConsoleFixture console, String line, String host, String headers)
            throws Exception {
        try (RawHttp raw = new RawHttp(console.server.port())) {
            raw.send(line + " HTTP/1.1\nHost: " + host + "\nConnection: close\n" + headers
                    + (line.startsWith("POST") ? "Content-Type: application/json\nContent-Length: 2\n\n{}" : "\n"));
            return raw.answer();
        }
    }

    private RawHttp.Answer ask(String line, String host, String headers) throws Exception {
        return ask(console, line, host, headers);
    }

    /** What a page of a host sends, with the token of this publisher. */
    private static RawHttp.Answer write(ConsoleFixture console, String host) throws Exception {
        String session = ask(console, "GET /console/session", "localhost", "").body();
        String csrf = new ObjectMapper().readTree(session).path("csrf").asText();
        return ask(console, "POST /write", host, "X-CSRF-Token: " + csrf + "\nOrigin: http://" + host + "\n");
    }

    private static void assertRefused(RawHttp.Answer answer) {
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body())
                .contains("urn:revocast:problem:csrf")
                .contains("evil.example")
                .contains("http.public-url");
    }

    @Test
    void pageOfAForeignHostGetsNoToken() throws Exception {
        assertRefused(ask("GET /console/session", FOREIGN, ""));
    }

    @Test
    void pageOfAForeignHostCannotWriteDespiteTheToken() throws Exception {
        assertRefused(write(console, FOREIGN));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Accept-Language: en",
                "Accept-Language: ",
                "Sec-Fetch-Site: same-origin",
                "Origin: http://evil.example:8080"
            })
    void pageOfAForeignHostCannotRead(String header) throws Exception {
        assertRefused(ask("GET /read", FOREIGN, header + "\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1.evil.example",
                "localhost.evil.example",
                "evil.example.127.0.0.1.evil.example",
                "notlocalhost.evil.example"
            })
    void namesThatLookLikeLoopbackAreForeign(String host) throws Exception {
        assertRefused(write(console, host));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LOCALHOST:8080",
                "console.localhost:8080",
                "127.0.0.1",
                "127.1.2.3:8080",
                "[::1]",
                "[::1]:8080"
            })
    void pageOfALoopbackHostIsServed(String host) throws Exception {
        assertThat(ask("GET /console/session", host, "").status()).isEqualTo(200);
        assertThat(ask("GET /read", host, "Accept-Language: en\n").status()).isEqualTo(200);
        assertThat(write(console, host).status()).isEqualTo(200);
    }

    @Test
    void pageOfThePublicAddressIsServed() throws Exception {
        try (ConsoleFixture known =
                new ConsoleFixture(credential -> Optional.empty(), true, "http://revocast.example:8080/")) {
            assertThat(write(known, "revocast.example:8080").status()).isEqualTo(200);
            assertThat(write(known, "localhost:8080").status()).isEqualTo(200);
            assertRefused(write(known, FOREIGN));
        }
    }

    @Test
    void callerThatIsNoBrowserMayUseAnyName() throws Exception {
        assertThat(ask("GET /read", "publisher.internal", "").status()).isEqualTo(200);
        assertThat(ask("POST /write", "publisher.internal", "").status()).isEqualTo(200);
    }

    @Test
    void publisherWithCredentialsIsServedUnderAnyName() throws Exception {
        try (ConsoleFixture secure = new ConsoleFixture(credential -> Optional.empty(), false, "")) {
            assertThat(ask(secure, "GET /console/session", FOREIGN, "Accept-Language: en\n")
                            .status())
                    .isEqualTo(200);
        }
    }
}
