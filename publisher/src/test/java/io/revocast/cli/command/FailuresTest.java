package io.revocast.cli.command;

import io.revocast.embedded.TestAuthority;
import io.revocast.publisher.health.HealthRoutes;
import io.revocast.publisher.health.Liveness;
import io.revocast.publisher.health.Readiness;
import io.revocast.publisher.http.ConnectionLimits;
import io.revocast.publisher.http.HttpServer;
import io.revocast.publisher.http.Listener;
import io.revocast.publisher.http.RequestObserver;
import io.revocast.publisher.tls.TlsFiles;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Why no answer came, said by its cause: list E of the faults. */
class FailuresTest {
    @TempDir
    private Path directory;

    private static HttpServer server(@Nullable TlsFiles tls) {
        return new HttpServer(
                new Listener("127.0.0.1", 0, "http.port", ConnectionLimits.DEFAULT, tls),
                RequestObserver.NONE,
                List.of(new HealthRoutes(() -> new Readiness(true, "current", null, List.of()), () -> Liveness.LIVE)));
    }

    private static SSLContext trusting(String authority) throws Exception {
        KeyStore roots = KeyStore.getInstance("PKCS12");
        roots.load(null, null);
        roots.setCertificateEntry(
                "root",
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(authority.getBytes(StandardCharsets.US_ASCII))));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(roots);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private static String failure(URI publisher, SSLContext context) {
        HttpRequest request = HttpRequest.newBuilder(publisher.resolve("/health/live"))
                .timeout(Duration.ofSeconds(20))
                .build();
        ExecutionException failed = catchThrowableOfType(
                ExecutionException.class,
                () -> HttpClient.newBuilder()
                        .sslContext(context)
                        .connectTimeout(Duration.ofSeconds(10))
                        .build()
                        .sendAsync(request, BodyHandlers.ofString())
                        .get());
        return why(publisher, failed);
    }

    private static String why(URI publisher, Exception failed) {
        CommandFailure failure = Failures.unreachable(publisher, failed);
        assertThat(failure.exitCode()).isEqualTo(ExitCode.NOT_CONFIRMED);
        assertThat(failure).hasMessageStartingWith("not confirmed: no answer from " + publisher);
        return String.valueOf(failure.getMessage()).replaceFirst(".*" + publisher.getPort(), "");
    }

    @Test
    void certificatesAreBlamedForWhatIsWrongWithThem() throws Exception {
        try (TestAuthority authority = new TestAuthority()) {
            TestAuthority.Identity other = authority.issue("other", "dns:other.example");
            TlsFiles files = new TlsFiles(
                    Files.writeString(directory.resolve("a.crt"), other.chain()),
                    Files.writeString(directory.resolve("a.key"), other.key()),
                    null,
                    false);
            try (HttpServer server = server(files)) {
                server.start();
                URI publisher = URI.create("https://127.0.0.1:" + server.port());

                assertThat(failure(publisher, SSLContext.getDefault()))
                        .isEqualTo(": this machine does not trust the authority that signed its certificate");
                assertThat(failure(publisher, trusting(authority.certificate())))
                        .isEqualTo(": its certificate is for another host");
                assertThat(why(
                                publisher,
                                new ExecutionException(
                                        new SSLHandshakeException("no").initCause(new CertificateExpiredException()))))
                        .isEqualTo(": its certificate has expired, or is not valid yet");
            }
        }
    }

    @Test
    void portWithoutTlsIsNamedAsTheCause() throws Exception {
        try (HttpServer server = server(null)) {
            server.start();

            assertThat(failure(URI.create("https://127.0.0.1:" + server.port()), SSLContext.getDefault()))
                    .isEqualTo(": no TLS could be agreed on");
        }
    }

    @Test
    void unknownHostIsNamedAsTheCause() {
        assertThat(why(
                        URI.create("http://no-such-host.invalid:1"),
                        new ExecutionException(new ConnectException().initCause(new UnresolvedAddressException()))))
                .isEqualTo(": the host is unknown");
    }
}
