package io.revocast.publisher.api;

import io.revocast.publisher.audit.AuditCodec;
import io.revocast.publisher.audit.AuditEntry.Action;
import io.revocast.publisher.json.ProblemException;
import io.revocast.publisher.request.LimitedException;
import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.request.Requester;
import io.revocast.publisher.service.RevocationService;

import java.io.IOException;
import java.util.List;

/** Appends to the audit that an endpoint refused a request before the service saw it, by its shape as a rule. */
record AuditedReading(RevocationService service, Action action) {

    /** Reads a part of a request. */
    @FunctionalInterface
    interface Reading<T> {
        T read() throws ProblemException, RejectedException, IOException;
    }

    /**
     * Returns what was read.
     *
     * @throws LimitedException instead of the refusal when the caller asks too often
     */
    <T> T read(Requester requester, Reading<T> reading)
            throws ProblemException, RejectedException, LimitedException, IOException {
        try {
            return reading.read();
        } catch (RejectedException e) {
            service.recordRefusal(requester, action, List.of(), AuditCodec.word(e.kind()), e.detail());
            throw e;
        } catch (ProblemException e) {
            service.recordRefusal(
                    requester,
                    action,
                    List.of(),
                    AuditCodec.word(e.problem().type()),
                    e.problem().detail());
            throw e;
        }
    }
}
