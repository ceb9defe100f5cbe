package io.revocast.publisher.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.revocast.publisher.json.JsonFields;
import io.revocast.publisher.json.Problem;
import io.revocast.publisher.json.ProblemException;
import io.revocast.publisher.json.ProblemType;
import io.revocast.publisher.json.TargetReader;
import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.request.RejectedException.Kind;
import io.revocast.publisher.request.RevokeRequest;
import io.revocast.publisher.request.RevokeRequest.Explanation;
import io.revocast.publisher.validate.BatchRules;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads the body of {@code POST /v1/revocations}: one entry, or {@code {"revocations": [entry, …]}}. */
public final class SubmissionReader {
    private static final String REVOCATIONS = "revocations";
    private static final String CONFIRM = "confirm";
    private static final String TOKEN = "token";
    private static final String TARGET = "target";
    private static final Set<String> TOKEN_FIELDS = Set.of(TOKEN, "reason", "note");
    private static final Set<String> TARGET_FIELDS =
            Set.of(TARGET, "issuedBefore", "authBefore", "expiresAt", "reason", "note");

    private SubmissionReader() {}

    static Submission read(JsonNode body) throws RejectedException, ProblemException {
        if (!body.isObject()) {
            throw new ProblemException(Problem.of(ProblemType.INVALID_REQUEST, "the body must be a JSON object"));
        }
        String confirmation = JsonFields.of(body, "").optionalText(CONFIRM);
        if (!body.has(REVOCATIONS)) {
            JsonNode entry = body.deepCopy();
            ((ObjectNode) entry).remove(CONFIRM);
            return new Submission(false, List.of(entry(entry)), confirmation);
        }
        JsonFields.of(body, "").requireOnly(Set.of(REVOCATIONS, CONFIRM));
        JsonNode entries = body.get(REVOCATIONS);
        if (!entries.isArray()) {
            throw new RejectedException(Kind.INVALID_FIELD, REVOCATIONS, null, "must be an array of entries");
        }
        if (entries.size() > BatchRules.MAX_ENTRIES) {
            throw new RejectedException(
                    Kind.TOO_MANY_ENTRIES,
                    REVOCATIONS,
                    Integer.toString(entries.size()),
                    "must have at most " + BatchRules.MAX_ENTRIES + " entries");
        }
        List<RevokeRequest> requests = new ArrayList<>(entries.size());
        for (int i = 0; i < entries.size(); i++) {
            try {
                requests.add(entry(entries.get(i)));
            } catch (RejectedException e) {
                throw e.at(i);
            }
        }
        return new Submission(true, requests, confirmation);
    }

    public static RevokeRequest entry(JsonNode node) throws RejectedException {
        if (!node.isObject()) {
            throw new RejectedException(Kind.INVALID_FIELD, REVOCATIONS, null, "must hold JSON objects");
        }
        JsonFields fields = JsonFields.of(node, "");
        if (node.has(TOKEN) == node.has(TARGET)) {
            throw new RejectedException(
                    Kind.INVALID_FIELD, TARGET, null, "must be given, or token instead, but not both");
        }
        if (node.has(TOKEN)) {
            for (String name : List.of("expiresAt", "issuedBefore", "authBefore")) {
                if (node.has(name)) {
                    throw new RejectedException(
                            Kind.INVALID_FIELD,
                            name,
                            null,
                            "must not be given with a pasted token: its own exp counts");
                }
            }
            fields.requireOnly(TOKEN_FIELDS);
            return new RevokeRequest.ByToken(fields.secretText(TOKEN), explanation(fields));
        }
        fields.requireOnly(TARGET_FIELDS);
        return new RevokeRequest.ByTarget(
                TargetReader.read(node.get(TARGET)),
                fields.optionalInstant("issuedBefore"),
                fields.optionalInstant("authBefore"),
                fields.optionalInstant("expiresAt"),
                explanation(fields));
    }

    static Explanation explanation(JsonFields fields) throws RejectedException {
        return new Explanation(fields.optionalText("reason"), fields.optionalText("note"));
    }
}
