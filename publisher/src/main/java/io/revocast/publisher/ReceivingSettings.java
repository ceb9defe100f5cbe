package io.revocast.publisher;

import io.revocast.publisher.config.ConfigurationException;
import io.revocast.publisher.config.KeySchema.Family;
import io.revocast.publisher.config.Settings;
import io.revocast.publisher.http.ReceiveRoutes;
import io.revocast.publisher.receive.Inbox;
import io.revocast.publisher.receive.LogoutTokens;
import io.revocast.publisher.receive.Part;
import io.revocast.publisher.receive.Provider;
import io.revocast.publisher.receive.ReceivedCounts;
import io.revocast.publisher.receive.SecurityEvents;
import io.revocast.publisher.revoke.Desk;
import io.revocast.publisher.revoke.TargetWarnings;
import io.revocast.publisher.revoke.TokenAuthenticity;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What the doors for identity providers are told.
 *
 * @param providers whose messages revoke
 * @param lenientContentType whether security event tokens may come as any media type
 */
record ReceivingSettings(List<Provider> providers, boolean lenientContentType) {
    private static final String ISSUERS = "issuers.";
    private static final String LENIENT = "http.ssf-lenient-content-type";

    static final Set<String> KEYS = Set.of(LENIENT);
    static final List<Family> FAMILIES = ProviderSettings.families(ISSUERS);

    ReceivingSettings {
        providers = List.copyOf(providers);
    }

    static ReceivingSettings read(Settings settings) throws ConfigurationException {
        List<Provider> providers = new ArrayList<>();
        for (String alias : IssuerSettings.aliases(settings, ISSUERS)) {
            String prefix = ISSUERS + alias;
            Optional<String> issuer = settings.read(prefix + ".iss", Values::text);
            if (issuer.isPresent()) {
                ProviderSettings.read(settings, prefix + ".", issuer.get()).ifPresent(providers::add);
            }
        }
        return new ReceivingSettings(
                providers,
                settings.read(LENIENT, text -> Values.oneOf(text, Map.of("true", true, "false", false)))
                        .orElse(false));
    }

    /** Says which providers' messages name claims that no token reported lately has. */
    List<String> warnings(TargetWarnings warnings) {
        List<String> found = new ArrayList<>();
        for (Provider provider : providers) {
            Provider.Tokens tokens = provider.tokens();
            Optional<String> session = tokens.claim(Part.SESSION);
            Optional<String> user = tokens.claim(Part.USER);
            List<List<String>> needed = tokens.sessionWithUser()
                    ? List.of(Stream.of(session, user).flatMap(Optional::stream).toList())
                    : List.of(session.stream().toList(), user.stream().toList());
            for (List<String> claims : needed) {
                if (!claims.isEmpty()) {
                    warnings.missing(tokens.issuer(), claims)
                            .ifPresent(missing -> found.add(
                                    "messages of issuers." + provider.alias() + " may revoke nothing: " + missing));
                }
            }
        }
        return found;
    }

    /** The doors, for messages that are verified. */
    ReceiveRoutes routes(
            TokenAuthenticity authenticity, Desk desk, TargetWarnings warnings, ReceivedCounts counts, Clock clock) {
        Inbox inbox = new Inbox(providers, authenticity.forAnonymous(), desk, warnings::of, clock);
        return new ReceiveRoutes(
                new LogoutTokens(inbox, counts), new SecurityEvents(inbox, counts), lenientContentType);
    }
}
