package io.revocast.publisher.authentication;

import io.javalin.http.Context;
import io.revocast.event.internal.TraceParent;
import io.revocast.publisher.credentials.Caller;
import io.revocast.publisher.credentials.Credential;
import io.revocast.publisher.credentials.Identification;
import io.revocast.publisher.credentials.Scope;
import io.revocast.publisher.http.RequestId;
import io.revocast.publisher.json.Problem;
import io.revocast.publisher.json.ProblemException;
import io.revocast.publisher.json.ProblemType;
import io.revocast.publisher.request.LimitedException;
import io.revocast.publisher.request.Requester;
import io.revocast.publisher.service.Admission;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Authenticates the callers of all endpoints, and limits how often they read. Thread-safe. */
public final class EndpointAccess {
    private final Authenticator authenticator;
    private final Admission reads;

    /**
     * @param reads admits requests that read; the service behind the endpoints limits those that write
     */
    public EndpointAccess(Authenticator authenticator, Admission reads) {
        this.authenticator = authenticator;
        this.reads = reads;
    }

    /** Returns the requester. The service decides what the caller may do. */
    public Requester requester(Context ctx) throws ProblemException {
        return requester(authenticator.authenticate(ctx), ctx);
    }

    private static Requester requester(Caller caller, Context ctx) {
        return new Requester(caller, RequestId.of(ctx), null, traceParent(ctx));
    }

    /** Returns the trace of a request; null when the header is absent, invalid or repeated. */
    private static @Nullable String traceParent(Context ctx) {
        List<String> values = Collections.list(ctx.req().getHeaders(TraceParent.NAME));
        return values.size() == 1 ? TraceParent.valid(values.get(0)) : null;
    }

    /**
     * Returns the requester of a credential that an endpoint read itself; empty when the credential is unknown.
     *
     * @throws ProblemException when the source was wrong too often, or when it cannot be told now
     */
    public Optional<Requester> identify(Context ctx, Credential credential) throws ProblemException {
        return authenticator.identify(ctx, credential).map(caller -> requester(caller, ctx));
    }

    /**
     * Returns the caller of a credential that a browser signs in with.
     *
     * @throws ProblemException when the credential is unknown, or when it cannot be told now
     */
    public Caller signIn(Context ctx, Credential credential) throws ProblemException {
        return authenticator.require(ctx, credential);
    }

    /** What is known about the sender of a credential that was accepted before. Counts nothing. */
    public Identification again(Credential credential) {
        return authenticator.again(credential);
    }

    /** Returns what the caller of an authenticated request showed; empty for a caller that needs no credential. */
    public Optional<Credential> credential(Context ctx) throws ProblemException {
        return authenticator.credential(ctx);
    }

    /** Who a caller without a credential is; empty when one is needed. */
    public Optional<Caller> anonymous() {
        return authenticator.anonymous();
    }

    /** The address that a request came from. */
    public String source(Context ctx) {
        return authenticator.source(ctx);
    }

    /**
     * Returns the caller of a request that reads, or that reports what the caller read.
     *
     * @throws ProblemException when the caller lacks the scope
     * @throws LimitedException when the caller, or all callers together, read too often
     */
    public Requester require(Scope scope, Context ctx) throws ProblemException, LimitedException {
        Requester requester = requester(ctx);
        if (!requester.caller().may(scope)) {
            throw new ProblemException(
                    Problem.of(ProblemType.FORBIDDEN, "this credential lacks the scope " + scope.wireName())
                            .with("field", "Authorization")
                            .with("rule", "must be a credential with the scope " + scope.wireName()));
        }
        Optional<Duration> wait = reads.refuse(requester.caller(), 1);
        if (wait.isPresent()) {
            throw new LimitedException(
                    "this caller, or all callers together, read too often: see limits.requests-per-second", wait.get());
        }
        return requester;
    }

    /**
     * Returns whether the credential of a request is still its caller's. Answers that take long ask it about every
     * second, and end when it is false.
     */
    public BooleanSupplier standing(Context ctx, Caller caller) throws ProblemException {
        return authenticator.standing(ctx, caller);
    }
}
