package io.revocast.publisher.query;

import io.javalin.http.Context;
import io.revocast.publisher.authentication.EndpointAccess;
import io.revocast.publisher.credentials.Caller;
import io.revocast.publisher.credentials.Scope;
import io.revocast.publisher.http.RouteGroup;
import io.revocast.publisher.http.Routes;
import io.revocast.publisher.json.Json;
import io.revocast.publisher.json.ProblemException;
import io.revocast.publisher.request.LimitedException;
import io.revocast.publisher.request.RejectedException;

import java.time.Duration;

/** {@code GET /v1/overview}: the state of everything on one page, computed at most once a second for equal callers. */
public final class OverviewRoutes implements RouteGroup {
    private static final String OVERVIEW = "/v1/overview";
    private static final Duration REUSE = Duration.ofSeconds(1);

    private final EndpointAccess access;
    private final LiveCounter counter;
    private final CachedByIssuers<byte[]> answers;

    /** Makes the routes. */
    public OverviewRoutes(EndpointAccess access, OverviewSources sources) {
        this.access = access;
        this.counter = new LiveCounter(sources.live(), sources.brokers(), System::nanoTime);
        this.answers = new CachedByIssuers<>(
                issuers -> Json.write(OverviewAnswer.of(sources, counter.get().orElse(null), issuers)),
                REUSE,
                System::nanoTime);
    }

    @Override
    public void register(Routes routes) {
        routes.get(OVERVIEW, this::overview);
    }

    private void overview(Context ctx) throws ProblemException, RejectedException, LimitedException {
        Caller caller = access.require(Scope.READ, ctx).caller();
        QueryParameters.requireNone(ctx.queryParamMap());
        ctx.contentType("application/json").result(answers.get(caller.issuers()));
    }

    @Override
    public void close() {
        counter.close();
    }
}
