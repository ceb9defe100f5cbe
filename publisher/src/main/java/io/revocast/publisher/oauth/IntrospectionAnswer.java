package io.revocast.publisher.oauth;

import io.revocast.publisher.token.PastedToken;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The JSON of an introspection: what the token itself says, under the names of the standard.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7662#section-2.2">RFC 7662, section 2.2</a>
 */
final class IntrospectionAnswer {
    /** The whole answer about a token that is not active: any reason would tell too much. */
    static final Map<String, Object> INACTIVE = Map.of("active", false);

    private IntrospectionAnswer() {}

    static Map<String, Object> active(PastedToken token) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("active", true);
        put(json, "scope", scope(token));
        put(json, "client_id", firstText(token, "client_id", "azp", "cid"));
        put(json, "username", firstText(token, "username", "preferred_username"));
        // Nothing of a JWT says otherwise, but for one that is bound to a key (RFC 9449 section 6.2).
        json.put("token_type", isBoundToKey(token) ? "DPoP" : "Bearer");
        for (String time : List.of("exp", "iat", "nbf")) {
            put(json, time, number(token.claim(time)));
        }
        put(json, "sub", firstText(token, "sub"));
        put(json, "aud", audience(token.claim("aud")));
        put(json, "iss", firstText(token, "iss"));
        put(json, "jti", firstText(token, "jti"));
        // How the token is bound goes along, or a service would take it for one that is not (RFC 8705 section 3.2).
        if (token.claim("cnf") instanceof Map<?, ?> confirmation) {
            json.put("cnf", confirmation);
        }
        return json;
    }

    private static boolean isBoundToKey(PastedToken token) {
        return token.claim("cnf") instanceof Map<?, ?> confirmation && confirmation.containsKey("jkt");
    }

    /** {@code scope} as RFC 9068 has it, or Okta's array {@code scp} joined. */
    private static @Nullable String scope(PastedToken token) {
        String scope = firstText(token, "scope", "scp");
        if (scope != null) {
            return scope;
        }
        List<String> texts = texts(token.claim("scp"));
        return texts.isEmpty() ? null : String.join(" ", texts);
    }

    private static @Nullable Object audience(@Nullable Object claim) {
        if (claim instanceof String) {
            return claim;
        }
        List<String> texts = texts(claim);
        return texts.isEmpty() ? null : texts;
    }

    private static List<String> texts(@Nullable Object claim) {
        return claim instanceof List<?> values
                ? values.stream()
                        .filter(String.class::isInstance)
                        .map(String.class::cast)
                        .toList()
                : List.of();
    }

    private static @Nullable Object number(@Nullable Object claim) {
        // Whole seconds, which is what clients expect; a fraction is left out.
        return claim instanceof BigDecimal number ? number.longValue() : null;
    }

    private static @Nullable String firstText(PastedToken token, String... names) {
        return Stream.of(names)
                .map(token::claim)
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .findFirst()
                .orElse(null);
    }

    private static void put(Map<String, Object> json, String name, @Nullable Object value) {
        if (value != null) {
            json.put(name, value);
        }
    }
}
