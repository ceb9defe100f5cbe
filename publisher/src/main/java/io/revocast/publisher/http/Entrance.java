package io.revocast.publisher.http;

import io.javalin.http.Context;
import io.revocast.publisher.access.Caller;
import io.revocast.publisher.access.Credential;
import io.revocast.publisher.access.Scope;
import io.revocast.publisher.revoke.Admission;
import io.revocast.publisher.revoke.LimitedException;
import io.revocast.publisher.revoke.Requester;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Authenticates the callers of all endpoints, and limits how often they read. Thread-safe. */
public final class Entrance {
    private final Authenticator authenticator;
    private final Admission reads;

    /** An entrance without a limit on reads. */
    public Entrance(Authenticator authenticator) {
        this(authenticator, Admission.UNLIMITED);
    }

    /**
     * @param reads admits requests that read; the service behind the endpoints limits those that write
     */
    public Entrance(Authenticator authenticator, Admission reads) {
        this.authenticator = authenticator;
        this.reads = reads;
    }

    /** Returns who asks; what they may is the desk's question. */
    Requester requester(Context ctx) throws ProblemException {
        return new Requester(authenticator.authenticate(ctx), RequestId.of(ctx));
    }

    /**
     * Returns who asks with a credential that a door of its own read; empty when it is nobody's.
     *
     * @throws ProblemException when the source was wrong too often, or when it cannot be told now
     */
    Optional<Requester> identify(Context ctx, Credential credential) throws ProblemException {
        return authenticator.identify(ctx, credential).map(caller -> new Requester(caller, RequestId.of(ctx)));
    }

    /**
     * Returns the caller of a request that reads, or that reports what the caller read.
     *
     * @throws ProblemException when the caller lacks the scope
     * @throws LimitedException when the caller, or all callers together, read too often
     */
    Requester require(Scope scope, Context ctx) throws ProblemException, LimitedException {
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
    BooleanSupplier standing(Context ctx, Caller caller) throws ProblemException {
        return authenticator.standing(ctx, caller);
    }
}
