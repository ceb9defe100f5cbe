package io.revocast.publisher.query;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.revocast.consumer.internal.store.LiveRevocation;
import io.revocast.event.internal.Origin;
import io.revocast.publisher.api.Answers;
import io.revocast.publisher.api.EntityTag;
import io.revocast.publisher.api.RevocationRoutes;
import io.revocast.publisher.append.LiveRevocations;
import io.revocast.publisher.authentication.EndpointAccess;
import io.revocast.publisher.credentials.Caller;
import io.revocast.publisher.credentials.Scope;
import io.revocast.publisher.http.MediaTypes;
import io.revocast.publisher.http.RouteGroup;
import io.revocast.publisher.http.Routes;
import io.revocast.publisher.json.Json;
import io.revocast.publisher.json.JsonFields;
import io.revocast.publisher.json.Problem;
import io.revocast.publisher.json.ProblemException;
import io.revocast.publisher.json.ProblemType;
import io.revocast.publisher.request.LimitedException;
import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.request.UnavailableException;
import io.revocast.publisher.request.UnavailableException.Certainty;
import org.jspecify.annotations.Nullable;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * {@code GET /v1/revocations}: what is live, a page or all of it, and one of it. A caller that is limited to issuers sees
 * only theirs.
 */
public final class RevocationListRoutes implements RouteGroup {
    /** Each looks at every live revocation. */
    static final int MOST_SCANS = 8;

    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int LINES_PER_LOOK = 10_000;

    private final EndpointAccess access;
    private final LiveRevocations live;
    private final Semaphore scans = new Semaphore(MOST_SCANS);
    private volatile boolean closed;

    public RevocationListRoutes(EndpointAccess access, LiveRevocations live) {
        this.access = access;
        this.live = live;
    }

    @Override
    public void register(Routes routes) {
        routes.get(RevocationRoutes.PATH, this::list, "application/json", MediaTypes.NDJSON);
        routes.get(RevocationRoutes.PATH + "/{id}", this::get);
    }

    private interface Answer {
        void give(Stream<LiveRevocation> visible)
                throws ProblemException, RejectedException, UnavailableException, IOException;
    }

    private void list(Context ctx)
            throws ProblemException, RejectedException, LimitedException, UnavailableException, IOException {
        Caller caller = access.require(Scope.READ, ctx).caller();
        ListQuery query = ListQuery.read(ctx.queryParamMap());
        BooleanSupplier standing = access.standing(ctx, caller);
        scan(caller, visible -> {
            if (MediaTypes.prefersNdjson(ctx.header("Accept"))) {
                lines(ctx, query.whole(visible), standing);
            } else {
                Json.answer(ctx, 200, Answers.dated(query.answer(visible), live.unsettled()));
            }
        });
    }

    private void get(Context ctx)
            throws ProblemException, RejectedException, LimitedException, UnavailableException, IOException {
        Caller caller = access.require(Scope.READ, ctx).caller();
        QueryParameters.requireNone(ctx.queryParamMap());
        UUID wanted = JsonFields.uuid("id", ctx.pathParam("id"));
        scan(caller, visible -> {
            Optional<LiveRevocation> found =
                    visible.filter(each -> isOf(each.origin(), wanted)).findFirst();
            if (found.isEmpty()) {
                throw notFound(live);
            }
            ctx.header("ETag", EntityTag.of(found.get().receipt()));
            Json.answer(ctx, 200, Answers.dated(Answers.live(found.get()), live.unsettled()));
        });
    }

    /** What is answered where no live revocation has an id; an exception where the publisher cannot know. */
    static ProblemException notFound(LiveRevocations live) throws UnavailableException {
        String stale = live.unsettled().orElse(null);
        if (stale != null) {
            throw new UnavailableException(
                    Certainty.NOT_WRITTEN, "no live revocation has this id, as far as was read; try again: " + stale);
        }
        return new ProblemException(Problem.of(
                ProblemType.NOT_FOUND,
                "no live revocation has this id: none ever had, it was taken back, or its time has passed"));
    }

    private void scan(Caller caller, Answer answer)
            throws ProblemException, RejectedException, LimitedException, UnavailableException, IOException {
        live.requireReplayedToRead();
        if (!scans.tryAcquire()) {
            throw new LimitedException(
                    MOST_SCANS + " requests look through the list already; try again later", Duration.ofSeconds(1));
        }
        try {
            answer.give(live.live()
                    .filter(each -> caller.mayName(each.revocation().target().issuer())));
        } finally {
            scans.release();
        }
    }

    /** The last line says how many there were: without it the answer is not complete. */
    private void lines(Context ctx, Stream<LiveRevocation> found, BooleanSupplier standing) throws IOException {
        ctx.contentType(MediaTypes.NDJSON);
        if (ctx.method().equals(HandlerType.HEAD)) {
            return;
        }
        long lines = 0;
        Optional<String> stale = live.unsettled();
        OutputStream out = new BufferedOutputStream(ctx.res().getOutputStream(), BUFFER_BYTES);
        for (Iterator<LiveRevocation> each = found.iterator(); each.hasNext(); ) {
            out.write(Json.write(Answers.live(each.next())));
            out.write('\n');
            lines++;
            if (lines % LINES_PER_LOOK == 0 && (closed || !standing.getAsBoolean())) {
                out.flush();
                return;
            }
        }
        Map<String, Object> done = new LinkedHashMap<>(Map.of("revocations", lines));
        out.write(Json.write(Map.of("done", Answers.dated(done, stale.or(live::unsettled)))));
        out.write('\n');
        out.flush();
    }

    private static boolean isOf(@Nullable Origin origin, UUID id) {
        return origin != null && origin.id().equals(id);
    }

    /** Ends long answers soon. */
    @Override
    public void close() {
        closed = true;
    }
}
