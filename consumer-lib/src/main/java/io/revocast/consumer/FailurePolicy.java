package io.revocast.consumer;

/** What a verdict of {@link Verdict.Unknown} means to the caller. Every decision it makes is counted. */
public enum FailurePolicy {
    /** The token is refused. The default, and the only policy under which {@code maxStaleness} is a hard bound. */
    DENY,
    /** The token is accepted: the service stays available, and a revoked token may pass for as long as the fault lasts. */
    ALLOW
}
