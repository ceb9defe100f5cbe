package io.revocast.publisher.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.http.Context;
import io.revocast.publisher.authentication.EndpointAccess;
import io.revocast.publisher.credentials.Caller;
import io.revocast.publisher.credentials.Scope;
import io.revocast.publisher.http.RouteGroup;
import io.revocast.publisher.http.Routes;
import io.revocast.publisher.json.Json;
import io.revocast.publisher.json.JsonBody;
import io.revocast.publisher.json.JsonFields;
import io.revocast.publisher.json.ProblemException;
import io.revocast.publisher.request.LimitedException;
import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.request.RejectedException.Kind;
import io.revocast.publisher.token.ObservedToken;
import io.revocast.publisher.token.RecentTokens;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code POST /v1/sightings}: callers report tokens that they accepted lately, described and never whole, for previews. */
public final class ObservedTokenRoutes implements RouteGroup {
    private static final String TOKENS = "tokens";
    private static final int MOST = 1000;
    private static final int MOST_CLAIMS = 16;
    private static final int LONGEST_VALUE = 256;
    private static final int DEEPEST = 3;

    private final EndpointAccess access;
    private final RecentTokens seen;

    public ObservedTokenRoutes(EndpointAccess access, RecentTokens seen) {
        this.access = access;
        this.seen = seen;
    }

    @Override
    public void register(Routes routes) {
        routes.post("/v1/sightings", this::post);
    }

    private void post(Context ctx) throws ProblemException, RejectedException, LimitedException, IOException {
        Caller caller = access.require(Scope.REPORT, ctx).caller();
        JsonNode body = Json.readObject(JsonBody.readAlone(ctx.req()));
        JsonFields.of(body, "").requireOnly(Set.of(TOKENS));
        JsonNode tokens = body.path(TOKENS);
        if (!tokens.isArray() || tokens.size() > MOST) {
            throw new RejectedException(
                    Kind.INVALID_FIELD, TOKENS, null, "must be an array of at most " + MOST + " tokens");
        }
        List<ObservedToken> sightings = new ArrayList<>(tokens.size());
        for (int i = 0; i < tokens.size(); i++) {
            try {
                ObservedToken sighting = sighting(tokens.get(i));
                requireMayName(caller, sighting.issuer());
                sightings.add(sighting);
            } catch (RejectedException e) {
                throw e.at(i);
            }
        }
        seen.report(sightings);
        ctx.status(204);
    }

    /** What is reported decides which targets of an issuer are broad. */
    private static void requireMayName(Caller caller, String issuer) throws RejectedException {
        if (!caller.mayName(issuer)) {
            throw new RejectedException(
                    Kind.FORBIDDEN,
                    "iss",
                    issuer,
                    "must be an issuer that this credential is limited to: " + caller.issuers());
        }
    }

    private static ObservedToken sighting(JsonNode token) throws RejectedException {
        if (!token.isObject()) {
            throw new RejectedException(Kind.INVALID_FIELD, TOKENS, null, "must hold JSON objects");
        }
        JsonFields fields = JsonFields.of(token, "");
        fields.requireOnly(Set.of("iss", "jti", "kid", "iat", "exp", "claims"));
        Instant expiresAt = seconds(token, "exp");
        if (expiresAt == null) {
            throw new RejectedException(Kind.INVALID_FIELD, "exp", null, "must be a number of seconds since 1970");
        }
        return new ObservedToken(
                bounded("iss", fields.text("iss")),
                optional("jti", fields),
                optional("kid", fields),
                seconds(token, "iat"),
                expiresAt,
                claims(token.get("claims")));
    }

    private static @Nullable String optional(String field, JsonFields fields) throws RejectedException {
        String text = fields.optionalText(field);
        return text == null ? null : bounded(field, text);
    }

    private static String bounded(String field, String text) throws RejectedException {
        if (text.length() > LONGEST_VALUE) {
            throw new RejectedException(
                    Kind.INVALID_FIELD, field, null, "must be at most " + LONGEST_VALUE + " characters");
        }
        return text;
    }

    private static @Nullable Instant seconds(JsonNode token, String name) throws RejectedException {
        JsonNode value = token.get(name);
        if (value == null) {
            return null;
        }
        if (!value.isNumber() || Math.abs(value.doubleValue()) > 253_402_300_799.0) {
            throw new RejectedException(Kind.INVALID_FIELD, name, null, "must be a number of seconds since 1970");
        }
        return Instant.ofEpochSecond(value.longValue());
    }

    private static Map<String, Object> claims(@Nullable JsonNode node) throws RejectedException {
        if (node == null) {
            return Map.of();
        }
        if (!node.isObject() || node.size() > MOST_CLAIMS) {
            throw new RejectedException(
                    Kind.INVALID_FIELD, "claims", null, "must be an object of at most " + MOST_CLAIMS + " claims");
        }
        Map<String, Object> claims = new HashMap<>();
        for (Map.Entry<String, JsonNode> claim : node.properties()) {
            claims.put(bounded("claims", claim.getKey()), value(claim.getValue(), 1));
        }
        return claims;
    }

    private static Object value(JsonNode value, int depth) throws RejectedException {
        if (value.isContainerNode() && (value.size() > MOST_CLAIMS || depth > DEEPEST)) {
            throw notBounded();
        }
        if (value.isArray()) {
            List<Object> values = new ArrayList<>(value.size());
            for (JsonNode each : value) {
                values.add(value(each, depth + 1));
            }
            return values;
        }
        if (value.isObject()) {
            Map<String, Object> members = new HashMap<>();
            for (Map.Entry<String, JsonNode> member : value.properties()) {
                members.put(bounded("claims", member.getKey()), value(member.getValue(), depth + 1));
            }
            return members;
        }
        return scalar(value);
    }

    private static RejectedException notBounded() {
        return new RejectedException(
                Kind.INVALID_FIELD,
                "claims",
                null,
                "must be texts, numbers, booleans, or arrays and objects of at most " + MOST_CLAIMS + " of them, "
                        + DEEPEST + " deep");
    }

    private static Object scalar(JsonNode value) throws RejectedException {
        if (value.isNumber()) {
            return value.numberValue();
        }
        if (value.isBoolean()) {
            return value.booleanValue();
        }
        if (!value.isTextual()) {
            throw notBounded();
        }
        return bounded("claims", value.textValue());
    }
}
