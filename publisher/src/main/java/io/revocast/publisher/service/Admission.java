package io.revocast.publisher.service;

import io.revocast.publisher.credentials.Caller;

import java.time.Duration;
import java.util.Optional;

/** Says whether a caller may ask now. Implementations are thread-safe. */
@FunctionalInterface
public interface Admission {
    /** Admits everybody at any time. */
    Admission UNLIMITED = (caller, requests) -> Optional.empty();

    /** Takes room for a number of requests; returns how long to wait when there is none. */
    Optional<Duration> refuse(Caller caller, int requests);
}
