package io.revocast.publisher.settings;

import io.revocast.config.ConfigurationException;
import io.revocast.config.ConfigurationValues;
import io.revocast.config.SettingRules;
import io.revocast.publisher.http.ConnectionLimits;
import io.revocast.publisher.http.Listener;
import io.revocast.publisher.tls.TlsFiles;
import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where the publisher listens.
 *
 * @param management for health and metrics, without credentials; null when there is none
 */
public record HttpSettings(Listener listener, @Nullable Listener management) {
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
            TlsFiles.KEY_PASSWORD,
            TlsFiles.CLIENT_AUTHORITY,
            CLIENT_AUTH);

    /**
     * Reads and checks.
     *
     * @param insecure whether the operator asked for a publisher without authentication
     */
    static HttpSettings read(ConfigurationValues settings, boolean insecure) throws ConfigurationException {
        String host = settings.read(HOST, SettingRules::text).orElse("127.0.0.1");
        if (insecure && !SettingRules.isLoopback(host)) {
            throw new ConfigurationException("--insecure serves callers without authentication, so http.host must be a "
                    + "loopback address such as 127.0.0.1: " + host);
        }
        int port = settings.read(PORT, SettingRules.between(0, 65_535)).orElse(8080);
        ConnectionLimits limits = limits(settings);
        return new HttpSettings(
                new Listener(host, port, PORT, limits, tls(settings).orElse(null)),
                management(settings, limits).orElse(null));
    }

    private static ConnectionLimits limits(ConfigurationValues settings) throws ConfigurationException {
        return new ConnectionLimits(
                settings.read(MAX_CONNECTIONS, SettingRules.between(10, 100_000))
                        .orElse(ConnectionLimits.DEFAULT.total()),
                settings.read(MAX_PER_ADDRESS, SettingRules.between(1, 100_000))
                        .orElse(ConnectionLimits.DEFAULT.perAddress()),
                ConnectionLimits.DEFAULT.patience());
    }

    /** Returns the listener for health and metrics alone, of settings that are not checked otherwise. */
    public static Optional<Listener> management(ConfigurationValues settings) throws ConfigurationException {
        return management(settings, limits(settings));
    }

    private static Optional<Listener> management(ConfigurationValues settings, ConnectionLimits limits)
            throws ConfigurationException {
        String host = settings.read(MANAGEMENT_HOST, SettingRules::text).orElse("127.0.0.1");
        return settings.read(MANAGEMENT_PORT, SettingRules.between(0, 65_535))
                .map(port -> new Listener(host, port, MANAGEMENT_PORT, limits, null));
    }

    private static Optional<TlsFiles> tls(ConfigurationValues settings) throws ConfigurationException {
        Optional<Path> certificate = settings.read(TlsFiles.CERTIFICATE, Path::of);
        Optional<Path> key = settings.read(TlsFiles.KEY, Path::of);
        Optional<Path> password = settings.read(TlsFiles.KEY_PASSWORD, Path::of);
        Optional<Path> authority = settings.read(TlsFiles.CLIENT_AUTHORITY, Path::of);
        Optional<Boolean> needed = settings.read(CLIENT_AUTH, SettingRules.oneOf(Map.of("want", false, "need", true)));
        if (certificate.isPresent() != key.isPresent()) {
            throw new ConfigurationException(
                    TlsFiles.CERTIFICATE + " and " + TlsFiles.KEY + " must be set together, or neither");
        }
        if (key.isEmpty() && password.isPresent()) {
            throw new ConfigurationException(
                    TlsFiles.KEY_PASSWORD + " needs " + TlsFiles.KEY + ": the key that the password is for");
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
            return Optional.of(new TlsFiles(
                    certificate.get(), key.get(), password.orElse(null), authority.orElse(null), needed.orElse(false)));
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Whether credentials and tokens arrive in plain text from other machines. */
    public boolean isPlainText() {
        return listener.tls() == null && !SettingRules.isLoopback(listener.host());
    }
}
