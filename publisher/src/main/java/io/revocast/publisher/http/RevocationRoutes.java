package io.revocast.publisher.http;

import io.javalin.http.Context;
import io.revocast.consumer.LiveRevocation;
import io.revocast.event.Origin;
import io.revocast.event.Target;
import io.revocast.publisher.revoke.LiveRevocations;
import io.revocast.publisher.revoke.Outcome;
import io.revocast.publisher.access.Caller;
import io.revocast.publisher.access.Scope;
import io.revocast.publisher.revoke.RejectedException;
import io.revocast.publisher.revoke.RejectedException.Kind;
import io.revocast.publisher.revoke.RevocationRequest;
import io.revocast.publisher.revoke.RevocationResult;
import io.revocast.publisher.revoke.Revoker;
import io.revocast.publisher.revoke.UnavailableException;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

/** {@code /v1/revocations}: revoke, list, and look one up. */
public final class RevocationRoutes implements RouteGroup {
    private static final String PATH = "/v1/revocations";
    private static final Pattern UUID_TEXT = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private final Authenticator authenticator;
    private final Revoker revoker;
    private final LiveRevocations live;

    public RevocationRoutes(Authenticator authenticator, Revoker revoker, LiveRevocations live) {
        this.authenticator = authenticator;
        this.revoker = revoker;
        this.live = live;
    }

    @Override
    public void register(Routes routes) {
        routes.post(PATH, this::post);
        routes.get(PATH, this::list);
        routes.get(PATH + "/{id}", this::get);
    }

    private void post(Context ctx) throws ProblemException, RejectedException, UnavailableException, IOException {
        Caller caller = authenticator.authenticate(authorizations(ctx));
        Submission submission = SubmissionReader.read(Json.read(JsonBody.read(ctx.req())));
        List<RevocationRequest> requests = submission.requests();
        for (int i = 0; i < requests.size(); i++) {
            requirePermitted(caller, requests.get(i).kind(), submission.batch() ? i : null);
        }
        if (!submission.batch()) {
            RevocationResult result = revoker.revoke(requests.get(0), caller.name());
            answer(ctx, status(List.of(result)), Answers.result(result));
            return;
        }
        List<RevocationResult> results = revoker.revokeAll(requests, caller.name());
        List<Map<String, Object>> json = results.stream().map(Answers::result).toList();
        answer(ctx, status(results), Answers.list(json, null));
    }

    private void list(Context ctx) throws ProblemException, RejectedException {
        requireReader(ctx);
        answer(ctx, 200, ListQuery.read(ctx.queryParamMap()).answer(live.live()));
    }

    private void get(Context ctx) throws ProblemException, RejectedException {
        requireReader(ctx);
        String id = ctx.pathParam("id");
        if (!UUID_TEXT.matcher(id).matches()) {
            throw new RejectedException(Kind.INVALID_FIELD, "id", null, "must be a UUID");
        }
        UUID wanted = UUID.fromString(id);
        LiveRevocation found = live.live()
                .filter(each -> isOf(each.origin(), wanted))
                .findFirst()
                .orElseThrow(() -> new ProblemException(Problem.of(
                        ProblemType.NOT_FOUND,
                        "no live revocation has this id: it never had, or its time has passed")));
        answer(ctx, 200, Answers.live(found));
    }

    private static boolean isOf(@Nullable Origin origin, UUID id) {
        return origin != null && origin.id().equals(id);
    }

    private void requireReader(Context ctx) throws ProblemException {
        if (!authenticator.authenticate(authorizations(ctx)).may(Scope.READ)) {
            throw new ProblemException(Problem.of(ProblemType.FORBIDDEN, "this API key may not read")
                    .with("field", "Authorization")
                    .with("rule", "must be a key with the word read"));
        }
    }

    private static void requirePermitted(Caller caller, Target.Kind kind, @Nullable Integer index)
            throws ProblemException {
        if (!caller.may(Scope.toRevoke(kind))) {
            throw new ProblemException(
                    Problem.of(ProblemType.FORBIDDEN, "this API key may not revoke by " + kind.wireName())
                            .with("field", "target.kind")
                            .with("value", kind.wireName())
                            .with("rule", "must be a kind that the key was given")
                            .with("index", index));
        }
    }

    private static List<String> authorizations(Context ctx) {
        return Collections.list(ctx.req().getHeaders("Authorization"));
    }

    private static int status(List<RevocationResult> results) {
        return results.stream().anyMatch(result -> result.outcome() == Outcome.CREATED) ? 201 : 200;
    }

    private static void answer(Context ctx, int status, Map<String, Object> json) {
        ctx.status(status).contentType("application/json").result(Json.write(json));
    }
}
