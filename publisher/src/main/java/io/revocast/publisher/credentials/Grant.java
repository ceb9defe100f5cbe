package io.revocast.publisher.credentials;

import org.jspecify.annotations.Nullable;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a credential permits, as the configuration spells it. First come the kinds of target, separated by commas, or
 * {@code *} for all, or {@code -} for none. Then follow, separated by spaces, further scopes, {@code issuer=<iss>} for each
 * issuer that it is limited to, and {@code client=<client_id>}. Immutable.
 *
 * @param clientId null when it is the credential's name
 */
record Grant(
        Set<Scope> scopes, Set<String> issuers, @Nullable String clientId) {
    private static final Set<Scope> KINDS =
            EnumSet.of(Scope.WRITE_TOKEN, Scope.WRITE_CLAIM, Scope.WRITE_KEY, Scope.WRITE_ISSUER);
    private static final String CLIENT = "client=";
    private static final String ISSUER = "issuer=";

    Grant {
        scopes = Set.copyOf(scopes);
        issuers = Set.copyOf(issuers);
    }

    /**
     * Reads the words.
     *
     * @throws IllegalArgumentException with the rule that they break
     */
    static Grant parse(List<String> words) {
        Set<Scope> scopes = kinds(words.get(0));
        Set<String> issuers = new HashSet<>();
        String clientId = null;
        for (String word : words.subList(1, words.size())) {
            if (word.startsWith(CLIENT) && word.length() > CLIENT.length()) {
                clientId = word.substring(CLIENT.length());
            } else if (word.startsWith(ISSUER) && word.length() > ISSUER.length()) {
                issuers.add(word.substring(ISSUER.length()));
            } else {
                scopes.add(furtherScope(word));
            }
        }
        return new Grant(scopes, issuers, clientId);
    }

    private static Set<Scope> kinds(String text) {
        if (text.equals("*")) {
            return EnumSet.copyOf(KINDS);
        }
        Set<Scope> kinds = EnumSet.noneOf(Scope.class);
        if (text.equals("-")) {
            return kinds;
        }
        for (String word : text.split(",", -1)) {
            kinds.add(Scope.ofWord(word)
                    .filter(KINDS::contains)
                    .orElseThrow(() -> new IllegalArgumentException(
                            "kinds must be token, claim, key, issuer, separated by commas without spaces, or * or -")));
        }
        return kinds;
    }

    private static Scope furtherScope(String word) {
        return Scope.ofWord(word)
                .filter(scope -> !KINDS.contains(scope))
                .orElseThrow(() -> new IllegalArgumentException("after the kinds there may only be "
                        + EnumSet.complementOf(EnumSet.copyOf(KINDS)).stream()
                                .map(Scope::word)
                                .collect(Collectors.joining(", "))
                        + ", issuer=<iss>, client=<client_id>"));
    }

    /** The caller that has this credential. */
    Caller caller(String name) {
        return new Caller(name, clientId == null ? name : clientId, scopes, issuers);
    }
}
