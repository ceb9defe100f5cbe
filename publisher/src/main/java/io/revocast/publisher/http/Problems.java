package io.revocast.publisher.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.revocast.publisher.json.Problem;
import io.revocast.publisher.json.ProblemException;
import io.revocast.publisher.json.ProblemType;
import io.revocast.publisher.request.LimitedException;
import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.request.UnavailableException;
import jakarta.servlet.http.HttpServletResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Turns whatever ends a request early into a problem document. */
public final class Problems {
    static final String CONTENT_TYPE = "application/problem+json";

    private static final Logger LOGGER = LoggerFactory.getLogger(Problems.class);

    private Problems() {}

    /**
     * Registers the answers.
     *
     * @param allowed the methods of a path, when there is such a path
     */
    static void register(RoutesConfig routes, Function<String, Optional<String>> allowed) {
        routes.exception(ProblemException.class, (e, ctx) -> answer(ctx, e.problem(), e.headers()));
        routes.exception(RejectedException.class, (e, ctx) -> answer(ctx, problem(e), Map.of()));
        routes.exception(
                LimitedException.class,
                (e, ctx) -> answer(
                        ctx,
                        Problem.of(ProblemType.LIMITED, String.valueOf(e.getMessage())),
                        retryAfter(e.retryAfter())));
        routes.exception(UnavailableException.class, (e, ctx) -> {
            LOGGER.debug("request not carried out", e);
            // A request in progress ends within milliseconds as a rule.
            answer(
                    ctx,
                    problem(e),
                    e.certainty() == UnavailableException.Certainty.IN_PROGRESS
                            ? Map.of()
                            : retryAfter(e.retryAfter()));
        });
        routes.exception(HttpResponseException.class, (e, ctx) -> notServed(ctx, e.getStatus(), allowed));
        routes.exception(
                IOException.class,
                (e, ctx) -> answer(
                        ctx,
                        Problem.of(ProblemType.INVALID_REQUEST, "the body ended before it was complete"),
                        Map.of()));
        routes.exception(Exception.class, (e, ctx) -> {
            LOGGER.atError()
                    .addKeyValue("method", ctx.method().name())
                    .addKeyValue("path", ctx.endpoint().path)
                    .setCause(e)
                    .log("request failed");
            answer(ctx, internal(), Map.of());
        });
    }

    private static Map<String, String> retryAfter(Duration wait) {
        return Map.of("Retry-After", Long.toString(Math.max(1, wait.toSeconds())));
    }

    static Problem internal() {
        return Problem.of(ProblemType.INTERNAL, "the publisher failed; its log says why");
    }

    /** Answers for an error of the machine, which no handler of exceptions sees. */
    static void answer(HttpServletResponse response, Error error) {
        LOGGER.error("request failed", error);
        if (response.isCommitted()) {
            return;
        }
        response.setStatus(ProblemType.INTERNAL.status());
        response.setContentType(CONTENT_TYPE);
        try {
            response.getOutputStream()
                    .write(internal()
                            .with("requestId", response.getHeader(RequestId.HEADER))
                            .json());
        } catch (IOException e) {
            LOGGER.debug("the client closed the connection before it took the answer", e);
        }
    }

    private static void notServed(Context ctx, int status, Function<String, Optional<String>> allowed) {
        Optional<String> methods = allowed.apply(ctx.path());
        if (status == 413) {
            answer(ctx, Problem.of(ProblemType.BODY_TOO_LARGE, "the body is too large"), Map.of());
        } else if (methods.isPresent() && (status == 404 || status == 405)) {
            answer(
                    ctx,
                    Problem.of(ProblemType.METHOD_NOT_ALLOWED, "this path takes " + methods.get()),
                    Map.of("Allow", methods.get()));
        } else if (status == 404 || status == 405) {
            answer(ctx, Problem.of(ProblemType.NOT_FOUND, "there is no such path"), Map.of());
        } else if (status < 500) {
            answer(ctx, Problem.of(ProblemType.INVALID_REQUEST, "the request cannot be served"), Map.of());
        } else {
            answer(ctx, internal(), Map.of());
        }
    }

    public static Problem problem(RejectedException e) {
        return Problem.of(type(e.kind()), e.detail())
                .with("field", e.field())
                .with("value", e.value())
                .with("rule", e.rule())
                .with("index", e.index());
    }

    private static ProblemType type(RejectedException.Kind kind) {
        return switch (kind) {
            case INVALID_FIELD, TOO_MANY_CLAIM_NAMES -> ProblemType.INVALID_FIELD;
            case INVALID_TOKEN -> ProblemType.INVALID_TOKEN;
            case DUPLICATE_TARGET -> ProblemType.DUPLICATE_TARGET;
            case TOO_MANY_ENTRIES -> ProblemType.TOO_MANY_ENTRIES;
            case OUTLIVES_RETENTION -> ProblemType.OUTLIVES_RETENTION;
            case TOKEN_WITHOUT_EXPIRY -> ProblemType.TOKEN_WITHOUT_EXPIRY;
            case UNVERIFIED_TOKEN -> ProblemType.UNVERIFIED_TOKEN;
            case UNKNOWN_ISSUER -> ProblemType.UNKNOWN_ISSUER;
            case FORBIDDEN -> ProblemType.FORBIDDEN;
            case NOT_CONFIRMABLE -> ProblemType.NOT_CONFIRMABLE;
            case IDEMPOTENCY_KEY_REUSED -> ProblemType.IDEMPOTENCY_KEY_REUSED;
            case CHANGED -> ProblemType.CHANGED;
        };
    }

    public static Problem problem(UnavailableException e) {
        ProblemType type = switch (e.certainty()) {
            case NOT_WRITTEN -> ProblemType.LOG_UNAVAILABLE;
            case UNKNOWN -> ProblemType.NOT_CONFIRMED;
            case IN_PROGRESS -> ProblemType.REQUEST_IN_PROGRESS;
        };
        return Problem.of(type, String.valueOf(e.getMessage()));
    }

    private static void answer(Context ctx, Problem problem, Map<String, String> headers) {
        headers.forEach(ctx::header);
        ctx.status(problem.type().status())
                .contentType(CONTENT_TYPE)
                .result(problem.with("requestId", RequestId.of(ctx)).json());
    }
}
