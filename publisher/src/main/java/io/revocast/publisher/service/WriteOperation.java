package io.revocast.publisher.service;

import io.revocast.publisher.audit.AuditEntry;
import io.revocast.publisher.audit.AuditEntry.Action;
import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.request.RevokeRequest.Explanation;
import io.revocast.publisher.request.UnavailableException;

import java.util.List;

/**
 * What differs between the kinds of write requests. {@link RevocationService} calls the methods in the order of its phases.
 * One object serves one request.
 *
 * @param <V> the validated request
 * @param <R> the result of one entry
 */
interface WriteOperation<V, R> {
    /** The action of the audit entries. */
    Action action();

    /** The kind of the request in metrics. */
    String kind();

    /** What the audit entry about a refusal names, as far as the operation has got. */
    List<AuditEntry.Subject> subjects();

    /** Throws when the caller may not send such requests. */
    void authorise() throws RejectedException;

    /** Answers a repeated request with the outcome of the first. */
    List<R> repeat(AuditEntry earlier, RequestAudit audit) throws RejectedException, UnavailableException;

    /** Throws when an entry breaks a rule, or names what the caller may not name. */
    V validate() throws RejectedException, UnavailableException;

    /** Throws when the caller has not confirmed a broad target. */
    default void confirm(V validated) throws ConfirmationNeededException, UnavailableException {}

    /** The caller's explanation of a request that passed validation. */
    Explanation explanation();

    /** Appends the events and the audit entry, and returns the results in the order of the entries. */
    List<R> append(V validated, RequestAudit audit) throws RejectedException, UnavailableException;
}
