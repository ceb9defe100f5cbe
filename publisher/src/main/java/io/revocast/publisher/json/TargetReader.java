package io.revocast.publisher.json;

import com.fasterxml.jackson.databind.JsonNode;
import io.revocast.event.Target;
import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.request.RejectedException.Kind;

import java.util.Set;

/** Reads a target from its JSON: a kind, an issuer, and what the kind takes. */
public final class TargetReader {
    private static final String TARGET = "target";

    private TargetReader() {}

    public static Target read(JsonNode node) throws RejectedException {
        if (!node.isObject()) {
            throw new RejectedException(Kind.INVALID_FIELD, TARGET, null, "must be a JSON object");
        }
        JsonFields fields = JsonFields.of(node, "target.");
        String kind = fields.text("kind");
        try {
            return switch (kind) {
                case "token" -> token(fields, node.has("fingerprint"));
                case "claim" -> {
                    fields.requireOnly(Set.of("kind", "issuer", "name", "value"));
                    yield new Target.Claim(fields.text("issuer"), fields.text("name"), fields.text("value"));
                }
                case "path" -> {
                    fields.requireOnly(Set.of("kind", "issuer", "pointer", "value"));
                    yield new Target.Path(fields.text("issuer"), fields.text("pointer"), fields.text("value"));
                }
                case "key" -> {
                    fields.requireOnly(Set.of("kind", "issuer", "kid"));
                    yield new Target.Key(fields.text("issuer"), fields.text("kid"));
                }
                case "issuer" -> {
                    fields.requireOnly(Set.of("kind", "issuer"));
                    yield new Target.Issuer(fields.text("issuer"));
                }
                default ->
                    throw new RejectedException(
                            Kind.INVALID_FIELD, "target.kind", kind, "must be token, claim, path, key or issuer");
            };
        } catch (IllegalArgumentException e) {
            RejectedException rejection = new RejectedException(
                    Kind.INVALID_FIELD, TARGET, null, "is not valid: " + String.valueOf(e.getMessage()));
            rejection.initCause(e);
            throw rejection;
        }
    }

    private static Target token(JsonFields fields, boolean byFingerprint) throws RejectedException {
        if (byFingerprint) {
            fields.requireOnly(Set.of("kind", "issuer", "fingerprint"));
            String fingerprint = fields.text("fingerprint");
            if (!Target.Token.isFingerprint(fingerprint)) {
                throw new RejectedException(
                        Kind.INVALID_FIELD,
                        "target.fingerprint",
                        fingerprint,
                        "must be sha256: and the 43 characters of base64url that the signing input hashes to");
            }
            return new Target.Token(fields.text("issuer"), fingerprint);
        }
        fields.requireOnly(Set.of("kind", "issuer", "jti"));
        String issuer = fields.text("issuer");
        String jti = fields.text("jti");
        if (!Target.Token.nameable(issuer, jti)) {
            throw new RejectedException(
                    Kind.INVALID_FIELD,
                    "target.jti",
                    null,
                    "cannot name a token: it is too long, not well-formed or reads like a fingerprint; "
                            + "give the token's fingerprint instead");
        }
        return new Target.Token(issuer, jti);
    }
}
