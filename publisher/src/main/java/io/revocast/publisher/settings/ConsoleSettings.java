package io.revocast.publisher.settings;

import io.revocast.config.ConfigurationException;
import io.revocast.config.ConfigurationValues;
import io.revocast.config.KeySchema.Family;
import io.revocast.config.SettingRules;
import io.revocast.publisher.console.openid.OpenIdClient;
import io.revocast.publisher.jwks.CallerIssuer;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The settings of the console.
 *
 * @param on whether it is served
 * @param clients at which providers users sign in
 */
public record ConsoleSettings(boolean on, List<OpenIdClient> clients) {
    private static final String ON = "http.console";
    private static final String CALLERS = "callers.";
    private static final String CLIENT_ID = ".console-client-id";
    private static final String SECRET = ".console-client-secret";
    private static final String SECRET_FILE = ".console-client-secret-file";
    private static final String SCOPE = ".console-scope";
    private static final String ALIAS = "<alias>";

    /** The keys and families of keys that are read here. */
    static final Set<String> KEYS = Set.of(ON);

    static final List<Family> FAMILIES = List.of(
            new Family(CALLERS + ALIAS + CLIENT_ID, '-', false),
            new Family(CALLERS + ALIAS + SECRET, '-', true),
            new Family(CALLERS + ALIAS + SECRET_FILE, '-', false),
            new Family(CALLERS + ALIAS + SCOPE, '-', false));

    public ConsoleSettings {
        clients = List.copyOf(clients);
    }

    /**
     * Reads and checks.
     *
     * @param issuers of callers
     * @param publicUrl at which browsers reach the publisher; null when it is not configured
     */
    static ConsoleSettings read(
            ConfigurationValues settings, List<CallerIssuer> issuers, HttpSettings http, @Nullable URI publicUrl)
            throws ConfigurationException {
        boolean on = settings.read(ON, SettingRules.oneOf(Map.of("on", true, "off", false)))
                .orElse(true);
        List<OpenIdClient> clients = new ArrayList<>();
        for (CallerIssuer issuer : issuers) {
            client(settings, issuer).ifPresent(clients::add);
        }
        if (!clients.isEmpty()
                && publicUrl == null
                && !SettingRules.isLoopback(http.listener().host())) {
            throw new ConfigurationException("http.public-url must be set, because " + CALLERS
                    + clients.get(0).alias() + CLIENT_ID
                    + " is: the provider sends browsers back to that address. Only on a loopback address it is known "
                    + "without");
        }
        return new ConsoleSettings(on, clients);
    }

    private static Optional<OpenIdClient> client(ConfigurationValues settings, CallerIssuer issuer)
            throws ConfigurationException {
        String prefix = CALLERS + issuer.alias();
        String secret = secret(settings, prefix);
        Optional<Set<String>> scope = settings.read(prefix + SCOPE, ConsoleSettings::scope);
        Optional<String> id = settings.read(prefix + CLIENT_ID, SettingRules::text);
        if (id.isEmpty()) {
            if (secret != null || scope.isPresent()) {
                throw new ConfigurationException(prefix + CLIENT_ID + " must be set beside " + prefix + SECRET + " and "
                        + prefix + SCOPE + ": the id of the client that the provider knows this publisher by");
            }
            return Optional.empty();
        }
        requireSecure(settings, prefix, issuer.issuer().issuer());
        return Optional.of(new OpenIdClient(
                issuer.alias(), issuer.issuer().issuer(), id.get(), secret, scope.orElse(Set.of("openid"))));
    }

    /** The provider's metadata and tokens come from there. */
    private static void requireSecure(ConfigurationValues settings, String prefix, String issuer)
            throws ConfigurationException {
        try {
            IssuerSettings.url(issuer, IssuerSettings.allowsPlainHttp(settings));
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(
                    prefix + ".iss " + e.getMessage() + ", because " + prefix + CLIENT_ID + " is set: \"" + issuer
                            + "\"",
                    e);
        }
    }

    private static @Nullable String secret(ConfigurationValues settings, String prefix) throws ConfigurationException {
        Optional<String> secret = settings.read(prefix + SECRET, SettingRules::text);
        Optional<String> file = settings.read(prefix + SECRET_FILE, ConsoleSettings::content);
        if (secret.isPresent() && file.isPresent()) {
            throw new ConfigurationException(
                    "either " + prefix + SECRET + " or " + prefix + SECRET_FILE + " may be set, not both");
        }
        return secret.or(() -> file).orElse(null);
    }

    private static String content(String file) {
        try {
            String content = Files.readString(Path.of(file)).strip();
            if (content.isEmpty()) {
                throw new IllegalArgumentException("must be a file that is not empty");
            }
            return content;
        } catch (IOException e) {
            throw new IllegalArgumentException("must be a file that can be read", e);
        }
    }

    private static Set<String> scope(String text) {
        Set<String> scope = new HashSet<>(List.of(text.split("\\s+", -1)));
        if (!scope.contains("openid")) {
            throw new IllegalArgumentException("must have openid, and names separated by spaces");
        }
        return scope;
    }
}
