package io.revocast.publisher.token;

/**
 * Tokens of one issuer that callers reported lately. Immutable.
 *
 * @param tokens how many there are
 * @param having how many of them have the claim that a target names
 */
public record ClaimObservation(int tokens, int having) {}
