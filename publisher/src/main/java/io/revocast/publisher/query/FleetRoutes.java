package io.revocast.publisher.query;

import io.javalin.http.Context;
import io.revocast.consumer.internal.store.LiveRevocation;
import io.revocast.publisher.api.PropagationAnswer;
import io.revocast.publisher.api.RevocationRoutes;
import io.revocast.publisher.append.LiveRevocations;
import io.revocast.publisher.authentication.EndpointAccess;
import io.revocast.publisher.credentials.Caller;
import io.revocast.publisher.credentials.Scope;
import io.revocast.publisher.fleet.AppendTimeSource;
import io.revocast.publisher.fleet.KnownFleet;
import io.revocast.publisher.http.RouteGroup;
import io.revocast.publisher.http.Routes;
import io.revocast.publisher.json.Json;
import io.revocast.publisher.json.JsonFields;
import io.revocast.publisher.json.ProblemException;
import io.revocast.publisher.request.LimitedException;
import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.request.UnavailableException;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/** {@code GET /v1/fleet}, {@code GET /v1/fleet/progress} and {@code GET /v1/revocations/{id}/propagation}: what instances report to enforce. */
public final class FleetRoutes implements RouteGroup {
    private static final String FLEET = "/v1/fleet";
    private static final String PROGRESS = FLEET + "/progress";
    /** Many pages ask for the progress twice a second. */
    private static final Duration PROGRESS_REUSE = Duration.ofMillis(100);

    /** Each looks at every live revocation. */
    private static final int MOST_SCANS = 4;

    private final EndpointAccess access;
    private final KnownFleet fleet;
    private final LiveRevocations live;
    private final AppendTimeSource times;
    private final CachedValue<byte[]> progress;
    private final Semaphore scans = new Semaphore(MOST_SCANS);

    /**
     * Makes the routes.
     *
     * @param times knows when a revocation was appended
     */
    public FleetRoutes(EndpointAccess access, KnownFleet fleet, LiveRevocations live, AppendTimeSource times) {
        this.access = access;
        this.fleet = fleet;
        this.live = live;
        this.times = times;
        this.progress = new CachedValue<>(
                () -> Json.write(FleetProgressAnswer.of(fleet.progress())), PROGRESS_REUSE, System::nanoTime);
    }

    @Override
    public void register(Routes routes) {
        routes.get(FLEET, this::fleet);
        routes.get(PROGRESS, this::progress);
        routes.get(RevocationRoutes.PATH + "/{id}/propagation", this::propagation);
    }

    private void fleet(Context ctx) throws ProblemException, RejectedException, LimitedException {
        Caller caller = access.require(Scope.READ, ctx).caller();
        QueryParameters.requireNone(ctx.queryParamMap());
        Json.answer(ctx, 200, FleetAnswer.of(fleet.view(), !caller.issuers().isEmpty()));
    }

    /** Positions in the log, which receipts have as well; they name no issuer. */
    private void progress(Context ctx) throws ProblemException, RejectedException, LimitedException {
        access.require(Scope.READ, ctx);
        QueryParameters.requireNone(ctx.queryParamMap());
        ctx.contentType("application/json").result(progress.get());
    }

    private void propagation(Context ctx)
            throws ProblemException, RejectedException, LimitedException, UnavailableException {
        Caller caller = access.require(Scope.READ, ctx).caller();
        QueryParameters.requireNone(ctx.queryParamMap());
        UUID id = JsonFields.uuid("id", ctx.pathParam("id"));
        // First: the log may lose the record while it is looked up.
        int replay = fleet.replay();
        LiveRevocation found = find(caller, id);
        CompletableFuture<Optional<Instant>> last = times.find(found.receipt());
        CompletableFuture<Optional<Instant>> first =
                isRepeated(found) ? times.find(found.first()) : CompletableFuture.completedFuture(Optional.empty());
        ctx.future(() -> last.thenAcceptBoth(
                first,
                (lastAt, firstAt) ->
                        Json.answer(ctx, 200, json(id, found, replay, lastAt.orElse(null), firstAt.orElse(null)))));
    }

    private static boolean isRepeated(LiveRevocation revocation) {
        return !revocation.first().equals(revocation.receipt());
    }

    private Map<String, Object> json(
            UUID id, LiveRevocation revocation, int replay, @Nullable Instant lastAt, @Nullable Instant firstAt) {
        // What the log does not tell any longer, the publisher appends again: until then, nothing is proven.
        int told = revocation.overwritten() ? KnownFleet.NO_LOG : replay;
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", id.toString());
        json.put("receipt", revocation.receipt());
        json.putAll(PropagationAnswer.of(fleet.propagation(List.of(revocation.receipt()), lastAt, told)));
        if (isRepeated(revocation)) {
            Map<String, Object> before = new LinkedHashMap<>();
            before.put("receipt", revocation.first());
            before.putAll(PropagationAnswer.sums(fleet.propagation(List.of(revocation.first()), firstAt, told)));
            json.put("firstRecord", before);
        }
        return json;
    }

    private LiveRevocation find(Caller caller, UUID id)
            throws ProblemException, LimitedException, UnavailableException {
        live.requireReplayedToRead();
        if (!scans.tryAcquire()) {
            throw new LimitedException(
                    MOST_SCANS + " requests look for a revocation already; try again later", Duration.ofSeconds(1));
        }
        try {
            Optional<LiveRevocation> found = live.live()
                    .filter(each -> each.origin() != null && each.origin().id().equals(id))
                    .filter(each -> caller.mayName(each.revocation().target().issuer()))
                    .findFirst();
            if (found.isEmpty()) {
                throw RevocationListRoutes.notFound(live);
            }
            return found.get();
        } finally {
            scans.release();
        }
    }
}
