package io.revocast.publisher.access;

import io.revocast.publisher.access.Identification.CannotTell;
import io.revocast.publisher.access.Identification.Known;
import io.revocast.publisher.access.Identification.Unknown;

import java.util.List;
import java.util.Optional;

/** All callers, whatever their kind of credential. Thread-safe: nothing changes. */
public final class CallerDirectory implements Callers {
    private final List<Callers> kinds;

    /** Joins kinds of callers; where two know a credential, the earlier one decides. */
    public CallerDirectory(List<Callers> kinds) {
        this.kinds = List.copyOf(kinds);
    }

    @Override
    public Optional<Caller> find(Credential credential) {
        return identify(credential) instanceof Known known ? Optional.of(known.caller()) : Optional.empty();
    }

    @Override
    public Identification identify(Credential credential) {
        Identification best = new Unknown();
        for (Callers kind : kinds) {
            // All of them, so that the time says nothing of which kind knows it.
            Identification found = kind.identify(credential);
            boolean better = best instanceof Unknown || (best instanceof CannotTell && found instanceof Known);
            best = better ? found : best;
        }
        return best;
    }
}
