package io.revocast.publisher.tls;

import io.revocast.embedded.TestAuthority;
import io.revocast.embedded.TestAuthority.Identity;
import io.revocast.publisher.health.HealthRoutes;
import io.revocast.publisher.health.Liveness;
import io.revocast.publisher.health.Readiness;
import io.revocast.publisher.http.ConnectionLimits;
import io.revocast.publisher.http.HttpServer;
import io.revocast.publisher.http.Listener;
import io.revocast.publisher.http.RawHttp;
import io.revocast.publisher.http.RequestObserver;
import io.revocast.publisher.http.RouteGroup;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TlsListenerTest {
    private static final String LIVE = "GET /health/live HTTP/1.1\nHost: localhost\n\n";

    @TempDir
    private static Path directory;

    private static TestAuthority authority;
    private static TestAuthority stranger;
    private static Identity first;
    private static Identity second;
    private static Identity client;
    private static Identity strangersClient;

    @SuppressWarnings("NullAway.Init") // each test starts its own
    private HttpServer server;

    @BeforeAll
    static void issue() throws IOException {
        authority = new TestAuthority();
        stranger = new TestAuthority();
        first = authority.issue("first", "dns:localhost");
        second = authority.issue("second", "dns:localhost");
        client = authority.issue("client", "dns:client");
        strangersClient = stranger.issue("client", "dns:client");
    }

    @AfterAll
    static void forget() {
        authority.close();
        stranger.close();
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    private static Path file(String name, String content) throws IOException {
        return Files.writeString(directory.resolve(name), content);
    }

    private static TlsFiles files(@Nullable String clientAuthority, boolean needed) throws IOException {
        return new TlsFiles(
                file("listener.crt", first.chain()),
                file("listener.key", first.key()),
                clientAuthority == null ? null : file("clients.crt", clientAuthority),
                needed);
    }

    private void serve(TlsFiles files) throws Exception {
        RouteGroup whoAmI = routes -> routes.get("/v1/me", ctx -> {
            Object shown = ctx.req().getAttribute("jakarta.servlet.request.X509Certificate");
            String name = shown instanceof X509Certificate[] chain
                    ? chain[0].getSubjectX500Principal().getName()
                    : "none";
            ctx.result("\"" + name + "\"");
        });
        server = new HttpServer(
                new Listener("127.0.0.1", 0, "http.port", ConnectionLimits.DEFAULT, files),
                RequestObserver.NONE,
                List.of(
                        new HealthRoutes(() -> new Readiness(true, "current", null, List.of()), () -> Liveness.LIVE),
                        whoAmI));
        server.start();
    }

    private SSLSocket connect(@Nullable Identity identity, UnaryOperator<String[]> protocols) throws Exception {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        KeyStore roots = KeyStore.getInstance("PKCS12");
        roots.load(null, null);
        roots.setCertificateEntry(
                "root",
                Pem.certificates("root", file("root.crt", authority.certificate()))
                        .get(0));
        trust.init(roots);
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        KeyStore own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        if (identity != null) {
            own.setKeyEntry(
                    "own",
                    Pem.privateKey("key", file("client.key", identity.key()), "EC"),
                    new char[0],
                    Pem.certificates("chain", file("client.crt", identity.chain()))
                            .toArray(new X509Certificate[0]));
        }
        keys.init(own, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", server.port());
        socket.setSoTimeout(10_000);
        socket.setEnabledProtocols(protocols.apply(socket.getEnabledProtocols()));
        socket.startHandshake();
        return socket;
    }

    private RawHttp.Answer ask(@Nullable Identity identity, String request) throws Exception {
        try (RawHttp raw = new RawHttp(connect(identity, all -> all))) {
            raw.send(request);
            return raw.answer();
        }
    }

    private String served() throws Exception {
        try (SSLSocket socket = connect(null, all -> all)) {
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                    .getSubjectX500Principal()
                    .getName();
        }
    }

    @Test
    void tlsIsServedAndSaysThatItStays() throws Exception {
        serve(files(null, false));

        RawHttp.Answer answer = ask(null, LIVE);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Strict-Transport-Security")).hasValue("max-age=31536000");
    }

    @Test
    void onlyModernProtocolsAndCiphersAreSpoken() throws Exception {
        serve(files(null, false));

        for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
            try (SSLSocket socket = connect(null, all -> new String[] {protocol})) {
                assertThat(socket.getSession().getProtocol()).isEqualTo(protocol);
                assertThat(socket.getSession().getCipherSuite()).containsAnyOf("_GCM_", "_CHACHA20_");
            }
        }
        TlsListener listener = new TlsListener(files(null, false));
        listener.context().start();
        assertThat(listener.context().newSSLEngine().getEnabledProtocols())
                .containsExactlyInAnyOrder("TLSv1.2", "TLSv1.3");
        assertThat(listener.context().newSSLEngine().getEnabledCipherSuites())
                .isNotEmpty()
                .allMatch(suite -> suite.matches("TLS_(AES|CHACHA20|ECDHE)_.*(GCM|POLY1305)_.*"));
        listener.context().stop();
        listener.close();
    }

    @Test
    void plainHttpOnTheTlsPortIsCut() throws Exception {
        serve(files(null, false));

        try (RawHttp raw = new RawHttp(new Socket(InetAddress.getLoopbackAddress(), server.port()))) {
            raw.send(LIVE);

            assertThat(raw.answer().status()).isZero();
        }
        assertThat(ask(null, LIVE).status()).isEqualTo(200);
    }

    @Test
    void changedFilesAreTakenUpAndBadOnesAreNot() throws Exception {
        TlsFiles files = files(null, false);
        TlsListener listener = new TlsListener(files);
        listener.context().start();
        KeyStore before = listener.context().getKeyStore();

        listener.lookAgain();
        assertThat(listener.context().getKeyStore()).isSameAs(before);
        file("listener.crt", second.chain());
        listener.lookAgain();
        assertThat(listener.context().getKeyStore())
                .as("key of another certificate")
                .isSameAs(before);
        file("listener.key", second.key() + "\n");
        listener.lookAgain();

        assertThat(((X509Certificate) listener.context().getKeyStore().getCertificate("listener"))
                        .getSubjectX500Principal()
                        .getName())
                .isEqualTo("CN=second");
        listener.context().stop();
        listener.close();
    }

    @Test
    void runningServerShowsTheNewCertificateToNewConnections() throws Exception {
        serve(files(null, false));
        assertThat(served()).isEqualTo("CN=first");
        file("listener.crt", second.chain());
        file("listener.key", second.key() + "\n");

        server.lookAtCertificates();

        assertThat(served()).isEqualTo("CN=second");
    }

    @Test
    void clientThatIsWantedMayShowACertificateOrNone() throws Exception {
        serve(files(authority.certificate(), false));
        String request = "GET /v1/me HTTP/1.1\nHost: localhost\n\n";

        assertThat(ask(client, request).body()).isEqualTo("\"CN=client\"");
        assertThat(ask(null, request).body()).isEqualTo("\"none\"");
    }

    @Test
    void clientThatIsNeededMustShowOneOfTheAuthority() throws Exception {
        serve(files(authority.certificate(), true));

        assertThat(ask(client, LIVE).status()).isEqualTo(200);
        for (Identity unwanted : new Identity[] {null, strangersClient}) {
            // A client that still writes gets a broken pipe, others get an alert. In TLS
            // 1.3 a
            // client is done before it is judged.
            assertThatThrownBy(() -> connect(unwanted, all -> new String[] {"TLSv1.2"}))
                    .isInstanceOf(IOException.class);
            assertThatThrownBy(() -> ask(unwanted, LIVE)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void oldProtocolsAreRefused() throws Exception {
        serve(files(null, false));

        assertThatThrownBy(() -> connect(null, all -> new String[] {"TLSv1.1"}))
                .isInstanceOfAny(SSLHandshakeException.class, IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "rsa, rsa-pkcs1, false",
        "rsa, rsa-pkcs1-encrypted, true",
        "rsa, rsa-pkcs8-encrypted, true",
        "ec, ec-sec1, false"
    })
    void keyMayBePkcs1OrEncrypted(String certificate, String key, boolean encrypted) throws Exception {
        Path password = encrypted ? file("password", "secret\n") : null;
        TlsFiles files = new TlsFiles(resource(certificate + ".crt"), resource(key + ".pem"), password, null, false);

        assertThat(files.read().identity().getKey("listener", TlsFiles.PASSWORD.toCharArray()))
                .isNotNull();
    }

    @Test
    void encryptedKeyNeedsItsPassword() throws Exception {
        Path certificate = resource("rsa.crt");
        Path key = resource("rsa-pkcs8-encrypted.pem");
        Path wrong = file("wrong", "guess");

        assertThatThrownBy(() -> new TlsFiles(certificate, key, null, false))
                .hasMessage("http.tls.key is encrypted and needs http.tls.key-password-file, a file with its password: "
                        + key);
        assertThatThrownBy(() -> new TlsFiles(certificate, key, wrong, null, false))
                .hasMessageContaining("with the password in http.tls.key-password-file: " + key)
                .hasMessageNotContaining("guess");
    }

    private static Path resource(String name) throws Exception {
        return Path.of(Objects.requireNonNull(TlsListenerTest.class.getResource("/tls/" + name))
                .toURI());
    }

    @Test
    void filesThatAreNoGoodAreNamedWithSettingAndRule() throws Exception {
        Path certificate = file("good.crt", first.chain());
        Path key = file("good.key", first.key());
        Path rsa = file("rsa.key", "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n");
        Path empty = file("empty", "");

        assertRefused(directory.resolve("missing"), key, "http.tls.certificate must be a file that can be read");
        assertRefused(empty, key, "http.tls.certificate must have a certificate in PEM");
        assertRefused(certificate, empty, "http.tls.key must have a key in PEM");
        assertRefused(certificate, rsa, "openssl pkcs8 -topk8 -nocrypt");
        assertRefused(
                certificate, file("other.key", second.key()), "http.tls.key must be the key of the first certificate");
    }

    private static void assertRefused(Path certificate, Path key, String words) {
        assertThatThrownBy(() -> new TlsFiles(certificate, key, null, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(words)
                .hasMessageContaining(directory.toString());
    }
}
