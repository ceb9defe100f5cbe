package io.revocast.publisher.append;

import io.revocast.event.Target;

/** The issuer that is reserved for the publishers' own measurements. No caller may name it, and no list shows it. */
public final class CanaryIssuer {
    /** The reserved {@code iss}. */
    public static final String ISSUER = "urn:revocast:canary";

    private CanaryIssuer() {}

    /** Whether a target is a publisher's own. */
    public static boolean owns(Target target) {
        return target.issuer().equals(ISSUER);
    }
}
