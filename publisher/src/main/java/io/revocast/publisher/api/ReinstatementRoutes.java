package io.revocast.publisher.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.http.Context;
import io.revocast.event.Receipt;
import io.revocast.event.Target;
import io.revocast.publisher.audit.AuditEntry.Action;
import io.revocast.publisher.authentication.EndpointAccess;
import io.revocast.publisher.http.RouteGroup;
import io.revocast.publisher.http.Routes;
import io.revocast.publisher.json.Json;
import io.revocast.publisher.json.JsonBody;
import io.revocast.publisher.json.JsonFields;
import io.revocast.publisher.json.ProblemException;
import io.revocast.publisher.json.TargetReader;
import io.revocast.publisher.request.LimitedException;
import io.revocast.publisher.request.Reinstatement;
import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.request.RejectedException.Kind;
import io.revocast.publisher.request.Requester;
import io.revocast.publisher.request.UnavailableException;
import io.revocast.publisher.service.RevocationService;
import io.revocast.publisher.validate.BatchRules;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
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

    private final EndpointAccess access;
    private final RevocationService service;
    private final AuditedReading audited;

    public ReinstatementRoutes(EndpointAccess access, RevocationService service) {
        this.access = access;
        this.service = service;
        this.audited = new AuditedReading(service, Action.REINSTATE);
    }

    @Override
    public void register(Routes routes) {
        routes.post("/v1/reinstatements", this::post);
    }

    private void post(Context ctx)
            throws ProblemException, RejectedException, LimitedException, UnavailableException, IOException {
        Requester requester = access.requester(ctx);
        byte[] bytes = audited.read(requester, () -> JsonBody.readAlone(ctx.req()));
        Requester author = audited.read(requester, () -> requester.with(IdempotencyHeader.read(ctx, bytes)));
        JsonNode body = audited.read(requester, () -> Json.readObject(bytes));
        List<Reinstatement.Request> requests = audited.read(requester, () -> requests(body));
        List<Answer> answers =
                service.reinstate(author, requests).stream().map(Answer::of).toList();
        Json.answer(ctx, 200, body.has(LIST) ? Map.of(LIST, answers) : answers.get(0));
    }

    private static List<Reinstatement.Request> requests(JsonNode body) throws RejectedException {
        if (!body.has(LIST)) {
            return List.of(request(body));
        }
        JsonFields.of(body, "").requireOnly(Set.of(LIST));
        JsonNode entries = body.get(LIST);
        if (!entries.isArray() || entries.size() > BatchRules.MAX_ENTRIES) {
            throw new RejectedException(
                    entries.isArray() ? Kind.TOO_MANY_ENTRIES : Kind.INVALID_FIELD,
                    LIST,
                    entries.isArray() ? Integer.toString(entries.size()) : null,
                    "must be an array of at most " + BatchRules.MAX_ENTRIES + " entries");
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

    /** The JSON of one reinstatement. Leaves out components that are null. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Answer(
            String outcome,
            @Nullable UUID id,
            @Nullable Map<String, Object> target,
            @Nullable Receipt receipt) {
        private static Answer of(Reinstatement.Result result) {
            Target target = result.target();
            return new Answer(
                    result.outcome().name().toLowerCase(Locale.ROOT),
                    result.id(),
                    target == null ? null : Answers.target(target),
                    result.receipt());
        }
    }
}
