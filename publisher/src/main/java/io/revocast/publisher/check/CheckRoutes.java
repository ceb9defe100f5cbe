package io.revocast.publisher.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import io.revocast.consumer.Verdict;
import io.revocast.consumer.internal.store.LiveRevocation;
import io.revocast.event.Target;
import io.revocast.publisher.api.Answers;
import io.revocast.publisher.authentication.EndpointAccess;
import io.revocast.publisher.credentials.Caller;
import io.revocast.publisher.credentials.Scope;
import io.revocast.publisher.http.RouteGroup;
import io.revocast.publisher.http.Routes;
import io.revocast.publisher.json.Json;
import io.revocast.publisher.json.JsonBody;
import io.revocast.publisher.json.JsonFields;
import io.revocast.publisher.json.Problem;
import io.revocast.publisher.json.ProblemException;
import io.revocast.publisher.json.ProblemType;
import io.revocast.publisher.json.TargetReader;
import io.revocast.publisher.request.LimitedException;
import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.request.UnavailableException;
import io.revocast.publisher.token.DescribedToken;
import io.revocast.publisher.token.PastedTokenView;
import io.revocast.publisher.token.TokenReader;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code /v1/check}: has a token explained, and on request why a target does not match it. The token itself is never part
 * of an answer; values of its claims may be.
 */
public final class CheckRoutes implements RouteGroup {
    static final String CHECK = "/v1/check";
    private static final String TARGET = "target";

    private final EndpointAccess access;
    private final TokenReader tokens;
    private final Explainer explainer;

    public CheckRoutes(EndpointAccess access, TokenReader tokens, Explainer explainer) {
        this.access = access;
        this.tokens = tokens;
        this.explainer = explainer;
    }

    @Override
    public void register(Routes routes) {
        routes.post(CHECK, this::check);
    }

    private void check(Context ctx)
            throws ProblemException, RejectedException, LimitedException, UnavailableException, IOException {
        Caller caller = access.require(Scope.READ, ctx).caller();
        JsonNode body = Json.read(JsonBody.readAlone(ctx.req()));
        Target target = body.isObject() && body.has(TARGET) ? TargetReader.read(body.get(TARGET)) : null;
        if (target != null) {
            ((ObjectNode) body).remove(TARGET);
        }
        DescribedToken token = token(body);
        if (!caller.mayName(token.issuer()) || (target != null && !caller.mayName(target.issuer()))) {
            throw new ProblemException(Problem.of(ProblemType.FORBIDDEN, "this credential may not name the issuer")
                    .with("field", caller.mayName(token.issuer()) ? "target.issuer" : "iss")
                    .with("rule", "must be an issuer that the credential is limited to"));
        }
        Map<String, Object> json = json(explainer.explain(token));
        List<RuleExplanation> notMatching = explainer.notMatching(token);
        if (!notMatching.isEmpty()) {
            json.put("notMatching", notMatching.stream().map(CheckRoutes::json).toList());
        }
        if (target != null) {
            json.put("rule", json(explainer.explain(token, target)));
        }
        ctx.status(200).contentType("application/json").result(Json.write(Answers.dated(json, explainer.stale())));
    }

    private DescribedToken token(JsonNode body) throws ProblemException, RejectedException, UnavailableException {
        if (!body.isObject()) {
            throw new ProblemException(Problem.of(ProblemType.INVALID_REQUEST, "the body must be a JSON object"));
        }
        if (!body.has("token")) {
            return TokenPartsReader.read(body);
        }
        JsonFields fields = JsonFields.of(body, "");
        fields.requireOnly(Set.of("token"));
        return PastedTokenView.of(tokens.read(fields.secretText("token")));
    }

    private static Map<String, Object> json(RuleExplanation rule) {
        LiveRevocation live = rule.live();
        Map<String, Object> json = new LinkedHashMap<>(live == null ? Map.of() : Answers.live(live));
        json.put(TARGET, Answers.target(rule.target()));
        put(json, "revoked", rule.revoked());
        put(json, "matches", rule.matches());
        put(json, "why", rule.why());
        return json;
    }

    private static void put(Map<String, Object> json, String name, @Nullable Object value) {
        if (value != null) {
            json.put(name, value);
        }
    }

    private static Map<String, Object> json(TokenExplanation explanation) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("verdict", explanation.state().wireName());
        Verdict.Reason reason = explanation.reason();
        if (reason != null) {
            json.put("reason", reason.wireName());
        }
        json.put(
                "revocations",
                explanation.revocations().stream().map(Answers::live).toList());
        return json;
    }
}
