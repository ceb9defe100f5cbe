package io.revocast.consumer;

import io.revocast.event.Target;
import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The scopes in which revocations live, by issuer: a check looks at those of its token's issuer and at nothing else.
 * Only the replay thread changes them; any thread may read.
 */
final class Scopes {
    private static final Scope[] NONE = {};

    private final Scope.Secret secret = new Scope.Secret();
    private final Map<String, Scope[]> byIssuer = new ConcurrentHashMap<>();
    private long firstEnd = Long.MAX_VALUE;

    /** The scopes of an issuer, narrowest kind first. The caller must not change the array. */
    Scope[] of(String issuer) {
        return byIssuer.getOrDefault(issuer, NONE);
    }

    /** The scope of a target, enlisted or not. */
    Scope of(Target target) {
        Scope enlisted = enlisted(target.issuer(), target.kind(), Scope.nameOf(target));
        return enlisted == null ? Scope.of(target, secret) : enlisted;
    }

    /** The scope of an issuer's tokens, enlisted or not. */
    Scope ofTokens(String issuer) {
        Scope enlisted = enlisted(issuer, Target.Kind.TOKEN, "");
        return enlisted == null ? Scope.ofTokens(issuer, secret) : enlisted;
    }

    private @Nullable Scope enlisted(String issuer, Target.Kind kind, String name) {
        for (Scope scope : of(issuer)) {
            if (scope.kind() == kind && scope.name().equals(name)) {
                return scope;
            }
        }
        return null;
    }

    /** Has checks look at a scope at least until a time in seconds since 1970. */
    void enlist(Scope scope, long end) {
        scope.liveUntil(end);
        firstEnd = Math.min(firstEnd, scope.lastEnd());
        if (!scope.isEnlisted()) {
            scope.enlisted(true);
            byIssuer.put(
                    scope.issuer(),
                    Stream.concat(Stream.of(of(scope.issuer())), Stream.of(scope))
                            .sorted((a, b) -> a.kind().compareTo(b.kind()))
                            .toArray(Scope[]::new));
        }
    }

    /** Drops the scopes whose last revocation ended before a time in seconds since 1970. */
    void removeEnded(long before) {
        if (firstEnd >= before) {
            return;
        }
        firstEnd = Long.MAX_VALUE;
        byIssuer.replaceAll((issuer, scopes) ->
                Stream.of(scopes).filter(scope -> isLive(scope, before)).toArray(Scope[]::new));
        byIssuer.values().removeIf(scopes -> scopes.length == 0);
    }

    private boolean isLive(Scope scope, long before) {
        boolean live = scope.lastEnd() >= before;
        scope.enlisted(live);
        if (live) {
            firstEnd = Math.min(firstEnd, scope.lastEnd());
        }
        return live;
    }
}
