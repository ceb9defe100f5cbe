package io.revocast.publisher.access;

import java.util.Optional;

/** Tells whose credential it is. Implementations are thread-safe, and compare in a time that tells nothing. */
@FunctionalInterface
public interface Callers {
    /** Returns the caller; empty when the credential is nobody's, without saying what is wrong with it. */
    Optional<Caller> find(Credential credential);
}
