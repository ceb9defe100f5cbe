package io.revocast.consumer.internal.store;

import io.revocast.event.Revocation;

/** A live entry that matches a token, and what of the token it matched. Immutable. */
public record Match(Entry entry, TargetScope scope, String value) {
    public Revocation revocation() {
        return entry.revocation(scope.target(value));
    }
}
