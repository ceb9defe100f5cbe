package io.revocast.publisher;

import io.revocast.publisher.config.ConfigurationException;
import io.revocast.publisher.config.Settings;
import io.revocast.publisher.jwks.TrustedIssuer;
import io.revocast.publisher.receive.Provider;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads {@code issuers.<alias>.*}: an issuer, where its keys are, and which of its messages revoke. */
final class IssuerSettings {
    static final String ISSUERS = "issuers.";

    private IssuerSettings() {}

    /** Reads those whose messages revoke, too. */
    static List<Provider> readProviders(Settings settings) throws ConfigurationException {
        List<Provider> providers = new ArrayList<>();
        for (String alias : aliases(settings)) {
            String prefix = ISSUERS + alias;
            ProviderSettings.read(settings, prefix + ".", iss(settings, prefix)).ifPresent(providers::add);
        }
        return providers;
    }

    private static Set<String> aliases(Settings settings) {
        Set<String> aliases = new TreeSet<>();
        settings.family(ISSUERS).keySet().forEach(key -> aliases.add(key.substring(0, key.lastIndexOf('.'))));
        return aliases;
    }

    static List<TrustedIssuer> read(Settings settings) throws ConfigurationException {
        List<TrustedIssuer> issuers = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (String alias : aliases(settings)) {
            TrustedIssuer issuer = issuer(settings, ISSUERS + alias);
            if (!seen.add(issuer.issuer())) {
                throw new ConfigurationException(
                        ISSUERS + alias + ".iss is the issuer of another alias already: " + issuer.issuer());
            }
            issuers.add(issuer);
        }
        return issuers;
    }

    private static TrustedIssuer issuer(Settings settings, String prefix) throws ConfigurationException {
        String issuer = iss(settings, prefix);
        Optional<URI> url = settings.read(prefix + ".jwks-url", IssuerSettings::url);
        Optional<URI> file = settings.read(prefix + ".jwks-file", IssuerSettings::file);
        if (url.isPresent() == file.isPresent()) {
            throw new ConfigurationException("either " + prefix + ".jwks-url or " + prefix
                    + ".jwks-file must be set: where the issuer's public keys are");
        }
        return new TrustedIssuer(issuer, url.orElseGet(file::orElseThrow));
    }

    private static String iss(Settings settings, String prefix) throws ConfigurationException {
        return settings.read(prefix + ".iss", Values::text)
                .orElseThrow(() -> new ConfigurationException(prefix + ".iss must be set: the iss of its tokens"));
    }

    private static URI url(String text) {
        URI uri = URI.create(text);
        boolean http = "https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme());
        if (!http || uri.getHost() == null || uri.getUserInfo() != null) {
            throw new IllegalArgumentException("must be an https or http URL without user name");
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
