package io.revocast.publisher.jwks;

import java.time.Duration;

/**
 * For whom the keys of an issuer are read. Callers without a credential must not use up what the others need. Each kind
 * therefore has its own budget of readings, and its own number of requests that may wait for one.
 */
enum KeyBudget {
    /** A caller with a credential shows a token. */
    KNOWN(Duration.ofSeconds(1), true, 24),

    /** A logout token, a security event token or an access token is the only credential of the request. */
    ANONYMOUS(Duration.ofSeconds(5), false, 8);

    private final Duration interval;
    private final boolean waitsForInterval;
    private final int waiting;

    KeyBudget(Duration interval, boolean waitsForInterval, int waiting) {
        this.interval = interval;
        this.waitsForInterval = waitsForInterval;
        this.waiting = waiting;
    }

    /** The least time between two readings of one issuer's keys. */
    Duration interval() {
        return interval;
    }

    /** Whether a request waits until the interval is over; otherwise it gets a retriable answer. */
    boolean waitsForInterval() {
        return waitsForInterval;
    }

    /** How many requests may wait at one time, over all issuers. */
    int waiting() {
        return waiting;
    }
}
