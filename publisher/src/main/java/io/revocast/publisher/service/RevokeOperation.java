package io.revocast.publisher.service;

import io.revocast.publisher.audit.AuditEntry;
import io.revocast.publisher.audit.AuditEntry.Action;
import io.revocast.publisher.idempotency.Author;
import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.request.Requester;
import io.revocast.publisher.request.RevocationResult;
import io.revocast.publisher.request.RevokeRequest;
import io.revocast.publisher.request.RevokeRequest.Explanation;
import io.revocast.publisher.request.UnavailableException;
import io.revocast.publisher.validate.RequestValidator;
import io.revocast.publisher.validate.ValidatedRequest;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The revocation of a batch: all of it or nothing. */
final class RevokeOperation implements WriteOperation<List<ValidatedRequest>, RevocationResult> {
    private final RequestValidator validator;
    private final ConfirmationPolicy confirmations;
    private final RevocationWriter writer;
    private final RepeatedRequests repeated;
    private final Requester requester;
    private final List<RevokeRequest> requests;
    private final @Nullable String confirmation;

    /**
     * @param confirmation the preview's token; null when there is none
     */
    RevokeOperation(
            RequestValidator validator,
            ConfirmationPolicy confirmations,
            RevocationWriter writer,
            RepeatedRequests repeated,
            Requester requester,
            List<RevokeRequest> requests,
            @Nullable String confirmation) {
        this.validator = validator;
        this.confirmations = confirmations;
        this.writer = writer;
        this.repeated = repeated;
        this.requester = requester;
        this.requests = requests;
        this.confirmation = confirmation;
    }

    @Override
    public Action action() {
        return Action.REVOKE;
    }

    @Override
    public String kind() {
        Set<String> kinds =
                requests.stream().map(request -> request.kind().wireName()).collect(Collectors.toSet());
        return kinds.size() == 1 ? kinds.iterator().next() : "mixed";
    }

    @Override
    public List<AuditEntry.Subject> subjects() {
        return AuditSubjects.named(requests);
    }

    @Override
    public void authorise() throws RejectedException {
        WriteAuthorization.requireMayRevoke(requester.caller(), requests);
    }

    @Override
    public List<RevocationResult> repeat(AuditEntry earlier, RequestAudit audit)
            throws RejectedException, UnavailableException {
        return repeated.revocations(earlier, requests, Author.of(requester, action()), audit);
    }

    @Override
    public List<ValidatedRequest> validate() throws RejectedException, UnavailableException {
        List<ValidatedRequest> validated = validator.validate(requests);
        for (ValidatedRequest each : validated) {
            WriteAuthorization.requireMayName(requester.caller(), each.target());
        }
        return validated;
    }

    @Override
    public void confirm(List<ValidatedRequest> validated) throws ConfirmationNeededException, UnavailableException {
        confirmations.require(requester, requests, validated, confirmation);
    }

    @Override
    public Explanation explanation() {
        return requests.get(0).explanation();
    }

    @Override
    public List<RevocationResult> append(List<ValidatedRequest> validated, RequestAudit audit)
            throws UnavailableException {
        return writer.write(validated, Author.of(requester, action()), audit);
    }
}
