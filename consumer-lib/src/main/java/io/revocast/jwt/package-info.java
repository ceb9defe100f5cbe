/** Drop-in for <a href="https://github.com/auth0/java-jwt">java-jwt</a>: a verifier that refuses revoked tokens. */
@NullMarked
package io.revocast.jwt;

import org.jspecify.annotations.NullMarked;
