package io.revocast.publisher.jwks;

import java.net.URI;

/**
 * An issuer whose tokens are verified.
 *
 * @param issuer the {@code iss} of its tokens
 * @param keys where its JWK Set is (RFC 7517 section 5): an {@code https}, {@code http} or {@code file} URI
 */
public record TrustedIssuer(String issuer, URI keys) {}
