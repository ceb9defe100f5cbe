package io.revocast.publisher.console;

import io.revocast.publisher.http.HttpServer;
import io.revocast.publisher.http.RawHttp;
import io.revocast.publisher.http.TestServers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPInputStream;

import static org.assertj.core.api.Assertions.assertThat;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageRoutesTest {
    private final HttpServer server = TestServers.of(List.of(new PageRoutes()));
    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    void start() throws Exception {
        server.start();
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private HttpResponse<byte[]> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), BodyHandlers.ofByteArray());
    }

    private static String header(HttpResponse<byte[]> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    private static byte[] resource(String path) throws Exception {
        try (InputStream stream = PageRoutesTest.class.getResourceAsStream(path)) {
            return stream.readAllBytes();
        }
    }

    @Test
    void rootIsThePage() throws Exception {
        HttpResponse<byte[]> answer = get("/", "Accept", "text/html,application/xhtml+xml");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(resource("/console/index.html"));
        assertThat(header(answer, "Content-Type")).isEqualToIgnoringCase("text/html;charset=utf-8");
        assertThat(answer.headers().allValues("Cache-Control")).containsExactly("no-cache");
        assertThat(answer.headers().allValues("Content-Security-Policy"))
                .containsExactly("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
                        + "connect-src 'self'; font-src 'self'; manifest-src 'self'; form-action 'self'; "
                        + "base-uri 'none'; frame-ancestors 'none'");
    }

    @ParameterizedTest
    @CsvSource({
        "/console/index.html,text/html;charset=utf-8",
        "/console/signed-in.html,text/html;charset=utf-8",
        "/console/main.js,text/javascript;charset=utf-8",
        "/console/views/feed.js,text/javascript;charset=utf-8",
        "/console/console.css,text/css;charset=utf-8",
        "/console/icon.svg,image/svg+xml",
        "/console/lib/uPlot.esm.js,text/javascript;charset=utf-8",
        "/console/lib/uPlot.min.css,text/css;charset=utf-8"
    })
    void filesHaveTheirTypes(String path, String type) throws Exception {
        HttpResponse<byte[]> answer = get(path);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer, "Content-Type")).isEqualToIgnoringCase(type);
        assertThat(header(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
    }

    @ParameterizedTest
    @CsvSource({
        "a.png,image/png",
        "a.woff2,font/woff2",
        "a.json,application/json",
        "a.webmanifest,application/manifest+json"
    })
    void otherTypesAreKnown(String name, String type) {
        assertThat(PageFile.of(name, new byte[1]).type()).isEqualTo(type);
    }

    @Test
    void filesAreCompressedOnceAndTheSame() throws Exception {
        HttpResponse<byte[]> plain = get("/console/lib/uPlot.esm.js");
        HttpResponse<byte[]> small = get("/console/lib/uPlot.esm.js", "Accept-Encoding", "br, gzip;q=0.8");

        assertThat(header(small, "Content-Encoding")).isEqualTo("gzip");
        assertThat(header(small, "Vary")).isEqualTo("Accept-Encoding");
        assertThat(header(plain, "Vary")).isEqualTo("Accept-Encoding");
        assertThat(header(plain, "Content-Encoding")).isEmpty();
        assertThat(small.body().length).isLessThan(plain.body().length / 2);
        assertThat(new GZIPInputStream(new ByteArrayInputStream(small.body())).readAllBytes())
                .isEqualTo(plain.body());
        assertThat(header(small, "ETag")).isNotEqualTo(header(plain, "ETag"));
        assertThat(header(get("/console/lib/uPlot.esm.js", "Accept-Encoding", "gzip;q=0"), "Content-Encoding"))
                .isEmpty();
    }

    @Test
    void browserThatHasTheFileGetsNoBody() throws Exception {
        String tag = header(get("/console/main.js", "Accept-Encoding", "gzip"), "ETag");

        HttpResponse<byte[]> again =
                get("/console/main.js", "Accept-Encoding", "gzip", "If-None-Match", "\"x\", W/" + tag);

        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(header(again, "ETag")).isEqualTo(tag);
        assertThat(get("/console/main.js", "If-None-Match", tag).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/console/main.js"})
    void browserThatHasAnyVersionGetsNoBody(String path) throws Exception {
        HttpResponse<byte[]> answer = get(path, "If-None-Match", "*");

        assertThat(answer.statusCode()).isEqualTo(304);
        assertThat(answer.body()).isEmpty();
        assertThat(header(answer, "ETag")).isEqualTo(header(get(path), "ETag"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/console/../openapi.yaml",
                "/console/..%2fopenapi.yaml",
                "/console/%2e%2e/openapi.yaml",
                "/console/./index.html",
                "/console//index.html",
                "/console/views/../index.html",
                "/console/views",
                "/console/",
                "/console",
                "/console/none.js",
                "/console/META-INF/MANIFEST.MF",
                "/console/logback.xml"
            })
    void noOtherFileIsServed(String path) throws Exception {
        try (RawHttp raw = new RawHttp(server.port())) {
            raw.send("GET " + path + " HTTP/1.1\nHost: x\nConnection: close\n\n");

            assertThat(raw.answer().status()).isEqualTo(404);
        }
    }

    @Test
    void filesTakeNoOtherMethods() throws Exception {
        HttpResponse<byte[]> answer = http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/console/views/feed.js"))
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofByteArray());

        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(header(answer, "Allow")).isEqualTo("GET, HEAD");
    }

    @Test
    void continuationPageOpensTheConsole() throws Exception {
        assertThat(new String(resource("/console/signed-in.html"), StandardCharsets.UTF_8))
                .contains("http-equiv=\"refresh\" content=\"0;url=/\"")
                .contains("href=\"/\"");
    }
}
