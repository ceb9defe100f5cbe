package io.revocast.publisher.revoke;

import io.revocast.event.Target;
import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * Where every door hands in what it was asked for: sees to it that the caller may, that limits hold and that wide
 * targets are confirmed, has it done, and has the decision written down before it answers. Thread-safe.
 *
 * <p>All methods throw {@link RejectedException} when the caller must change the request, {@link LimitedException} when it
 * comes too soon after others, and {@link UnavailableException} when it is not known to be done.
 */
public interface Desk {
    /**
     * Revokes what is asked for: all of it or nothing, results in the order of the requests.
     *
     * @param confirmation the preview's token, for wide targets; null when there is none
     * @throws ConfirmationNeededException when a target is wide and the token is not of a preview of these requests
     */
    List<RevocationResult> revoke(Requester requester, List<RevocationRequest> requests, @Nullable String confirmation)
            throws RejectedException, ConfirmationNeededException, LimitedException, UnavailableException;

    /** Says what {@link #revoke} would do now, and does nothing. */
    Preview preview(Requester requester, List<RevocationRequest> requests)
            throws RejectedException, LimitedException, UnavailableException;

    /**
     * Begins a list of any length, each entry for itself. Wide targets are refused: nobody has looked at them.
     *
     * @param results is told what became of each entry, by the thread that adds them, in no particular order
     */
    Bulk bulk(Requester requester, Bulk.Results results)
            throws RejectedException, LimitedException, UnavailableException;

    /**
     * Writes down what a door refused by a rule of its own. Counts as a request, so that nobody fills the audit.
     *
     * @param targets what it was about, as far as that is known
     */
    void refused(Requester requester, List<Target> targets, RejectedException why) throws LimitedException;

    /** Takes back what is asked for, results in the order of the requests. */
    List<Reinstatement.Result> reinstate(Requester requester, List<Reinstatement.Request> requests)
            throws RejectedException, LimitedException, UnavailableException;
}
