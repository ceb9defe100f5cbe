package io.revocast.publisher.service;

import io.revocast.event.Target;

import java.util.Set;

/**
 * Which targets are so broad that the caller must have seen a preview. Those are keys, issuers, paths, and claims that by
 * their nature name more than one user. Any target that matches many of the recently observed tokens is broad too.
 * Immutable.
 *
 * @param claims names such as {@code client_id}
 * @param tokens from how many recently observed tokens on any target is broad
 */
public record BroadTargets(Set<String> claims, int tokens) {
    /** The claims that usually name a client or a tenant, and a hundred tokens. */
    public static final BroadTargets DEFAULT =
            new BroadTargets(Set.of("client_id", "azp", "cid", "aud", "tenant", "tid", "scope"), 100);

    public BroadTargets {
        claims = Set.copyOf(claims);
        if (tokens < 1) {
            throw new IllegalArgumentException("tokens must be positive: " + tokens);
        }
    }

    boolean isBroad(Target target, int hits) {
        return isBroadByNature(target) || hits >= tokens;
    }

    private boolean isBroadByNature(Target target) {
        return target instanceof Target.Key
                || target instanceof Target.Issuer
                || target instanceof Target.Path
                || (target instanceof Target.Claim claim && claims.contains(claim.name()));
    }
}
