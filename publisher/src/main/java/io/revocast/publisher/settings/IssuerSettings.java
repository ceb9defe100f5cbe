package io.revocast.publisher.settings;

import io.revocast.config.ConfigurationException;
import io.revocast.config.ConfigurationValues;
import io.revocast.config.SettingRules;
import io.revocast.publisher.jwks.TrustedIssuer;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads {@code issuers.<alias>.*}: an issuer and where its keys are. */
final class IssuerSettings {
    private static final String ISSUERS = "issuers.";
    private static final String PLAIN_HTTP = "jwks.plain-http";

    /** The keys that are read here, besides the families. */
    static final Set<String> KEYS = Set.of(PLAIN_HTTP);

    private IssuerSettings() {}

    static List<TrustedIssuer> read(ConfigurationValues settings) throws ConfigurationException {
        List<TrustedIssuer> issuers = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (String alias : aliases(settings, ISSUERS)) {
            TrustedIssuer issuer = issuer(settings, ISSUERS + alias);
            if (!seen.add(issuer.issuer())) {
                throw new ConfigurationException(
                        ISSUERS + alias + ".iss is the issuer of another alias already: " + issuer.issuer());
            }
            issuers.add(issuer);
        }
        return issuers;
    }

    /** The aliases of all keys {@code <prefix><alias>.<end>}. */
    static Set<String> aliases(ConfigurationValues settings, String prefix) {
        Set<String> aliases = new TreeSet<>();
        settings.family(prefix).keySet().forEach(key -> aliases.add(key.substring(0, key.lastIndexOf('.'))));
        return aliases;
    }

    /** Reads {@code <prefix>.iss} and where its keys are. */
    static TrustedIssuer issuer(ConfigurationValues settings, String prefix) throws ConfigurationException {
        String issuer = settings.read(prefix + ".iss", SettingRules::text)
                .orElseThrow(() -> new ConfigurationException(prefix + ".iss must be set: the iss of its tokens"));
        boolean plain = allowsPlainHttp(settings);
        Optional<URI> url = settings.read(prefix + ".jwks-url", text -> url(text, plain));
        Optional<URI> file = settings.read(prefix + ".jwks-file", IssuerSettings::file);
        if (url.isPresent() == file.isPresent()) {
            throw new ConfigurationException("either " + prefix + ".jwks-url or " + prefix
                    + ".jwks-file must be set: where the issuer's public keys are");
        }
        return new TrustedIssuer(issuer, url.orElseGet(file::orElseThrow));
    }

    /** Whether issuers on a trusted network may be reached over plain HTTP. */
    static boolean allowsPlainHttp(ConfigurationValues settings) throws ConfigurationException {
        return settings.read(PLAIN_HTTP, SettingRules.oneOf(Map.of("refuse", false, "allow", true)))
                .orElse(false);
    }

    /** Reads the address of an issuer, or of what it serves. */
    static URI url(String text, boolean plain) {
        URI uri = URI.create(text);
        boolean http = "https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme());
        if (!http || uri.getHost() == null || uri.getUserInfo() != null) {
            throw new IllegalArgumentException("must be an https or http URL without user name");
        }
        if (!plain && "http".equalsIgnoreCase(uri.getScheme()) && !SettingRules.isLoopback(uri.getHost())) {
            throw new IllegalArgumentException(
                    "must be an https URL: over plain HTTP anyone on the way could name keys "
                            + "of their own, and sign tokens with them. Set " + PLAIN_HTTP
                            + "=allow where the network is trusted");
        }
        return uri;
    }

    private static URI file(String text) {
        Path file = Path.of(text);
        if (!Files.isReadable(file)) {
            throw new IllegalArgumentException("must be a file that can be read");
        }
        return file.toUri();
    }
}
