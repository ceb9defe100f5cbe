package io.revocast.publisher.revoke;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** A desk without rules of its own: everything is handed to a revoker, unless a test wants it to fail. */
public final class DirectDesk implements Desk {
    private final Revoker revoker;
    private final List<String> requestIds = new ArrayList<>();
    private @Nullable LimitedException limited;
    private @Nullable RejectedException wide;

    public DirectDesk(Revoker revoker) {
        this.revoker = revoker;
    }

    @Override
    public List<RevocationResult> revoke(
            Requester requester, List<RevocationRequest> requests, @Nullable String confirmation)
            throws RejectedException, LimitedException, UnavailableException {
        LimitedException tooSoon = limited;
        if (tooSoon != null) {
            throw tooSoon;
        }
        RejectedException tooWide = wide;
        if (tooWide != null && requests.size() > 1) {
            throw tooWide;
        }
        requestIds.add(requester.requestId());
        return revoker.revokeAll(requests, requester.caller().name());
    }

    @Override
    public List<Reinstatement.Result> reinstate(Requester requester, List<Reinstatement.Request> requests) {
        throw new UnsupportedOperationException("these tests reinstate nothing");
    }

    /** From now on nothing is taken; null heals. */
    public void limit(@Nullable LimitedException tooSoon) {
        limited = tooSoon;
    }

    /** From now on more than one request at a time is refused; null heals. */
    public void refuseWide(@Nullable RejectedException tooWide) {
        wide = tooWide;
    }

    /** Of the requests that got through. */
    public List<String> requestIds() {
        return requestIds;
    }
}
