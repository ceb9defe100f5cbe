package io.revocast.publisher;

import io.revocast.publisher.config.ConfigurationException;
import io.revocast.publisher.config.Settings;
import io.revocast.publisher.http.ConnectionLimits;
import io.revocast.publisher.http.Listener;
import io.revocast.publisher.http.TlsFiles;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where the publisher listens.
 *
 * @param management for health and metrics, without credentials; null when there is none
 */
record HttpSettings(Listener listener, @Nullable Listener management) {
    private static final Logger LOGGER = LoggerFactory.getLogger(HttpSettings.class);
    private static final String HOST = "http.host";
    private static final String PORT = "http.port";
    private static final String MANAGEMENT_HOST = "http.management-host";
    private static final String MANAGEMENT_PORT = "http.management-port";
    private static final String MAX_CONNECTIONS = "http.max-connections";
    private static final String MAX_PER_ADDRESS = "http.max-connections-per-address";
    private static final String CLIENT_AUTH = "http.tls.client-auth";

    /** The keys that are read here. */
    static final Set<String> KEYS = Set.of(
            HOST,
            PORT,
            MANAGEMENT_HOST,
            MANAGEMENT_PORT,
            MAX_CONNECTIONS,
            MAX_PER_ADDRESS,
            TlsFiles.CERTIFICATE,
            TlsFiles.KEY,
            TlsFiles.CLIENT_AUTHORITY,
            CLIENT_AUTH);

    /**
     * Reads and checks.
     *
     * @param insecure whether the operator asked for a publisher without authentication
     */
    static HttpSettings read(Settings settings, boolean insecure) throws ConfigurationException {
        String host = settings.read(HOST, Values::text).orElse("127.0.0.1");
        if (insecure && !Values.isLoopback(host)) {
            throw new ConfigurationException("--insecure serves callers without authentication, so http.host must be a "
                    + "loopback address such as 127.0.0.1: " + host);
        }
        int port = settings.read(PORT, Values.between(0, 65_535)).orElse(8080);
        ConnectionLimits limits = limits(settings);
        return new HttpSettings(
                new Listener(host, port, PORT, limits, tls(settings).orElse(null)),
                management(settings, limits).orElse(null));
    }

    private static ConnectionLimits limits(Settings settings) throws ConfigurationException {
        return new ConnectionLimits(
                settings.read(MAX_CONNECTIONS, Values.between(10, 100_000)).orElse(ConnectionLimits.DEFAULT.total()),
                settings.read(MAX_PER_ADDRESS, Values.between(1, 100_000))
                        .orElse(ConnectionLimits.DEFAULT.perAddress()),
                ConnectionLimits.DEFAULT.patience());
    }

    private static Optional<Listener> management(Settings settings, ConnectionLimits limits)
            throws ConfigurationException {
        String host = settings.read(MANAGEMENT_HOST, Values::text).orElse("127.0.0.1");
        return settings.read(MANAGEMENT_PORT, Values.between(0, 65_535))
                .map(port -> new Listener(host, port, MANAGEMENT_PORT, limits, null));
    }

    private static Optional<TlsFiles> tls(Settings settings) throws ConfigurationException {
        Optional<Path> certificate = settings.read(TlsFiles.CERTIFICATE, Path::of);
        Optional<Path> key = settings.read(TlsFiles.KEY, Path::of);
        Optional<Path> authority = settings.read(TlsFiles.CLIENT_AUTHORITY, Path::of);
        Optional<Boolean> needed =
                settings.read(CLIENT_AUTH, text -> Values.oneOf(text, Map.of("want", false, "need", true)));
        if (certificate.isPresent() != key.isPresent()) {
            throw new ConfigurationException(
                    TlsFiles.CERTIFICATE + " and " + TlsFiles.KEY + " must be set together, or neither");
        }
        if (certificate.isEmpty() && authority.isPresent()) {
            throw new ConfigurationException(TlsFiles.CLIENT_AUTHORITY + " needs " + TlsFiles.CERTIFICATE
                    + ": only over TLS a client can show a certificate");
        }
        if (authority.isEmpty() && needed.isPresent()) {
            throw new ConfigurationException(
                    CLIENT_AUTH + " needs " + TlsFiles.CLIENT_AUTHORITY + ": whose certificates clients may show");
        }
        if (certificate.isEmpty() || key.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new TlsFiles(certificate.get(), key.get(), authority.orElse(null), needed.orElse(false)));
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Says once what anybody on the way could read. */
    void warnOfPlainText() {
        if (listener.tls() == null && !Values.isLoopback(listener.host())) {
            LOGGER.atWarn()
                    .addKeyValue("host", listener.host())
                    .log("credentials and tokens arrive in plain text: set http.tls.certificate and http.tls.key, "
                            + "or have a proxy in front end TLS");
        }
    }
}
