package io.revocast.publisher.token;

import io.revocast.event.Target;
import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.request.RejectedException.Kind;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;
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
    public Optional<String> clientOf(PastedToken token) {
        Stream<String> names = client == null ? Stream.of("client_id", "azp", "cid") : Stream.of(client);
        return names.filter(token::hasClaim).findFirst().flatMap(name -> text(token, name));
    }

    /**
     * The session that a token belongs to, as a claim target names it; empty when the claim is absent, null or empty. A number,
     * or a list with one value, is a session as well, because a service compares it with the same target.
     *
     * @throws RejectedException when the claim has a value that no one target names
     */
    public Optional<String> sessionOf(PastedToken token) throws RejectedException {
        Object claim = token.claim(session);
        List<?> values = claim instanceof List<?> several ? several : Arrays.asList(claim);
        List<@Nullable String> texts = values.stream()
                .filter(value -> value != null && !"".equals(value))
                .map(PastedTokenView::asLibrariesReadIt)
                .map(value -> value instanceof String || value instanceof Number ? Target.Claim.textOf(value) : null)
                .distinct()
                .toList();
        if (texts.isEmpty()) {
            return Optional.empty();
        }
        String text = texts.get(0);
        if (text == null || texts.size() > 1) {
            throw new RejectedException(
                    Kind.INVALID_TOKEN,
                    "token." + session,
                    null,
                    "must be one text or number, or a list with one of them: nothing else names a session");
        }
        return Optional.of(text);
    }

    private static Optional<String> text(PastedToken token, String name) {
        return token.claim(name) instanceof String text && !text.isEmpty() ? Optional.of(text) : Optional.empty();
    }
}
