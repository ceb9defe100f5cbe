package io.revocast.publisher.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import io.revocast.consumer.LiveRevocation;
import io.revocast.consumer.Verdict;
import io.revocast.event.Target;
import io.revocast.publisher.access.Caller;
import io.revocast.publisher.access.Scope;
import io.revocast.publisher.revoke.DescribedToken;
import io.revocast.publisher.revoke.Explainer;
import io.revocast.publisher.revoke.LimitedException;
import io.revocast.publisher.revoke.PastedTokenView;
import io.revocast.publisher.revoke.RejectedException;
import io.revocast.publisher.revoke.RuleExplanation;
import io.revocast.publisher.revoke.TokenExplanation;
import io.revocast.publisher.revoke.TokenReader;
import io.revocast.publisher.revoke.UnavailableException;

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

    private final Entrance entrance;
    private final TokenReader tokens;
    private final Explainer explainer;

    public CheckRoutes(Entrance entrance, TokenReader tokens, Explainer explainer) {
        this.entrance = entrance;
        this.tokens = tokens;
        this.explainer = explainer;
    }

    @Override
    public void register(Routes routes) {
        routes.post(CHECK, this::check);
    }

    private void check(Context ctx)
            throws ProblemException, RejectedException, LimitedException, UnavailableException, IOException {
        Caller caller = entrance.require(Scope.READ, ctx).caller();
        JsonNode body = Json.read(JsonBody.readAlone(ctx.req()));
        Target target = body.isObject() && body.has(TARGET) ? TargetReader.read(body.get(TARGET)) : null;
        if (target != null) {
            ((ObjectNode) body).remove(TARGET);
        }
        DescribedToken token = token(body);
        if (!caller.mayName(token.issuer())) {
            throw new ProblemException(Problem.of(ProblemType.FORBIDDEN, "this credential may not name the issuer")
                    .with("field", "iss")
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
        json.put("revoked", live != null);
        json.put("matches", rule.matches());
        if (rule.why() != null) {
            json.put("why", rule.why());
        }
        return json;
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
