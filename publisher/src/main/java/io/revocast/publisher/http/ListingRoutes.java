package io.revocast.publisher.http;

import io.javalin.http.Context;
import io.revocast.consumer.LiveRevocation;
import io.revocast.event.Origin;
import io.revocast.publisher.access.Scope;
import io.revocast.publisher.revoke.LiveRevocations;
import io.revocast.publisher.revoke.RejectedException;
import org.jspecify.annotations.Nullable;

import java.util.UUID;

/** {@code GET /v1/revocations}: what is live, and one of it. */
public final class ListingRoutes implements RouteGroup {
    private final Entrance entrance;
    private final LiveRevocations live;

    public ListingRoutes(Entrance entrance, LiveRevocations live) {
        this.entrance = entrance;
        this.live = live;
    }

    @Override
    public void register(Routes routes) {
        routes.get(RevocationRoutes.PATH, this::list);
        routes.get(RevocationRoutes.PATH + "/{id}", this::get);
    }

    private void list(Context ctx) throws ProblemException, RejectedException {
        entrance.require(Scope.READ, ctx);
        Json.answer(ctx, 200, ListQuery.read(ctx.queryParamMap()).answer(live.live()));
    }

    private void get(Context ctx) throws ProblemException, RejectedException {
        entrance.require(Scope.READ, ctx);
        AuditQuery.requireNone(ctx.queryParamMap());
        UUID wanted = JsonFields.uuid("id", ctx.pathParam("id"));
        LiveRevocation found = live.live()
                .filter(each -> isOf(each.origin(), wanted))
                .findFirst()
                .orElseThrow(() -> new ProblemException(Problem.of(
                        ProblemType.NOT_FOUND,
                        "no live revocation has this id: it never had, or its time has passed")));
        ctx.header("ETag", EntityTag.of(found.receipt()));
        Json.answer(ctx, 200, Answers.live(found));
    }

    private static boolean isOf(@Nullable Origin origin, UUID id) {
        return origin != null && origin.id().equals(id);
    }
}
