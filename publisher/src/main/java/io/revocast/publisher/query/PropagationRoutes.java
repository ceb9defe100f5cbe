package io.revocast.publisher.query;

import io.javalin.http.Context;
import io.revocast.publisher.authentication.EndpointAccess;
import io.revocast.publisher.credentials.Caller;
import io.revocast.publisher.credentials.Scope;
import io.revocast.publisher.fleet.history.WaveRecorder;
import io.revocast.publisher.http.MediaTypes;
import io.revocast.publisher.http.RouteGroup;
import io.revocast.publisher.http.Routes;
import io.revocast.publisher.json.Json;
import io.revocast.publisher.json.ProblemException;
import io.revocast.publisher.request.LimitedException;
import io.revocast.publisher.request.RejectedException;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;

/**
 * {@code GET /v1/propagation}: the revocations of the last hour that this publisher observed while they spread, as JSON or
 * as a table.
 */
public final class PropagationRoutes implements RouteGroup {
    private static final String PROPAGATION = "/v1/propagation";
    private static final Duration REUSE = Duration.ofSeconds(1);
    private static final int DEFAULT_LIMIT = 500;
    private static final int MAX_LIMIT = 5_000;

    private final EndpointAccess access;
    private final CachedByIssuers<PropagationReport> reports;

    /**
     * Makes the routes.
     *
     * @param brokers the brokers' time
     */
    public PropagationRoutes(EndpointAccess access, WaveRecorder waves, InstantSource brokers) {
        this.access = access;
        this.reports = new CachedByIssuers<>(
                issuers -> PropagationReport.of(waves, brokers.instant(), issuers), REUSE, System::nanoTime);
    }

    @Override
    public void register(Routes routes) {
        routes.get(PROPAGATION, this::propagation, "application/json", MediaTypes.CSV);
    }

    private void propagation(Context ctx) throws ProblemException, RejectedException, LimitedException {
        Caller caller = access.require(Scope.READ, ctx).caller();
        Integer given = QueryParameters.of(ctx.queryParamMap(), Set.of("limit")).limit(MAX_LIMIT);
        int limit = given == null ? DEFAULT_LIMIT : given;
        PropagationReport report = reports.get(caller.issuers());
        if (MediaTypes.prefers(ctx.header("Accept"), MediaTypes.CSV)) {
            ctx.header("Content-Disposition", "attachment; filename=\"propagation.csv\"");
            ctx.contentType(MediaTypes.CSV + ";charset=utf-8").result(report.csv(limit));
        } else {
            Json.answer(ctx, 200, report.json(limit));
        }
    }
}
