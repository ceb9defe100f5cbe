package io.revocast.publisher.settings;

import io.revocast.config.ConfigurationException;
import io.revocast.config.ConfigurationValues;
import io.revocast.config.KeySchema.Family;
import io.revocast.config.SettingRules;
import io.revocast.publisher.signals.Provider;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The settings of the endpoints for identity providers.
 *
 * @param providers whose messages revoke
 * @param lenientContentType whether security event tokens may come as any media type
 */
public record ProviderMessageSettings(List<Provider> providers, boolean lenientContentType) {
    private static final String ISSUERS = "issuers.";
    private static final String LENIENT = "http.ssf-lenient-content-type";

    static final Set<String> KEYS = Set.of(LENIENT);
    static final List<Family> FAMILIES = ProviderSettings.families(ISSUERS);

    public ProviderMessageSettings {
        providers = List.copyOf(providers);
    }

    static ProviderMessageSettings read(ConfigurationValues settings) throws ConfigurationException {
        List<Provider> providers = new ArrayList<>();
        for (String alias : IssuerSettings.aliases(settings, ISSUERS)) {
            String prefix = ISSUERS + alias;
            Optional<String> issuer = settings.read(prefix + ".iss", SettingRules::text);
            if (issuer.isPresent()) {
                ProviderSettings.read(settings, prefix + ".", issuer.get()).ifPresent(providers::add);
            }
        }
        return new ProviderMessageSettings(
                providers,
                settings.read(LENIENT, SettingRules.oneOf(Map.of("true", true, "false", false)))
                        .orElse(false));
    }
}
