package io.revocast.publisher.api;

import io.javalin.http.Context;
import io.revocast.event.Target;
import io.revocast.publisher.audit.AuditEntry.Action;
import io.revocast.publisher.authentication.EndpointAccess;
import io.revocast.publisher.credentials.Caller;
import io.revocast.publisher.credentials.Scope;
import io.revocast.publisher.fleet.PropagationWaits;
import io.revocast.publisher.http.RouteGroup;
import io.revocast.publisher.http.Routes;
import io.revocast.publisher.json.Json;
import io.revocast.publisher.json.JsonBody;
import io.revocast.publisher.json.JsonFields;
import io.revocast.publisher.json.Problem;
import io.revocast.publisher.json.ProblemException;
import io.revocast.publisher.json.ProblemType;
import io.revocast.publisher.request.LimitedException;
import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.request.RejectedException.Kind;
import io.revocast.publisher.request.Requester;
import io.revocast.publisher.request.RevocationOutcome;
import io.revocast.publisher.request.RevocationResult;
import io.revocast.publisher.request.UnavailableException;
import io.revocast.publisher.service.ConfirmationNeededException;
import io.revocast.publisher.service.RevocationService;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** {@code POST /v1/revocations}: revoke one target or some, or see what that would do. */
public final class RevocationRoutes implements RouteGroup {
    public static final String PATH = "/v1/revocations";
    private static final String DRY_RUN = "dryRun";
    private static final Set<String> PARAMETERS = Set.of(DRY_RUN, WaitQuery.WAIT, WaitQuery.TIMEOUT);

    private final EndpointAccess access;
    private final RevocationService service;
    private final AuditedReading audited;
    private final Function<Target, List<String>> warnings;
    private final RevocationWaits fleet;

    /**
     * Makes the route.
     *
     * @param warnings says why a target may match no token
     * @param fleet for requests that wait until instances have applied what was revoked
     */
    public RevocationRoutes(
            EndpointAccess access,
            RevocationService service,
            Function<Target, List<String>> warnings,
            RevocationWaits fleet) {
        this.access = access;
        this.service = service;
        this.audited = new AuditedReading(service, Action.REVOKE);
        this.warnings = warnings;
        this.fleet = fleet;
    }

    @Override
    public void register(Routes routes) {
        routes.post(PATH, this::post);
    }

    private void post(Context ctx)
            throws ProblemException, RejectedException, LimitedException, UnavailableException, IOException {
        Requester requester = access.requester(ctx);
        if (audited.read(requester, () -> dryRun(ctx))) {
            requireNoWait(WaitQuery.read(ctx.queryParamMap()));
            Submission submission = SubmissionReader.read(Json.read(JsonBody.read(ctx.req())));
            Json.answer(ctx, 200, PreviewAnswer.of(service.preview(requester, submission.requests())));
            return;
        }
        Optional<WaitQuery> wait = audited.read(requester, () -> wait(ctx, requester.caller()));
        byte[] body = audited.read(requester, () -> JsonBody.read(ctx.req()));
        Submission submission = audited.read(requester, () -> SubmissionReader.read(Json.read(body)));
        Requester author = audited.read(requester, () -> requester.with(IdempotencyHeader.read(ctx, body)));
        if (wait.isEmpty()) {
            List<RevocationResult> results = revoke(author, submission);
            Json.answer(ctx, status(results), answer(results, submission));
        } else {
            revokeAndWait(ctx, author, submission, wait.get());
        }
    }

    private void revokeAndWait(Context ctx, Requester author, Submission submission, WaitQuery wait)
            throws ProblemException, RejectedException, LimitedException, UnavailableException, IOException {
        PropagationWaits.Place place = audited.read(author, fleet::reserve);
        boolean waits = false;
        try {
            List<RevocationResult> results = revoke(author, submission);
            Map<String, Object> json = answer(results, submission);
            waits = RevocationWaits.isAnyCommitted(results);
            if (waits) {
                ctx.future(() -> fleet.await(place, results, wait).thenAccept(awaited -> {
                    json.put("propagation", PropagationAnswer.of(awaited));
                    Json.answer(ctx, status(results), json);
                }));
            } else {
                Json.answer(ctx, status(results), json);
            }
        } finally {
            if (!waits) {
                place.close();
            }
        }
    }

    private static void requireNoWait(@Nullable WaitQuery wait) throws RejectedException {
        if (wait != null) {
            throw new RejectedException(
                    Kind.INVALID_FIELD, WaitQuery.WAIT, null, "must be left out of a preview, which writes nothing");
        }
    }

    private static Optional<WaitQuery> wait(Context ctx, Caller caller) throws RejectedException {
        WaitQuery wait = WaitQuery.read(ctx.queryParamMap());
        if (wait != null && !caller.may(Scope.READ)) {
            // The answer names the instances.
            throw new RejectedException(
                    Kind.FORBIDDEN,
                    WaitQuery.WAIT,
                    null,
                    "needs the scope " + Scope.READ.wireName() + "; nothing was written");
        }
        return Optional.ofNullable(wait);
    }

    private Map<String, Object> answer(List<RevocationResult> results, Submission submission) {
        List<Map<String, Object>> json = results.stream().map(this::json).toList();
        return submission.batch() ? Answers.list(json, null) : json.get(0);
    }

    private List<RevocationResult> revoke(Requester author, Submission submission)
            throws ProblemException, RejectedException, LimitedException, UnavailableException {
        try {
            return service.revoke(author, submission.requests(), submission.confirmation());
        } catch (ConfirmationNeededException e) {
            throw new ProblemException(Problem.of(ProblemType.CONFIRMATION_NEEDED, String.valueOf(e.getMessage()))
                    .with("field", "confirm")
                    .with("rule", "must be the confirm of a preview of the same request, for a target this broad")
                    .with("preview", PreviewAnswer.of(e.preview())));
        }
    }

    private Map<String, Object> json(RevocationResult result) {
        Map<String, Object> json = Answers.result(result);
        List<String> found = warnings.apply(result.target());
        if (!found.isEmpty()) {
            json.put("warnings", found);
        }
        return json;
    }

    private static boolean dryRun(Context ctx) throws RejectedException {
        List<String> given = ctx.queryParams(DRY_RUN);
        for (String name : ctx.queryParamMap().keySet()) {
            if (!PARAMETERS.contains(name)) {
                throw new RejectedException(
                        Kind.INVALID_FIELD,
                        JsonFields.shown(name),
                        null,
                        "is not a parameter here; dryRun, wait and timeout are");
            }
        }
        if (given.isEmpty()) {
            return false;
        }
        String value = given.get(0);
        if (given.size() > 1 || !(value.equals("true") || value.equals("false"))) {
            // A caller that misspells this must not revoke.
            throw new RejectedException(Kind.INVALID_FIELD, DRY_RUN, value, "must be true or false, once");
        }
        return value.equals("true");
    }

    private static int status(List<RevocationResult> results) {
        return results.stream().anyMatch(result -> result.outcome() == RevocationOutcome.CREATED) ? 201 : 200;
    }
}
