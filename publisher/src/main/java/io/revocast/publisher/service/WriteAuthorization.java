package io.revocast.publisher.service;

import io.revocast.event.Target;
import io.revocast.publisher.append.CanaryIssuer;
import io.revocast.publisher.credentials.Caller;
import io.revocast.publisher.credentials.Scope;
import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.request.RejectedException.Kind;
import io.revocast.publisher.request.RevokeRequest;
import org.jspecify.annotations.Nullable;

import java.util.List;

/** What a caller may revoke and take back. The scopes of reads are checked where their routes are. */
final class WriteAuthorization {
    private WriteAuthorization() {}

    static void requireMayRevoke(Caller caller, List<RevokeRequest> requests) throws RejectedException {
        for (int i = 0; i < requests.size(); i++) {
            try {
                requireMayRevoke(caller, requests.get(i).kind());
            } catch (RejectedException e) {
                throw requests.size() == 1 ? e : e.at(i);
            }
        }
    }

    static void requireMayRevoke(Caller caller, Target.Kind kind) throws RejectedException {
        if (!caller.may(Scope.toRevoke(kind))) {
            throw forbidden(
                    "target.kind",
                    kind.wireName(),
                    "must be a kind that this credential may revoke; it lacks "
                            + Scope.toRevoke(kind).wireName());
        }
        boolean needsBreakGlass = kind == Target.Kind.KEY || kind == Target.Kind.ISSUER;
        if (needsBreakGlass && !caller.may(Scope.BREAK_GLASS)) {
            throw forbidden(
                    "target.kind",
                    kind.wireName(),
                    "must be revoked with a credential for emergencies; this one lacks "
                            + Scope.BREAK_GLASS.wireName());
        }
    }

    static void requireMayReinstate(Caller caller) throws RejectedException {
        if (!caller.may(Scope.REINSTATE)) {
            throw forbidden(
                    "Authorization",
                    null,
                    "must be a credential that may take revocations back; this one lacks "
                            + Scope.REINSTATE.wireName());
        }
    }

    static void requireMayName(Caller caller, Target target) throws RejectedException {
        if (CanaryIssuer.owns(target)) {
            throw forbidden(
                    "target.issuer", target.issuer(), "must be another issuer: this one is reserved for publishers");
        }
        if (!caller.mayName(target.issuer())) {
            throw forbidden(
                    "target.issuer",
                    target.issuer(),
                    "must be an issuer that this credential is limited to: " + caller.issuers());
        }
    }

    private static RejectedException forbidden(String field, @Nullable String value, String rule) {
        return new RejectedException(Kind.FORBIDDEN, field, value, rule);
    }
}
