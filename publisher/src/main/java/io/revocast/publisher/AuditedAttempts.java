package io.revocast.publisher;

import io.revocast.publisher.audit.AuditEntry;
import io.revocast.publisher.audit.AuditEntry.Action;
import io.revocast.publisher.audit.AuditEntry.Decision;
import io.revocast.publisher.audit.AuditLog;
import io.revocast.publisher.authentication.AuthenticationObserver;
import io.revocast.publisher.metrics.PublisherMetrics;
import io.revocast.publisher.metrics.PublisherMetrics.Throttle;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * Counts how callers authenticate, and appends unknown credentials to the audit. Attempts above the rate limit are
 * only counted, so that an attacker cannot fill the audit.
 */
record AuditedAttempts(PublisherMetrics metrics, AuditLog audit, Clock clock) implements AuthenticationObserver {
    @Override
    public void attempted(Outcome outcome, String requestId, String source) {
        metrics.authenticated(outcome);
        if (outcome == Outcome.SLOWED) {
            metrics.throttled(Throttle.FAILURES);
        }
        if (outcome == Outcome.WRONG) {
            var unused = audit.append(new AuditEntry(
                    clock.instant().truncatedTo(ChronoUnit.MILLIS),
                    requestId,
                    "unauthenticated",
                    Action.AUTHENTICATE,
                    Decision.REFUSED,
                    List.of(),
                    "unknown_credential",
                    "from " + source));
        }
    }
}
