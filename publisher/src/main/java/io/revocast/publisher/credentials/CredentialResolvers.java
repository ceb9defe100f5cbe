package io.revocast.publisher.credentials;

import io.revocast.publisher.credentials.Identification.CannotTell;
import io.revocast.publisher.credentials.Identification.Known;
import io.revocast.publisher.credentials.Identification.Unknown;

import java.util.List;
import java.util.Optional;

/** All callers, whatever their kind of credential. Thread-safe: nothing changes. */
public final class CredentialResolvers implements CredentialResolver {
    private final List<CredentialResolver> kinds;

    /** Joins kinds of callers; where two know a credential, the earlier one decides. */
    public CredentialResolvers(List<CredentialResolver> kinds) {
        this.kinds = List.copyOf(kinds);
    }

    @Override
    public Optional<Caller> find(Credential credential) {
        return identify(credential) instanceof Known known ? Optional.of(known.caller()) : Optional.empty();
    }

    @Override
    public Identification identify(Credential credential) {
        Identification best = new Unknown();
        for (CredentialResolver kind : kinds) {
            // All of them, so that the time says nothing of which kind knows it.
            Identification found = kind.identify(credential);
            boolean better = best instanceof Unknown || (best instanceof CannotTell && found instanceof Known);
            best = better ? found : best;
        }
        return best;
    }
}
