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
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** {@code GET /v1/overview}: the state of everything on one page, computed at most once a second for equal callers. */
public final class OverviewRoutes implements RouteGroup {
    private static final String OVERVIEW = "/v1/overview";
    private static final Duration REUSE = Duration.ofSeconds(1);
    private static final int MOST_KEPT = 64;

    private final EndpointAccess access;
    private final OverviewSources sources;
    private final LiveCounter counter;
    /** By the issuers that a caller may see. */
    private final Map<Set<String>, CachedValue<byte[]>> answers = Collections.synchronizedMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Set<String>, CachedValue<byte[]>> eldest) {
            return size() > MOST_KEPT;
        }
    });

    /** Makes the routes. */
    public OverviewRoutes(EndpointAccess access, OverviewSources sources) {
        this.access = access;
        this.sources = sources;
        this.counter = new LiveCounter(sources.live(), sources.brokers(), System::nanoTime);
    }

    @Override
    public void register(Routes routes) {
        routes.get(OVERVIEW, this::overview);
    }

    private void overview(Context ctx) throws ProblemException, RejectedException, LimitedException {
        Caller caller = access.require(Scope.READ, ctx).caller();
        AuditQuery.requireNone(ctx.queryParamMap());
        CachedValue<byte[]> answer = answers.computeIfAbsent(
                caller.issuers(),
                issuers -> new CachedValue<>(
                        () -> Json.write(
                                OverviewAnswer.of(sources, counter.get().orElse(null), issuers)),
                        REUSE,
                        System::nanoTime));
        ctx.contentType("application/json").result(answer.get());
    }

    @Override
    public void close() {
        counter.close();
    }
}
