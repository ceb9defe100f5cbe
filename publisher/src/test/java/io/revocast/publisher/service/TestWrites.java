package io.revocast.publisher.service;

import io.revocast.publisher.append.EventAppender;
import io.revocast.publisher.append.EventOrigins;
import io.revocast.publisher.append.LiveRevocations;
import io.revocast.publisher.append.RevocationLog;
import io.revocast.publisher.append.RevocationRestorer;
import io.revocast.publisher.audit.AuditEntry.Action;
import io.revocast.publisher.audit.AuditLog;
import io.revocast.publisher.credentials.Caller;
import io.revocast.publisher.credentials.Scope;
import io.revocast.publisher.idempotency.Author;
import io.revocast.publisher.idempotency.RequestHistory;
import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.request.Requester;
import io.revocast.publisher.request.RevocationResult;
import io.revocast.publisher.request.RevokeRequest;
import io.revocast.publisher.request.UnavailableException;
import io.revocast.publisher.token.RecentTokens;
import io.revocast.publisher.token.TokenAuthenticity;
import io.revocast.publisher.validate.RequestValidator;
import io.revocast.publisher.validate.TargetRules;
import io.revocast.publisher.validate.TokenLifetime;

import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The write path of one publisher, for tests. Everything that it creates shares one appender. */
public record TestWrites(EventAppender appender, LiveRevocations live, RequestValidator validator, Clock clock) {

    /** A write path with default rules. */
    public static TestWrites of(
            RevocationLog log,
            LiveRevocations live,
            TokenLifetime lifetime,
            TokenAuthenticity authenticity,
            Clock clock) {
        return of(log, live, lifetime, authenticity, TargetRules.DEFAULT, clock);
    }

    /** A write path with rules for targets. */
    public static TestWrites of(
            RevocationLog log,
            LiveRevocations live,
            TokenLifetime lifetime,
            TokenAuthenticity authenticity,
            TargetRules targets,
            Clock clock) {
        return new TestWrites(
                new EventAppender(log, live),
                live,
                new RequestValidator(lifetime, authenticity, targets, live::ruleNames, clock),
                clock);
    }

    /** A write path that verifies no signatures, for tokens that live for a day. */
    public static TestWrites of(RevocationLog log, LiveRevocations live, Clock clock) {
        return of(log, live, new TokenLifetime(Duration.ofDays(1), false), TokenAuthenticity.NOT_CHECKED, clock);
    }

    /** A requester with all scopes. */
    public static Requester requester(String name) {
        return new Requester(new Caller(name, name, EnumSet.allOf(Scope.class), Set.of()), "request-1");
    }

    /** Guards without limits that have seen no tokens. */
    public RevocationService.Guards openGuards() {
        return new RevocationService.Guards(Admission.UNLIMITED, BroadTargets.DEFAULT, new RecentTokens(clock));
    }

    /** A service without limits and without an audit. */
    public RevocationService service() {
        return service(AuditLog.NONE);
    }

    /** A service without limits. */
    public RevocationService service(AuditLog audit) {
        return service(audit, RequestHistory.NONE, openGuards());
    }

    /** One of several publishers that share an audit. */
    public RevocationService service(RecordedHistory audit) {
        return service(audit, audit, openGuards());
    }

    /** A service with guards. */
    public RevocationService service(AuditLog audit, RequestHistory history, RevocationService.Guards guards) {
        return service(audit, history, guards, ServiceObserver.NONE);
    }

    /** A service that is observed. */
    RevocationService service(
            AuditLog audit, RequestHistory history, RevocationService.Guards guards, ServiceObserver observer) {
        return new RevocationService(
                validator, new RevocationService.Logs(appender, live, audit, history), guards, observer, clock);
    }

    /** What re-appends lost revocations. */
    public RevocationRestorer restorer() {
        return new RevocationRestorer(appender, live, clock);
    }

    /** Revokes one target, however broad. */
    public RevocationResult revoke(RevokeRequest request, String by) throws RejectedException, UnavailableException {
        return revokeAll(List.of(request), by).get(0);
    }

    /** Revokes a batch, however broad its targets. */
    public List<RevocationResult> revokeAll(List<RevokeRequest> requests, String by)
            throws RejectedException, UnavailableException {
        AuditWriter audit = new AuditWriter(AuditLog.NONE, clock, requester(by), Action.REVOKE);
        return new RevocationWriter(appender, live, RequestHistory.NONE, new EventOrigins(clock))
                .write(
                        validator.validate(requests),
                        Author.of(by),
                        RequestAudit.of(audit, null, RevokeRequest.Explanation.NONE, entry -> {}));
    }
}
