package io.revocast.publisher;

import io.revocast.publisher.audit.AuditEntry;
import io.revocast.publisher.audit.AuditEntry.Action;
import io.revocast.publisher.audit.AuditEntry.Decision;
import io.revocast.publisher.audit.AuditLog;
import io.revocast.publisher.http.AuthenticationObserver;
import io.revocast.publisher.metrics.PublisherMetrics;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/**
 * Counts how callers authenticate, and writes down credentials that are nobody's. Those that come too fast are only
 * counted: whoever guesses must not be able to fill the audit.
 */
record AuditedAttempts(PublisherMetrics metrics, AuditLog audit, Clock clock) implements AuthenticationObserver {
    @Override
    public void attempted(Outcome outcome, String requestId, String source) {
        metrics.authenticated(outcome.name().toLowerCase(Locale.ROOT));
        if (outcome == Outcome.SLOWED) {
            metrics.throttled("failures");
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
