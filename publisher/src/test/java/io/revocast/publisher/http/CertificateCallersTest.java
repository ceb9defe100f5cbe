package io.revocast.publisher.http;

import io.revocast.embedded.TestAuthority;
import io.revocast.embedded.TestAuthority.Identity;
import io.revocast.publisher.authentication.Authenticator;
import io.revocast.publisher.credentials.ApiKey;
import io.revocast.publisher.credentials.ApiKeyResolver;
import io.revocast.publisher.credentials.CertificateResolver;
import io.revocast.publisher.credentials.ClientCertificate;
import io.revocast.publisher.credentials.CredentialResolvers;
import io.revocast.publisher.tls.Pem;
import io.revocast.publisher.tls.TlsFiles;
import org.jspecify.annotations.Nullable;
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
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** E21: TLS clients that say by their certificate who they are. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CertificateCallersTest {
    private static final String KEY = ApiKey.generate();

    @TempDir
    private static Path directory;

    private final TestAuthority authority = authority();
    private final TestAuthority stranger = authority();
    private final Authenticator authenticator = TestServers.authenticator(
            new CredentialResolvers(List.of(
                    new ApiKeyResolver(List.of(ApiKey.parse("key", ApiKey.line(KEY, "token")))),
                    new CertificateResolver(
                            List.of(ClientCertificate.parse("portal", "dns:portal.example token")),
                            Clock.systemUTC()))),
            false);
    private @Nullable HttpServer server;

    private static TestAuthority authority() {
        try {
            return new TestAuthority();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path file(String name, String content) throws IOException {
        return Files.writeString(directory.resolve(name), content);
    }

    @BeforeAll
    void start() throws Exception {
        Identity listener = authority.issue("listener", "ip:127.0.0.1");
        TlsFiles files = new TlsFiles(
                file("listener.crt", listener.chain()),
                file("listener.key", listener.key()),
                file("clients.crt", authority.certificate()),
                false);
        server = new HttpServer(
                new Listener("127.0.0.1", 0, "http.port", ConnectionLimits.DEFAULT, files),
                RequestObserver.NONE,
                List.of(routes -> routes.get(
                        "/who",
                        ctx -> ctx.result(authenticator.authenticate(ctx).name()))));
        server.start();
    }

    @AfterAll
    void stop() {
        if (server != null) {
            server.close();
        }
        authority.close();
        stranger.close();
    }

    private HttpResponse<String> who(@Nullable Identity client, String... headers) throws Exception {
        KeyStore roots = KeyStore.getInstance("PKCS12");
        roots.load(null, null);
        roots.setCertificateEntry(
                "root",
                Pem.certificates("root", file("root.crt", authority.certificate()))
                        .get(0));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(roots);
        KeyStore own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        if (client != null) {
            own.setKeyEntry(
                    "own",
                    Pem.privateKey("key", file("client.key", client.key()), "EC"),
                    new char[0],
                    Pem.certificates("chain", file("client.crt", client.chain()))
                            .toArray(new X509Certificate[0]));
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(
                        "https://127.0.0.1:" + Objects.requireNonNull(server).port() + "/who"))
                .timeout(Duration.ofSeconds(20));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HttpClient.newBuilder()
                .sslContext(context)
                .connectTimeout(Duration.ofSeconds(10))
                .build()
                .send(request.build(), BodyHandlers.ofString());
    }

    @Test
    void certificateSaysWhoIsAsking() throws Exception {
        assertThat(who(authority.issue("c1", "dns:portal.example")).body()).isEqualTo("portal");
    }

    @Test
    void certificateWithAnotherNameIs401() throws Exception {
        assertThat(who(authority.issue("portal.example", "dns:other.example")).statusCode())
                .isEqualTo(401);
    }

    @Test
    void noCertificateIs401() throws Exception {
        assertThat(who(null).statusCode()).isEqualTo(401);
    }

    @Test
    void certificateOfAnUnknownAuthorityEndsTheHandshake() throws Exception {
        Identity client = stranger.issue("c1", "dns:portal.example");

        assertThatThrownBy(() -> who(client)).isInstanceOf(IOException.class);
    }

    /** E21. */
    @Test
    void certificateThatHasExpiredEndsTheHandshake() throws Exception {
        Identity client = authority.issueExpired("c3", "dns:portal.example");

        assertThatThrownBy(() -> who(client)).isInstanceOf(IOException.class);
    }

    @Test
    void authorizationHeaderOutweighsTheCertificate() throws Exception {
        Identity client = authority.issue("c2", "dns:portal.example");

        assertThat(who(client, "Authorization", "Bearer " + KEY).body()).isEqualTo("key");
        assertThat(who(client, "Authorization", "Bearer wrong").statusCode()).isEqualTo(401);
    }
}
