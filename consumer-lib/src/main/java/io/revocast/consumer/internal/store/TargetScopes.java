package io.revocast.consumer.internal.store;

import io.revocast.event.Target;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The scopes in which revocations live, by issuer: a check looks at those of its token's issuer and at nothing else.
 * Only the replay thread changes them; any thread may read.
 */
final class TargetScopes {
    private final TargetScope.Secret secret = new TargetScope.Secret();
    private final Map<String, IssuerScopes> byIssuer = new ConcurrentHashMap<>();
    private long firstEnd = Long.MAX_VALUE;

    /** The scopes of an issuer. */
    IssuerScopes of(String issuer) {
        return byIssuer.getOrDefault(issuer, IssuerScopes.NONE);
    }

    /** The scope of a target, enlisted or not. */
    TargetScope of(Target target) {
        TargetScope enlisted = of(target.issuer()).find(target.kind(), target.name(), target.claimName());
        return enlisted == null ? TargetScope.of(target, secret) : enlisted;
    }

    /** The scope of an issuer's tokens, enlisted or not. */
    TargetScope ofTokens(String issuer) {
        TargetScope enlisted = of(issuer).find(Target.Kind.TOKEN, "", "");
        return enlisted == null ? TargetScope.ofTokens(issuer, secret) : enlisted;
    }

    /** Has checks look at a scope at least until a time in seconds since 1970. */
    void enlist(TargetScope scope, long end) {
        scope.liveUntil(end);
        firstEnd = Math.min(firstEnd, scope.lastEnd());
        if (!scope.isEnlisted()) {
            scope.enlisted(true);
            byIssuer.computeIfAbsent(scope.issuer(), unused -> new IssuerScopes())
                    .add(scope);
        }
    }

    /** Drops the scopes whose last revocation ended before a time in seconds since 1970. */
    void removeEnded(long before) {
        if (firstEnd >= before) {
            return;
        }
        firstEnd = Long.MAX_VALUE;
        for (IssuerScopes scopes : byIssuer.values()) {
            List<TargetScope> all = scopes.view().all().toList();
            List<TargetScope> live =
                    all.stream().filter(scope -> isLive(scope, before)).toList();
            if (live.size() < all.size()) {
                scopes.replace(live);
            }
        }
        byIssuer.values().removeIf(scopes -> scopes.view().all().findAny().isEmpty());
    }

    private boolean isLive(TargetScope scope, long before) {
        boolean live = scope.lastEnd() >= before;
        scope.enlisted(live);
        if (live) {
            firstEnd = Math.min(firstEnd, scope.lastEnd());
        }
        return live;
    }
}
