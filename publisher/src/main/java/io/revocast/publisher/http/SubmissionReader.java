package io.revocast.publisher.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.revocast.event.Target;
import io.revocast.publisher.revoke.RejectedException;
import io.revocast.publisher.revoke.RejectedException.Kind;
import io.revocast.publisher.revoke.RevocationRequest;
import io.revocast.publisher.revoke.RevocationRequest.Explanation;
import io.revocast.publisher.revoke.Revoker;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the body of {@code POST /v1/revocations}: one entry, or {@code {"revocations": [entry, …]}}. */
final class SubmissionReader {
    private static final String REVOCATIONS = "revocations";
    private static final String TOKEN = "token";
    private static final String TARGET = "target";
    private static final Set<String> TOKEN_FIELDS = Set.of(TOKEN, "reason", "note");
    private static final Set<String> TARGET_FIELDS = Set.of(TARGET, "issuedBefore", "expiresAt", "reason", "note");
    private static final Pattern FINGERPRINT = Pattern.compile("sha256:[A-Za-z0-9_-]{43}");

    private SubmissionReader() {}

    static Submission read(JsonNode body) throws RejectedException, ProblemException {
        if (!body.isObject()) {
            throw new ProblemException(Problem.of(ProblemType.INVALID_REQUEST, "the body must be a JSON object"));
        }
        if (!body.has(REVOCATIONS)) {
            return new Submission(false, List.of(entry(body)));
        }
        JsonFields.of(body, "").requireOnly(Set.of(REVOCATIONS));
        JsonNode entries = body.get(REVOCATIONS);
        if (!entries.isArray()) {
            throw new RejectedException(Kind.INVALID_FIELD, REVOCATIONS, null, "must be an array of entries");
        }
        if (entries.size() > Revoker.MAX_ENTRIES) {
            throw new RejectedException(
                    Kind.TOO_MANY_ENTRIES,
                    REVOCATIONS,
                    Integer.toString(entries.size()),
                    "must have at most " + Revoker.MAX_ENTRIES + " entries");
        }
        List<RevocationRequest> requests = new ArrayList<>(entries.size());
        for (int i = 0; i < entries.size(); i++) {
            try {
                requests.add(entry(entries.get(i)));
            } catch (RejectedException e) {
                throw e.at(i);
            }
        }
        return new Submission(true, requests);
    }

    private static RevocationRequest entry(JsonNode node) throws RejectedException {
        if (!node.isObject()) {
            throw new RejectedException(Kind.INVALID_FIELD, REVOCATIONS, null, "must hold JSON objects");
        }
        JsonFields fields = JsonFields.of(node, "");
        if (node.has(TOKEN) == node.has(TARGET)) {
            throw new RejectedException(
                    Kind.INVALID_FIELD, TARGET, null, "must be given, or token instead, but not both");
        }
        if (node.has(TOKEN)) {
            if (node.has("expiresAt") || node.has("issuedBefore")) {
                throw new RejectedException(
                        Kind.INVALID_FIELD,
                        node.has("expiresAt") ? "expiresAt" : "issuedBefore",
                        null,
                        "must not be given with a pasted token: its own exp counts");
            }
            fields.requireOnly(TOKEN_FIELDS);
            return new RevocationRequest.ByToken(fields.secretText(TOKEN), explanation(fields));
        }
        fields.requireOnly(TARGET_FIELDS);
        return new RevocationRequest.ByTarget(
                target(node.get(TARGET)),
                fields.optionalInstant("issuedBefore"),
                fields.optionalInstant("expiresAt"),
                explanation(fields));
    }

    private static Explanation explanation(JsonFields fields) throws RejectedException {
        return new Explanation(fields.optionalText("reason"), fields.optionalText("note"));
    }

    private static Target target(JsonNode node) throws RejectedException {
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
                            Kind.INVALID_FIELD, "target.kind", kind, "must be token, claim, key or issuer");
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
            if (!FINGERPRINT.matcher(fingerprint).matches()) {
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
