package io.revocast.publisher;

import io.revocast.publisher.access.Caller;
import io.revocast.publisher.access.Scope;
import io.revocast.publisher.revoke.Desk;
import io.revocast.publisher.revoke.Reinstatement;
import io.revocast.publisher.revoke.RejectedException;
import io.revocast.publisher.revoke.Requester;
import io.revocast.publisher.revoke.RevocationRequest;
import io.revocast.publisher.revoke.RevocationResult;
import io.revocast.publisher.revoke.Revoker;
import io.revocast.publisher.revoke.UnavailableException;
import org.jspecify.annotations.Nullable;

import java.util.List;

/** Stands in for the desk: judges scopes, and neither limits, confirms nor audits. */
record OpenDesk(Revoker revoker) implements Desk {
    @Override
    public List<RevocationResult> revoke(
            Requester requester, List<RevocationRequest> requests, @Nullable String confirmation)
            throws RejectedException, UnavailableException {
        Caller caller = requester.caller();
        for (RevocationRequest request : requests) {
            if (!caller.may(Scope.toRevoke(request.kind()))) {
                throw new RejectedException(
                        RejectedException.Kind.UNVERIFIED_TOKEN, "target.kind", null, "must be one that it may revoke");
            }
        }
        return revoker.revokeAll(requests, caller.name());
    }

    @Override
    public List<Reinstatement.Result> reinstate(Requester requester, List<Reinstatement.Request> requests) {
        throw new UnsupportedOperationException("only revocations are received");
    }
}
