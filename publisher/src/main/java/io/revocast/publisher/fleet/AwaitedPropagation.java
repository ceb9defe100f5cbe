package io.revocast.publisher.fleet;

/**
 * What a caller that waited gets. Immutable.
 *
 * @param complete whether it is proven that as many instances as asked for enforce the revocation
 * @param propagation of the instances that count
 */
public record AwaitedPropagation(WaitGoal goal, boolean complete, PropagationView propagation) {}
