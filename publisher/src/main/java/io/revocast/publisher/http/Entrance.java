package io.revocast.publisher.http;

import io.javalin.http.Context;
import io.revocast.publisher.access.Credential;
import io.revocast.publisher.access.Scope;
import io.revocast.publisher.revoke.Requester;

import java.util.Optional;

/** Where a request says who asks. Thread-safe. */
public final class Entrance {
    private final Authenticator authenticator;

    public Entrance(Authenticator authenticator) {
        this.authenticator = authenticator;
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

    /** Returns who asks, if they have a scope. */
    Requester require(Scope scope, Context ctx) throws ProblemException {
        Requester requester = requester(ctx);
        if (!requester.caller().may(scope)) {
            throw new ProblemException(
                    Problem.of(ProblemType.FORBIDDEN, "this credential lacks the scope " + scope.wireName())
                            .with("field", "Authorization")
                            .with("rule", "must be a credential with the scope " + scope.wireName()));
        }
        return requester;
    }
}
