package io.revocast.publisher.access;

import io.revocast.publisher.access.Identification.Known;
import io.revocast.publisher.access.Identification.Unknown;

import java.util.Optional;

/** Tells whose credential it is. Implementations are thread-safe, and compare in a time that tells nothing. */
@FunctionalInterface
public interface Callers {
    /**
     * Returns the caller; empty when the credential is nobody's, without saying what is wrong with it, and when it
     * cannot be told whose it is.
     */
    Optional<Caller> find(Credential credential);

    /** Returns the caller, or whether it is worth asking again. */
    default Identification identify(Credential credential) {
        return find(credential).<Identification>map(Known::new).orElseGet(Unknown::new);
    }
}
