package io.revocast.publisher.revoke;

import java.util.List;

/**
 * Where every door hands in what it was asked for: sees to it that the caller may, that limits hold and that wide
 * targets are confirmed, has it done, and has the decision written down before it answers. Thread-safe.
 */
public interface Desk {
    /**
     * Revokes what is asked for: all of it or nothing, results in the order of the requests.
     *
     * @param confirmation the preview's token, for wide targets; null when there is none
     * @throws RejectedException when the caller must change the request; kinds say why
     * @throws LimitedException when the caller asks too often
     * @throws UnavailableException when it is not known to be done
     */
    List<RevocationResult> revoke(
            Requester requester,
            List<RevocationRequest> requests,
            @org.jspecify.annotations.Nullable String confirmation)
            throws RejectedException, LimitedException, UnavailableException;

    /** Takes back what is asked for, results in the order of the requests. Throws as {@link #revoke}. */
    List<Reinstatement.Result> reinstate(Requester requester, List<Reinstatement.Request> requests)
            throws RejectedException, LimitedException, UnavailableException;
}
