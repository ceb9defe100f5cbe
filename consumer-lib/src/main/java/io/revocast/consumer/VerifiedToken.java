package io.revocast.consumer;

import org.jspecify.annotations.Nullable;

/**
 * What a check reads of a token: the claims object that the caller's JWT library verified, seen through a few methods.
 *
 * <p>Nothing is parsed a second time, because two parsers may disagree about a hostile token. Implementations only
 * delegate; {@code io.revocast.jwt} has the one for java-jwt.
 */
public interface VerifiedToken {
    /** Stands for a token without {@code iat}; it matches every cut-off. */
    long NO_ISSUED_AT = Long.MIN_VALUE;

    /** The {@code iss} claim (RFC 7519 section 4.1.1); null when absent. */
    @Nullable
    String issuer();

    /** The {@code jti} claim (RFC 7519 section 4.1.7); null when absent. */
    @Nullable
    String jti();

    /** The {@code kid} header parameter (RFC 7515 section 4.1.4); null when absent. */
    @Nullable
    String keyId();

    /** The {@code iat} claim in whole seconds since 1970, rounded down; {@link #NO_ISSUED_AT} when absent. */
    long issuedAt();

    /**
     * The value of a claim: a String, a Number, a Boolean, or a Collection of those; null when absent. An object is a Map
     * from String to such values, Lists and Maps, into which path targets lead. A value of any other type matches
     * nothing.
     *
     * <p>{@code auth_time} (OpenID Connect Core section 2) is a Number of seconds since 1970; a value of another type
     * counts as absent.
     */
    @Nullable
    Object claim(String name);

    /** {@code header.payload} exactly as received (RFC 7515 section 5.2), without the signature. */
    String signingInput();
}
