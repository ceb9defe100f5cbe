package io.revocast.publisher.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.revocast.consumer.VerifiedToken;
import io.revocast.event.Target;
import io.revocast.publisher.json.JsonFields;
import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.request.RejectedException.Kind;
import io.revocast.publisher.token.TokenParts;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads a token that is described by its parts. */
final class TokenPartsReader {
    private TokenPartsReader() {}

    static TokenParts read(JsonNode body) throws RejectedException {
        JsonFields fields = JsonFields.of(body, "");
        fields.requireOnly(Set.of("iss", "jti", "fingerprint", "kid", "iat", "claims"));
        String fingerprint = fields.optionalText("fingerprint");
        if (fingerprint != null && !Target.Token.isFingerprint(fingerprint)) {
            throw new RejectedException(
                    Kind.INVALID_FIELD,
                    "fingerprint",
                    fingerprint,
                    "must be sha256: and the 43 characters of base64url that the signing input hashes to");
        }
        return new TokenParts(
                fields.text("iss"),
                fields.optionalText("jti"),
                fingerprint,
                fields.optionalText("kid"),
                issuedAt(body.get("iat")),
                claims(body.get("claims")));
    }

    private static long issuedAt(@Nullable JsonNode iat) throws RejectedException {
        if (iat == null) {
            return VerifiedToken.NO_ISSUED_AT;
        }
        if (!iat.isNumber() || Math.abs(iat.doubleValue()) > 1e15) {
            throw new RejectedException(
                    Kind.INVALID_FIELD, "iat", null, "must be a number of seconds since 1970 (RFC 7519 section 4.1.6)");
        }
        return (long) Math.floor(iat.doubleValue());
    }

    private static Map<String, @Nullable Object> claims(@Nullable JsonNode node) throws RejectedException {
        if (node == null) {
            return Map.of();
        }
        if (!node.isObject()) {
            throw new RejectedException(Kind.INVALID_FIELD, "claims", null, "must be a JSON object");
        }
        return members(node);
    }

    private static Map<String, @Nullable Object> members(JsonNode object) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        object.properties().forEach(member -> members.put(member.getKey(), value(member.getValue())));
        return members;
    }

    private static @Nullable Object value(JsonNode node) {
        if (node.isArray()) {
            List<@Nullable Object> values = new ArrayList<>();
            node.forEach(each -> values.add(value(each)));
            return values;
        }
        if (node.isObject()) {
            return members(node);
        }
        if (node.isTextual()) {
            return node.textValue();
        }
        if (node.isBoolean()) {
            return node.booleanValue();
        }
        return node.isNumber() ? node.numberValue() : null;
    }
}
