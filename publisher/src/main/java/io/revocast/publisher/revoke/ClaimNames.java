package io.revocast.publisher.revoke;

import org.jspecify.annotations.Nullable;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * In which claims an issuer says to which client a token was issued, and in which session. Immutable.
 *
 * @param client null for {@code client_id} (RFC 9068), else {@code azp} (Keycloak), else {@code cid} (Okta)
 * @param session of the session or grant that a refresh token's access tokens share
 */
public record ClaimNames(@Nullable String client, String session) {
    /** For an issuer of which nothing is configured. */
    public static final ClaimNames DEFAULT = new ClaimNames(null, "sid");

    /** The client that a token was issued to; empty when it does not say, or not by a text. */
    Optional<String> clientOf(PastedToken token) {
        Stream<String> names = client == null ? Stream.of("client_id", "azp", "cid") : Stream.of(client);
        return names.filter(token::hasClaim).findFirst().flatMap(name -> text(token, name));
    }

    /** The session that a token belongs to; empty when it does not say, or not by a text. */
    Optional<String> sessionOf(PastedToken token) {
        return text(token, session);
    }

    private static Optional<String> text(PastedToken token, String name) {
        return token.claim(name) instanceof String text && !text.isEmpty() ? Optional.of(text) : Optional.empty();
    }
}
