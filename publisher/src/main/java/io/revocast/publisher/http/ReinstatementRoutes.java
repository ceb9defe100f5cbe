package io.revocast.publisher.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.http.Context;
import io.revocast.event.Receipt;
import io.revocast.event.Target;
import io.revocast.publisher.revoke.Desk;
import io.revocast.publisher.revoke.LimitedException;
import io.revocast.publisher.revoke.Reinstatement;
import io.revocast.publisher.revoke.RejectedException;
import io.revocast.publisher.revoke.RejectedException.Kind;
import io.revocast.publisher.revoke.Requester;
import io.revocast.publisher.revoke.Revoker;
import io.revocast.publisher.revoke.UnavailableException;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** {@code POST /v1/reinstatements}: take revocations back, by id or by target, one or some. */
public final class ReinstatementRoutes implements RouteGroup {
    private static final String LIST = "reinstatements";
    private static final String ID = "id";
    private static final String TARGET = "target";
    private static final String EXPECTED = "expected";

    private final Entrance entrance;
    private final Desk desk;

    public ReinstatementRoutes(Entrance entrance, Desk desk) {
        this.entrance = entrance;
        this.desk = desk;
    }

    @Override
    public void register(Routes routes) {
        routes.post("/v1/reinstatements", this::post);
    }

    private void post(Context ctx)
            throws ProblemException, RejectedException, LimitedException, UnavailableException, IOException {
        Requester requester = entrance.requester(ctx);
        byte[] bytes = JsonBody.readAlone(ctx.req());
        requester = requester.with(IdempotencyHeader.read(ctx, bytes));
        JsonNode body = Json.readObject(bytes);
        if (!body.has(LIST)) {
            Json.answer(
                    ctx,
                    200,
                    answer(desk.reinstate(requester, List.of(request(body))).get(0)));
            return;
        }
        JsonFields.of(body, "").requireOnly(Set.of(LIST));
        List<Map<String, Object>> answers = desk.reinstate(requester, requests(body.get(LIST))).stream()
                .map(ReinstatementRoutes::answer)
                .toList();
        Json.answer(ctx, 200, Map.of(LIST, answers));
    }

    private static List<Reinstatement.Request> requests(JsonNode entries) throws RejectedException {
        if (!entries.isArray() || entries.size() > Revoker.MAX_ENTRIES) {
            throw new RejectedException(
                    entries.isArray() ? Kind.TOO_MANY_ENTRIES : Kind.INVALID_FIELD,
                    LIST,
                    entries.isArray() ? Integer.toString(entries.size()) : null,
                    "must be an array of at most " + Revoker.MAX_ENTRIES + " entries");
        }
        List<Reinstatement.Request> requests = new ArrayList<>(entries.size());
        for (int i = 0; i < entries.size(); i++) {
            try {
                requests.add(request(entries.get(i)));
            } catch (RejectedException e) {
                throw e.at(i);
            }
        }
        return requests;
    }

    private static Reinstatement.Request request(JsonNode node) throws RejectedException {
        if (!node.isObject()) {
            throw new RejectedException(Kind.INVALID_FIELD, LIST, null, "must hold JSON objects");
        }
        JsonFields fields = JsonFields.of(node, "");
        fields.requireOnly(Set.of(ID, TARGET, EXPECTED, "reason", "note"));
        if (node.has(ID) == node.has(TARGET)) {
            throw new RejectedException(Kind.INVALID_FIELD, TARGET, null, "must be given, or id instead, but not both");
        }
        Receipt expected = node.has(EXPECTED) ? EntityTag.read(EXPECTED, node.get(EXPECTED)) : null;
        return node.has(ID)
                ? new Reinstatement.ById(
                        JsonFields.uuid(ID, fields.text(ID)), SubmissionReader.explanation(fields), expected)
                : new Reinstatement.ByTarget(
                        TargetReader.read(node.get(TARGET)), SubmissionReader.explanation(fields), expected);
    }

    private static Map<String, Object> answer(Reinstatement.Result result) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("outcome", result.outcome().name().toLowerCase(Locale.ROOT));
        UUID id = result.id();
        if (id != null) {
            json.put(ID, id.toString());
        }
        Target target = result.target();
        if (target != null) {
            json.put(TARGET, Answers.target(target));
        }
        Receipt receipt = result.receipt();
        if (receipt != null) {
            json.put("receipt", Answers.receipt(receipt));
        }
        return json;
    }
}
