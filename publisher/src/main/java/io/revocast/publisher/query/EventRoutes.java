package io.revocast.publisher.query;

import io.javalin.http.Context;
import io.revocast.event.Target;
import io.revocast.publisher.append.EventFeed;
import io.revocast.publisher.append.LiveRevocations;
import io.revocast.publisher.authentication.EndpointAccess;
import io.revocast.publisher.credentials.Caller;
import io.revocast.publisher.credentials.Scope;
import io.revocast.publisher.http.RouteGroup;
import io.revocast.publisher.http.Routes;
import io.revocast.publisher.json.Problem;
import io.revocast.publisher.json.ProblemException;
import io.revocast.publisher.json.ProblemType;
import io.revocast.publisher.request.LimitedException;
import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.request.RejectedException.Kind;
import io.revocast.publisher.request.UnavailableException;
import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;

/**
 * {@code GET /v1/events}: what changes, as server-sent events, each with its place in the log as its id.
 *
 * <p>Each client has a thread and a bounded queue of its own: one that does not read as fast as things change is dropped,
 * and comes again with {@code Last-Event-ID}. It is then sent the live revocations of that partition that are newer, or
 * everything live when its id is of a topic that was re-created since. What was revoked and taken back meanwhile, or
 * belongs to another partition, is not sent again. A stream ends within seconds after its credential is revoked or
 * expires, and shows only the issuers that its caller may name.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">Server-sent events</a>
 */
public final class EventRoutes implements RouteGroup {
    private static final int MOST_CLIENTS = 500;

    private static final String PATH = "/v1/events";
    /** Each looks through every live revocation, and keeps some of them. */
    private static final int MOST_LOOKING_BACK = 4;

    private final EndpointAccess access;
    private final EventFeed feed;
    private final LiveRevocations live;
    private final int mostClients;
    private final Set<EventStream> streams = ConcurrentHashMap.newKeySet();
    private final EventTexts texts = new EventTexts(EventStream::text);
    private final Semaphore lookingBack = new Semaphore(MOST_LOOKING_BACK);

    public EventRoutes(EndpointAccess access, EventFeed feed, LiveRevocations live) {
        this(access, feed, live, MOST_CLIENTS);
    }

    EventRoutes(EndpointAccess access, EventFeed feed, LiveRevocations live, int mostClients) {
        this.access = access;
        this.feed = feed;
        this.live = live;
        this.mostClients = mostClients;
    }

    @Override
    public void register(Routes routes) {
        routes.stream(PATH, this::stream, "text/event-stream");
    }

    private void stream(Context ctx)
            throws ProblemException, RejectedException, LimitedException, UnavailableException {
        Caller caller = access.require(Scope.READ, ctx).caller();
        EventPlace last = last(ctx.header("Last-Event-ID"));
        // The feed leaves the first replay out, so the client would miss what that reads from now on.
        live.requireReplayedToRead();
        Predicate<Target> visible = target -> caller.mayName(target.issuer());
        EventStream stream = new EventStream(
                ctx.res(),
                new EventStream.Client(
                        visible,
                        access.standing(ctx, caller),
                        target -> live.find(target).isPresent()),
                texts);
        if (!admit(stream)) {
            throw new ProblemException(
                    Problem.of(
                            ProblemType.BUSY,
                            "there are " + mostClients + " clients of the event stream already; come again later"),
                    Map.of("Retry-After", "30"));
        }
        // Registered before the past is looked up, so that nothing falls between; what is in both is sent once.
        EventFeed.Registration registration = feed.register(stream::offer);
        CompletableFuture<Void> end = new CompletableFuture<>();
        ctx.future(() -> end);
        stream.start(last == null ? null : past(last, visible), () -> {
            registration.close();
            streams.remove(stream);
            end.complete(null);
        });
    }

    private static @Nullable EventPlace last(@Nullable String id) throws RejectedException {
        if (id == null) {
            return null;
        }
        return EventPlace.parse(id)
                .orElseThrow(() -> new RejectedException(
                        Kind.INVALID_FIELD, "Last-Event-ID", null, "must be the id of an earlier event"));
    }

    private EventStream.Past past(EventPlace last, Predicate<Target> visible) {
        return new EventStream.Past(
                new MissedEvents(live, each -> visible.test(each.revocation().target()), last), lookingBack);
    }

    private synchronized boolean admit(EventStream stream) {
        return streams.size() < mostClients && streams.add(stream);
    }

    /** How many clients there are. */
    int clients() {
        return streams.size();
    }

    /** Ends all streams, so that a server which waits for its requests does not wait for these. */
    @Override
    public void close() {
        streams.forEach(EventStream::end);
    }
}
