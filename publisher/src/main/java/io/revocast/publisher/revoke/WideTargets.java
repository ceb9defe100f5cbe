package io.revocast.publisher.revoke;

import io.revocast.event.Target;

import java.util.Set;

/**
 * Which targets are so wide that nobody revokes them without having looked at a preview: keys, issuers, claims that
 * name more than one user by their nature, paths, which no sample of tokens shows, and whatever hits many of the tokens
 * seen lately. Immutable.
 *
 * @param claims names such as {@code client_id}
 * @param tokens from how many tokens seen lately on any target is wide
 */
public record WideTargets(Set<String> claims, int tokens) {
    /** The claims that usually name a client or a tenant, and a hundred tokens. */
    public static final WideTargets DEFAULT =
            new WideTargets(Set.of("client_id", "azp", "cid", "aud", "tenant", "tid", "scope"), 100);

    public WideTargets {
        claims = Set.copyOf(claims);
        if (tokens < 1) {
            throw new IllegalArgumentException("tokens must be positive: " + tokens);
        }
    }

    boolean isWide(Target target, int hits) {
        return isWideByNature(target) || hits >= tokens;
    }

    private boolean isWideByNature(Target target) {
        return target instanceof Target.Key
                || target instanceof Target.Issuer
                || target instanceof Target.Path
                || (target instanceof Target.Claim claim && claims.contains(claim.name()));
    }
}
