package io.revocast.consumer;

import io.revocast.event.Revocation;

/** A live entry that matches a token, and what of the token it matched. Immutable. */
record Match(Entry entry, Scope scope, String value) {
    Revocation revocation() {
        return entry.revocation(scope.target(value));
    }
}
