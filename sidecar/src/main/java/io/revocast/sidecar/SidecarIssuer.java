package io.revocast.sidecar;

import java.net.URI;
import java.util.Set;

/**
 * An issuer whose tokens are accepted. Immutable.
 *
 * @param issuer the {@code iss} of its tokens
 * @param jwkSet an {@code https:}, {@code http:} or {@code file:} URL
 * @param audiences one of which a token must name; empty accepts every audience
 */
record SidecarIssuer(String issuer, URI jwkSet, Set<String> audiences) {
    SidecarIssuer {
        audiences = Set.copyOf(audiences);
    }
}
