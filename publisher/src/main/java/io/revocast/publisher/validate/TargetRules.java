package io.revocast.publisher.validate;

import io.revocast.publisher.request.KnownIssuers;

/**
 * Which targets may be revoked. Immutable.
 *
 * @param claimNames how many claims and paths the live revocations of one issuer may name
 * @param issuers whose tokens can be revoked
 */
public record TargetRules(int claimNames, KnownIssuers issuers) {
    /** How many claims and paths the live revocations of one issuer may name, unless another limit is set. */
    public static final int MAX_CLAIM_NAMES = 64;

    /** Any issuer, with the default limit. */
    public static final TargetRules DEFAULT = new TargetRules(MAX_CLAIM_NAMES, KnownIssuers.ANY);
}
