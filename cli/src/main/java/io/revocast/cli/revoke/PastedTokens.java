package io.revocast.cli.revoke;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.revocast.cli.command.JsonDocuments;
import io.revocast.event.Target;

import java.util.Base64;
import java.util.Optional;

/** Names whole tokens as a publisher names them. A publisher that imported a token has read it strictly before. */
final class PastedTokens {
    private PastedTokens() {}

    /** The target of a compact token as the API takes it; empty when the text is no token that has an issuer. */
    static Optional<ObjectNode> target(String token) {
        String[] parts = token.split("\\.", -1);
        JsonNode claims = parts.length == 3 ? claims(parts[1]) : JsonDocuments.object();
        JsonNode issuer = claims.path("iss");
        JsonNode jti = claims.path("jti");
        if (!issuer.isTextual() || issuer.textValue().isEmpty() || !(jti.isTextual() || jti.isMissingNode())) {
            return Optional.empty();
        }
        boolean named = jti.isTextual() && Target.Token.nameable(issuer.textValue(), jti.textValue());
        ObjectNode target = JsonDocuments.object().put("kind", "token").put("issuer", issuer.textValue());
        return Optional.of(
                named
                        ? target.put("jti", jti.textValue())
                        : target.put("fingerprint", Target.Token.fingerprint(parts[0] + "." + parts[1])));
    }

    private static JsonNode claims(String payload) {
        try {
            return JsonDocuments.read(Base64.getUrlDecoder().decode(payload));
        } catch (IllegalArgumentException e) {
            return JsonDocuments.object();
        }
    }
}
