package io.revocast.publisher.http;

import io.javalin.http.Context;
import io.revocast.consumer.LiveRevocation;
import io.revocast.event.Receipt;
import io.revocast.publisher.access.Scope;
import io.revocast.publisher.revoke.EventFeed;
import io.revocast.publisher.revoke.LiveRevocations;
import io.revocast.publisher.revoke.RejectedException;
import io.revocast.publisher.revoke.RejectedException.Kind;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code GET /v1/events}: what changes, as server-sent events, each with its place in the log as its id.
 *
 * <p>Each client has a thread and a bounded queue of its own: one that does not read as fast as things change is dropped,
 * and comes again with {@code Last-Event-ID}. It is then sent the live revocations of that partition that are newer, which
 * is as much as is known: what was revoked and taken back since, or belongs to another partition, is not sent again.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">Server-sent events</a>
 */
public final class EventRoutes implements RouteGroup {
    static final int MOST_CLIENTS = 100;

    private static final String PATH = "/v1/events";
    private static final Pattern PLACE = Pattern.compile("(\\d{1,9})-(\\d{1,18})");

    private final Entrance entrance;
    private final EventFeed feed;
    private final LiveRevocations live;
    private final Set<EventStream> streams = ConcurrentHashMap.newKeySet();

    public EventRoutes(Entrance entrance, EventFeed feed, LiveRevocations live) {
        this.entrance = entrance;
        this.feed = feed;
        this.live = live;
    }

    @Override
    public void register(Routes routes) {
        routes.stream(PATH, this::stream, "text/event-stream");
    }

    private void stream(Context ctx) throws ProblemException, RejectedException {
        entrance.require(Scope.READ, ctx);
        String last = ctx.header("Last-Event-ID");
        Matcher place = PLACE.matcher(last == null ? "" : last);
        if (last != null && !place.matches()) {
            throw new RejectedException(
                    Kind.INVALID_FIELD, "Last-Event-ID", null, "must be the id of an earlier event");
        }
        EventStream stream = new EventStream(ctx.res());
        if (!admit(stream)) {
            throw new ProblemException(
                    Problem.of(
                            ProblemType.BUSY,
                            "there are " + MOST_CLIENTS + " clients of the event stream already; come again later"),
                    Map.of("Retry-After", "30"));
        }
        // Registered before the past is looked up, so that nothing falls between; what is in both is sent once.
        EventFeed.Registration registration = feed.register(stream::offer);
        List<LiveRevocation> missed = last == null ? List.of() : missed(place);
        CompletableFuture<Void> end = new CompletableFuture<>();
        ctx.future(() -> end);
        stream.start(missed, () -> {
            registration.close();
            streams.remove(stream);
            end.complete(null);
        });
    }

    private synchronized boolean admit(EventStream stream) {
        return streams.size() < MOST_CLIENTS && streams.add(stream);
    }

    private List<LiveRevocation> missed(Matcher place) {
        int partition = Integer.parseInt(place.group(1));
        long offset = Long.parseLong(place.group(2));
        return live.live()
                .filter(each -> isAfter(each.receipt(), partition, offset))
                .sorted(Comparator.comparingLong(each -> each.receipt().offset()))
                .toList();
    }

    private static boolean isAfter(Receipt receipt, int partition, long offset) {
        return receipt.partition() == partition && receipt.offset() > offset;
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
