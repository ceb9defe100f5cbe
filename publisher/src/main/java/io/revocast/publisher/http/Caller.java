package io.revocast.publisher.http;

import io.revocast.event.Target;

import java.util.Set;

/**
 * Who is asking, and what they may ask for.
 *
 * @param name of the credential; it becomes the revocation's {@code by}
 */
record Caller(String name, Set<Target.Kind> kinds, boolean mayRead) {
    Caller {
        kinds = Set.copyOf(kinds);
    }
}
