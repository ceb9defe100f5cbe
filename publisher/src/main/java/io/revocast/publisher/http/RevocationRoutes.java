package io.revocast.publisher.http;

import io.javalin.http.Context;
import io.revocast.event.Target;
import io.revocast.publisher.revoke.ConfirmationNeededException;
import io.revocast.publisher.revoke.Desk;
import io.revocast.publisher.revoke.LimitedException;
import io.revocast.publisher.revoke.Outcome;
import io.revocast.publisher.revoke.Preview;
import io.revocast.publisher.revoke.RejectedException;
import io.revocast.publisher.revoke.RejectedException.Kind;
import io.revocast.publisher.revoke.Requester;
import io.revocast.publisher.revoke.RevocationResult;
import io.revocast.publisher.revoke.UnavailableException;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** {@code POST /v1/revocations}: revoke one target or some, or see what that would do. */
public final class RevocationRoutes implements RouteGroup {
    static final String PATH = "/v1/revocations";
    private static final String DRY_RUN = "dryRun";

    private final Entrance entrance;
    private final Desk desk;
    private final Function<Target, List<String>> warnings;

    /** Routes that never warn. */
    public RevocationRoutes(Entrance entrance, Desk desk) {
        this(entrance, desk, target -> List.of());
    }

    /**
     * @param warnings says why a target may match no token
     */
    public RevocationRoutes(Entrance entrance, Desk desk, Function<Target, List<String>> warnings) {
        this.entrance = entrance;
        this.desk = desk;
        this.warnings = warnings;
    }

    @Override
    public void register(Routes routes) {
        routes.post(PATH, this::post);
    }

    private void post(Context ctx)
            throws ProblemException, RejectedException, LimitedException, UnavailableException, IOException {
        Requester requester = entrance.requester(ctx);
        boolean dryRun = dryRun(ctx);
        byte[] body = JsonBody.read(ctx.req());
        Submission submission = SubmissionReader.read(Json.read(body));
        if (dryRun) {
            Preview preview = desk.preview(requester, submission.requests());
            Json.answer(ctx, 200, PreviewAnswers.json(preview));
            return;
        }
        try {
            List<RevocationResult> results = desk.revoke(
                    requester.with(IdempotencyHeader.read(ctx, body)),
                    submission.requests(),
                    submission.confirmation());
            List<Map<String, Object>> json = results.stream().map(this::json).toList();
            Json.answer(ctx, status(results), submission.batch() ? Answers.list(json, null) : json.get(0));
        } catch (ConfirmationNeededException e) {
            throw new ProblemException(Problem.of(ProblemType.CONFIRMATION_NEEDED, String.valueOf(e.getMessage()))
                    .with("field", "confirm")
                    .with("rule", "must be the confirm of a preview of the same request, for a target this wide")
                    .with("preview", PreviewAnswers.json(e.preview())));
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
            if (!name.equals(DRY_RUN)) {
                throw new RejectedException(Kind.INVALID_FIELD, name, null, "is not a parameter here; dryRun is");
            }
        }
        if (given.isEmpty()) {
            return false;
        }
        String value = given.get(0);
        if (given.size() > 1 || !(value.equals("true") || value.equals("false"))) {
            // Whoever misspells this must not revoke for real.
            throw new RejectedException(Kind.INVALID_FIELD, DRY_RUN, value, "must be true or false, once");
        }
        return value.equals("true");
    }

    private static int status(List<RevocationResult> results) {
        return results.stream().anyMatch(result -> result.outcome() == Outcome.CREATED) ? 201 : 200;
    }
}
