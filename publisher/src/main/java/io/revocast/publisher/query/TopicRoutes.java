package io.revocast.publisher.query;

import io.javalin.http.Context;
import io.revocast.publisher.authentication.EndpointAccess;
import io.revocast.publisher.credentials.Caller;
import io.revocast.publisher.credentials.Scope;
import io.revocast.publisher.http.RouteGroup;
import io.revocast.publisher.http.Routes;
import io.revocast.publisher.json.Json;
import io.revocast.publisher.json.Problem;
import io.revocast.publisher.json.ProblemException;
import io.revocast.publisher.json.ProblemType;
import io.revocast.publisher.request.LimitedException;
import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.request.UnavailableException;
import io.revocast.publisher.request.UnavailableException.Certainty;
import io.revocast.publisher.topic.TopicSource;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/** {@code GET /v1/topic}: how the topics are set up, and how they must be. One look at the brokers serves some seconds. */
public final class TopicRoutes implements RouteGroup {
    private static final String TOPIC = "/v1/topic";
    private static final Duration REUSE = Duration.ofSeconds(5);
    /** How long a request waits for another one that looks already. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final EndpointAccess access;
    private final TopicSource topics;
    private final InstantSource brokers;
    private final LongSupplier nanos;
    private final ReentrantLock lock = new ReentrantLock();
    private byte @Nullable [] answer;
    private long answeredAt;

    /**
     * Makes the routes.
     *
     * @param brokers the brokers' time
     * @param nanos a clock of elapsed time, in nanoseconds
     */
    public TopicRoutes(EndpointAccess access, TopicSource topics, InstantSource brokers, LongSupplier nanos) {
        this.access = access;
        this.topics = topics;
        this.brokers = brokers;
        this.nanos = nanos;
    }

    @Override
    public void register(Routes routes) {
        routes.get(TOPIC, this::topic);
    }

    /** The offsets count the records of all issuers. */
    private void topic(Context ctx) throws ProblemException, RejectedException, LimitedException, UnavailableException {
        Caller caller = access.require(Scope.READ, ctx).caller();
        QueryParameters.requireNone(ctx.queryParamMap());
        if (!caller.issuers().isEmpty()) {
            throw new ProblemException(
                    Problem.of(ProblemType.FORBIDDEN, "this credential is limited to issuers, and the topics are not")
                            .with("field", "Authorization")
                            .with("rule", "must be a credential that may name any issuer"));
        }
        ctx.contentType("application/json").result(answer());
    }

    private byte[] answer() throws LimitedException, UnavailableException {
        try {
            if (!lock.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new LimitedException(
                        "another request looks at the topics already; try again later", Duration.ofSeconds(1));
            }
            try {
                byte[] known = answer;
                if (known == null || nanos.getAsLong() - answeredAt >= REUSE.toNanos()) {
                    Map<String, Object> json = new LinkedHashMap<>();
                    json.put("at", brokers.instant().toString());
                    json.put("topics", topics.examine());
                    known = Json.write(json);
                    answer = known;
                    answeredAt = nanos.getAsLong();
                }
                return known;
            } finally {
                lock.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException(Certainty.NOT_WRITTEN, "the publisher is stopping", e);
        }
    }
}
