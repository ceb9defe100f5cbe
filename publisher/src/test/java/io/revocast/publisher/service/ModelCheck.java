package io.revocast.publisher.service;

import io.revocast.consumer.FailurePolicy;
import io.revocast.consumer.RevocationCheck;
import io.revocast.consumer.Verdict;
import io.revocast.consumer.VerifiedToken;
import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.publisher.append.LiveRevocations;
import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.List;
import java.util.Objects;

/** What a check is meant to answer, by looking at every live revocation. */
public final class ModelCheck implements RevocationCheck {
    private final LiveRevocations live;
    private volatile Verdict.@Nullable Reason unknown;

    public ModelCheck(LiveRevocations live) {
        this.live = live;
    }

    /** From now on nothing that does not match is known; null heals. */
    public void unknown(Verdict.@Nullable Reason reason) {
        unknown = reason;
    }

    @Override
    public Verdict check(VerifiedToken token) {
        Verdict.Reason reason = unknown;
        return live.live()
                .filter(each -> matches(each.revocation(), token))
                .findFirst()
                .map(each -> (Verdict) new Verdict.Revoked(each.revocation()))
                .orElseGet(() ->
                        reason == null ? new Verdict.NotRevoked() : new Verdict.Unknown(reason, FailurePolicy.DENY));
    }

    private static boolean matches(Revocation revocation, VerifiedToken token) {
        Target target = revocation.target();
        boolean inTime = revocation.issuedBefore() == null
                || token.issuedAt() <= revocation.issuedBefore().getEpochSecond();
        return inTime && target.issuer().equals(token.issuer()) && names(target, token);
    }

    private static boolean names(Target target, VerifiedToken token) {
        if (target instanceof Target.Token named) {
            return named.id().equals(Target.Token.id(named.issuer(), token.jti(), token.signingInput()));
        }
        if (target instanceof Target.Claim claim) {
            Object value = token.claim(claim.name());
            Collection<?> values = value instanceof Collection<?> several ? several : listOf(value);
            return values.stream()
                    .map(Target.Claim::textOf)
                    .filter(Objects::nonNull)
                    .anyMatch(claim.value()::equals);
        }
        return !(target instanceof Target.Key key) || key.keyId().equals(token.keyId());
    }

    private static List<Object> listOf(@Nullable Object value) {
        return value == null ? List.of() : List.of(value);
    }
}
