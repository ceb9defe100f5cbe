package io.revocast.consumer;

/** What {@link Verdict.Unknown} means to the caller. The list counts every such decision. */
public enum FailurePolicy {
    /** The token is refused. The default, and the only policy under which {@code maxStaleness} is a hard bound. */
    DENY,
    /** The token is accepted. The service stays available, and accepts revoked tokens while the fault lasts. */
    ALLOW
}
