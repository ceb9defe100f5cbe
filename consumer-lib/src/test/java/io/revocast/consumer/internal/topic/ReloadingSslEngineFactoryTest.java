package io.revocast.consumer.internal.topic;

import io.revocast.embedded.TestAuthority;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;

import static org.assertj.core.api.Assertions.assertThat;

class ReloadingSslEngineFactoryTest {
    @TempDir
    private Path directory;

    private final ReloadingSslEngineFactory factory = new ReloadingSslEngineFactory();

    @AfterEach
    void close() {
        factory.close();
    }

    @BeforeEach
    void firstFiles() throws Exception {
        try (TestAuthority authority = new TestAuthority()) {
            replace("ca.pem", authority.certificate());
            replace("client.pem", identity(authority));
        }
        factory.configure(new AdminClientConfig(Map.of(
                        "bootstrap.servers", "localhost:9092",
                        "ssl.keystore.type", "PEM",
                        "ssl.keystore.location", directory.resolve("client.pem").toString(),
                        "ssl.truststore.type", "PEM",
                        "ssl.truststore.location", directory.resolve("ca.pem").toString()))
                .values());
    }

    private static String identity(TestAuthority authority) throws IOException {
        TestAuthority.Identity identity = authority.issue("client", "dns:localhost");
        return identity.key() + identity.chain();
    }

    /** Replaces a file at once, as an operator or Kubernetes does. */
    private void replace(String name, String text) throws IOException {
        Path next = Files.writeString(directory.resolve("next"), text);
        Files.move(next, directory.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }

    private void connect() {
        factory.createClientSslEngine("localhost", 9092, "https").closeOutbound();
    }

    private List<Certificate> trusted() throws KeyStoreException {
        return certificates(Objects.requireNonNull(factory.truststore()));
    }

    private static List<Certificate> certificates(KeyStore store) throws KeyStoreException {
        List<Certificate> all = new ArrayList<>();
        for (String alias : Collections.list(store.aliases())) {
            all.add(store.getCertificate(alias));
        }
        return all;
    }

    @Test
    void theNextConnectionUsesRenewedFiles() throws Exception {
        List<Certificate> before = trusted();
        List<Certificate> ownBefore = certificates(Objects.requireNonNull(factory.keystore()));
        try (TestAuthority next = new TestAuthority()) {
            replace("ca.pem", Files.readString(directory.resolve("ca.pem")) + next.certificate());
            replace("client.pem", identity(next));
        }

        connect();

        assertThat(trusted()).hasSize(2).containsAll(before);
        assertThat(certificates(Objects.requireNonNull(factory.keystore())))
                .isNotEmpty()
                .doesNotContainAnyElementsOf(ownBefore);
    }

    @Test
    void filesThatCannotBeReadAreNotTakenUntilTheyCan() throws Exception {
        List<Certificate> before = trusted();
        String text = Files.readString(directory.resolve("ca.pem"));
        replace("ca.pem", "half a fi");
        connect();
        assertThat(trusted()).isEqualTo(before);

        Files.delete(directory.resolve("ca.pem"));
        connect();
        assertThat(trusted()).isEqualTo(before);

        try (TestAuthority next = new TestAuthority()) {
            replace("ca.pem", text + next.certificate());
        }
        connect();

        assertThat(trusted()).hasSize(2);
    }

    @Test
    void onlyClientsWithTlsAndWithoutAFactoryOfTheUserGetIt() {
        assertThat(used("PLAINTEXT", null)).isNull();
        assertThat(used(null, null)).isNull();
        assertThat(used("SSL", null)).isEqualTo(ReloadingSslEngineFactory.class);
        assertThat(used("SASL_SSL", null)).isEqualTo(ReloadingSslEngineFactory.class);
        assertThat(used("SSL", "org.example.Factory")).isEqualTo("org.example.Factory");
    }

    private static @Nullable Object used(@Nullable String protocol, @Nullable String factory) {
        Properties properties = new Properties();
        if (protocol != null) {
            properties.put("security.protocol", protocol);
        }
        if (factory != null) {
            properties.put("ssl.engine.factory.class", factory);
        }
        return ReloadingSslEngineFactory.useIn(properties).get("ssl.engine.factory.class");
    }
}
