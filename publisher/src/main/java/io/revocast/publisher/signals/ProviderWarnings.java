package io.revocast.publisher.signals;

import io.revocast.publisher.token.TargetWarnings;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds providers whose messages may revoke nothing. Immutable. */
public final class ProviderWarnings {
    private final List<Provider> providers;
    private final TargetWarnings warnings;

    /**
     * Warns about some providers.
     *
     * @param warnings knows the claims of the tokens that were reported lately
     */
    public ProviderWarnings(List<Provider> providers, TargetWarnings warnings) {
        this.providers = List.copyOf(providers);
        this.warnings = warnings;
    }

    /** Returns one text for each provider and each set of claims that no token reported lately has. */
    public List<String> texts() {
        List<String> found = new ArrayList<>();
        for (Provider provider : providers) {
            Provider.Tokens tokens = provider.tokens();
            for (List<String> claims : claimsOfMessages(tokens)) {
                warnings.missing(tokens.issuer(), claims)
                        .ifPresent(missing -> found.add(
                                "messages of issuers." + provider.alias() + " may revoke nothing: " + missing));
            }
        }
        return found;
    }

    private static List<List<String>> claimsOfMessages(Provider.Tokens tokens) {
        Optional<String> session = tokens.claim(SubjectType.SESSION);
        Optional<String> user = tokens.claim(SubjectType.USER);
        Stream<List<String>> each = tokens.sessionWithUser()
                ? Stream.of(Stream.of(session, user).flatMap(Optional::stream).toList())
                : Stream.of(session.stream().toList(), user.stream().toList());
        return each.filter(claims -> !claims.isEmpty()).toList();
    }
}
