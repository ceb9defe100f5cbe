package io.revocast.publisher.revoke;

import io.revocast.publisher.access.Caller;
import io.revocast.publisher.access.Scope;
import io.revocast.publisher.audit.AuditLog;

import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Desks and requesters for tests whose subject is something else. */
public final class TestDesk {
    private TestDesk() {}

    /** Somebody who may do everything. */
    public static Requester requester(String name) {
        return new Requester(new Caller(name, name, EnumSet.allOf(Scope.class), Set.of()), "request-1");
    }

    /** A desk without limits and without an audit. */
    public static AuditedDesk of(Revoker revoker, Clock clock) {
        return of(revoker, AuditLog.NONE, clock);
    }

    public static AuditedDesk of(Revoker revoker, AuditLog audit, Clock clock) {
        return new AuditedDesk(
                revoker,
                audit,
                new AuditedDesk.Guards(Admission.UNLIMITED, WideTargets.DEFAULT, new SeenTokens(clock)),
                clock);
    }

    /** One of several publishers that share the live revocations and an audit. */
    static AuditedDesk of(RevocationLog into, InMemoryLog live, RecordedHistory audit, Clock clock) {
        return new AuditedDesk(
                new Revoker(
                        into, live, new TokenLifetime(Duration.ofDays(1), false), TokenAuthenticity.NOT_CHECKED, clock),
                audit,
                audit,
                new AuditedDesk.Guards(Admission.UNLIMITED, WideTargets.DEFAULT, new SeenTokens(clock)),
                clock);
    }

    /** Revokes without a desk. */
    public static RevocationResult revoke(Revoker revoker, RevocationRequest request, String by)
            throws RejectedException, UnavailableException {
        return revokeAll(revoker, List.of(request), by).get(0);
    }

    /** Revokes several things without a desk. */
    public static List<RevocationResult> revokeAll(Revoker revoker, List<RevocationRequest> requests, String by)
            throws RejectedException, UnavailableException {
        return revoker.commit(
                revoker.judge(requests), Author.of(by), subjects -> CompletableFuture.completedFuture(null));
    }
}
