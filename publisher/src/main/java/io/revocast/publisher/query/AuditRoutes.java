package io.revocast.publisher.query;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.revocast.publisher.audit.AuditReader;
import io.revocast.publisher.audit.AuditReader.Following;
import io.revocast.publisher.audit.AuditReader.Page;
import io.revocast.publisher.audit.AuditReader.Placed;
import io.revocast.publisher.audit.AuditReader.Verification;
import io.revocast.publisher.audit.AuditUnavailableException;
import io.revocast.publisher.authentication.EndpointAccess;
import io.revocast.publisher.credentials.Caller;
import io.revocast.publisher.credentials.Scope;
import io.revocast.publisher.http.MediaTypes;
import io.revocast.publisher.http.RouteGroup;
import io.revocast.publisher.http.Routes;
import io.revocast.publisher.json.Json;
import io.revocast.publisher.json.Problem;
import io.revocast.publisher.json.ProblemException;
import io.revocast.publisher.json.ProblemType;
import io.revocast.publisher.request.LimitedException;
import io.revocast.publisher.request.RejectedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;

/** {@code /v1/audit}: read what was decided, follow it, and verify that nothing is missing. */
public final class AuditRoutes implements RouteGroup {
    static final String AUDIT = "/v1/audit";
    static final String VERIFICATION = AUDIT + "/verification";

    private static final Logger LOGGER = LoggerFactory.getLogger(AuditRoutes.class);
    private static final String NDJSON = "application/x-ndjson";

    /** Each holds a thread and a connection to the broker for as long as it takes. */
    private static final int MOST_READERS = 16;

    private static final Duration VERIFICATION_LIMIT = Duration.ofSeconds(60);
    private static final Duration FOLLOWING_LIMIT = Duration.ofHours(1);
    private static final Duration PATIENCE = Duration.ofMillis(500);
    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(10);
    /** How often a follower's credential is looked at again. */
    private static final long LOOK_NANOS = Duration.ofSeconds(1).toNanos();

    private final EndpointAccess access;
    private final @Nullable AuditReader reader;
    private final Semaphore readers = new Semaphore(MOST_READERS);
    private final Semaphore verifiers = new Semaphore(1);
    private volatile boolean closed;

    /**
     * @param reader null when there is no audit
     */
    public AuditRoutes(EndpointAccess access, @Nullable AuditReader reader) {
        this.access = access;
        this.reader = reader;
    }

    @Override
    public void register(Routes routes) {
        routes.get(AUDIT, this::read, "application/json", NDJSON);
        routes.get(VERIFICATION, this::verify);
    }

    private interface Answer {
        void give(AuditReader reader)
                throws AuditUnavailableException, InterruptedException, RejectedException, IOException;
    }

    private void read(Context ctx) throws ProblemException, RejectedException, LimitedException, IOException {
        Caller caller = access.require(Scope.AUDIT, ctx).caller();
        BooleanSupplier standing = access.standing(ctx, caller);
        AuditQuery query = AuditQuery.read(ctx.queryParamMap()).limitedTo(caller.issuers());
        boolean lines = MediaTypes.prefersNdjson(ctx.header("Accept"));
        if (query.follow() && !lines) {
            throw new ProblemException(Problem.of(ProblemType.INVALID_FIELD, "following needs Accept: " + NDJSON)
                    .with("field", "Accept")
                    .with("rule", "must be " + NDJSON));
        }
        answer(readers, found -> {
            if (query.follow()) {
                follow(ctx, query, found, standing);
            } else {
                page(ctx, query, found, lines);
            }
        });
    }

    private void verify(Context ctx) throws ProblemException, RejectedException, LimitedException, IOException {
        access.require(Scope.AUDIT, ctx);
        QueryParameters.requireNone(ctx.queryParamMap());
        answer(verifiers, found -> {
            Verification verification = found.verify(VERIFICATION_LIMIT);
            ctx.contentType("application/json").result(Json.write(AuditAnswers.verification(verification)));
        });
    }

    private void answer(Semaphore places, Answer answer)
            throws ProblemException, RejectedException, LimitedException, IOException {
        if (reader == null) {
            throw new ProblemException(
                    Problem.of(ProblemType.NOT_FOUND, "this publisher keeps no audit: audit.topic is none"));
        }
        if (!places.tryAcquire()) {
            throw new LimitedException("as many as may are reading the audit already", Duration.ofSeconds(5));
        }
        try {
            answer.give(reader);
        } catch (AuditUnavailableException e) {
            LOGGER.debug("audit not read", e);
            throw new ProblemException(
                    Problem.of(ProblemType.LOG_UNAVAILABLE, String.valueOf(e.getMessage())),
                    Map.of("Retry-After", "5"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProblemException(Problem.of(ProblemType.LOG_UNAVAILABLE, "the publisher is stopping"));
        } finally {
            places.release();
        }
    }

    private static void page(Context ctx, AuditQuery query, AuditReader reader, boolean lines)
            throws AuditUnavailableException, InterruptedException, IOException {
        Long place = query.place();
        int limit = query.limitOr(100);
        Page page = query.order() == AuditQuery.Order.NEWEST
                ? reader.readBack(place, limit, query.filter())
                : reader.read(place == null ? AuditReader.BEGINNING : place, limit, query.filter());
        List<Map<String, Object>> entries = page.entries().stream()
                .map(each -> AuditAnswers.entry(each, query.filter()))
                .toList();
        if (lines) {
            ctx.contentType(NDJSON);
            OutputStream out = ctx.res().getOutputStream();
            for (Map<String, Object> entry : entries) {
                line(out, entry);
            }
            return;
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("entries", entries);
        Long last = page.last();
        if (last != null) {
            json.put("next", last.toString());
        }
        ctx.contentType("application/json").result(Json.write(json));
    }

    private void follow(Context ctx, AuditQuery query, AuditReader reader, BooleanSupplier standing)
            throws AuditUnavailableException, InterruptedException, RejectedException, IOException {
        ctx.contentType(NDJSON);
        if (ctx.method().equals(HandlerType.HEAD)) {
            return;
        }
        OutputStream out = ctx.res().getOutputStream();
        long end = System.nanoTime() + FOLLOWING_LIMIT.toNanos();
        int left = query.limitOr(Integer.MAX_VALUE);
        try (Following following = reader.follow(query.place(), query.filter())) {
            long written = 0;
            long lookedAt = System.nanoTime();
            while (left > 0 && !closed && System.nanoTime() < end) {
                if (System.nanoTime() - lookedAt >= LOOK_NANOS) {
                    lookedAt = System.nanoTime();
                    if (!standing.getAsBoolean()) {
                        return;
                    }
                }
                Optional<Placed> next = following.next(PATIENCE);
                if (next.isPresent()) {
                    line(out, AuditAnswers.entry(next.get(), query.filter()));
                    left--;
                } else if (written == 0 || System.nanoTime() - written > SIGN_OF_LIFE.toNanos()) {
                    // An empty line reveals a client that has closed the connection.
                    out.write('\n');
                } else {
                    continue;
                }
                out.flush();
                written = System.nanoTime();
            }
        } catch (IOException e) {
            LOGGER.debug("the follower is gone", e);
        } catch (AuditUnavailableException e) {
            if (!ctx.res().isCommitted()) {
                throw e;
            }
            LOGGER.debug("the audit can no longer be followed", e);
        }
    }

    private static void line(OutputStream out, Map<String, Object> json) throws IOException {
        out.write(Json.write(json));
        out.write('\n');
    }

    /** Ends every following within a second. */
    @Override
    public void close() {
        closed = true;
    }
}
