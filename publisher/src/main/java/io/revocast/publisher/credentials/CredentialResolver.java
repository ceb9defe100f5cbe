package io.revocast.publisher.credentials;

import io.revocast.publisher.credentials.Identification.Known;
import io.revocast.publisher.credentials.Identification.Unknown;

import java.util.Optional;

/** Finds the caller of a credential. Implementations are thread-safe and compare in constant time. */
@FunctionalInterface
public interface CredentialResolver {
    /**
     * Returns the caller; empty when the credential is unknown or cannot be checked now. The result does not say what is
     * wrong with it.
     */
    Optional<Caller> find(Credential credential);

    /** Returns the caller, or whether it is worth asking again. */
    default Identification identify(Credential credential) {
        return find(credential).<Identification>map(Known::new).orElseGet(Unknown::new);
    }
}
