package io.revocast.consumer;

import org.jspecify.annotations.Nullable;

import java.util.Collection;

/**
 * The claims that the caller's JWT library verified, as a check reads them.
 *
 * <p>The list parses nothing a second time, because two parsers may disagree about a hostile token. Implementations
 * only delegate. {@link VerifiedClaims} is one for a map of claims, and {@code io.revocast.jwt} has one for java-jwt.
 */
public interface VerifiedToken {
    /** Stands for a token without {@code iat}; it matches every cut-off. */
    long NO_ISSUED_AT = Long.MIN_VALUE;

    /** Stands for a token without {@code exp}. */
    long NO_EXPIRES_AT = Long.MAX_VALUE;

    /** The {@code iss} claim (RFC 7519 section 4.1.1); null when absent. */
    @Nullable
    String issuer();

    /** The {@code jti} claim (RFC 7519 section 4.1.7); null when absent. */
    @Nullable
    String jti();

    /** The {@code kid} header parameter (RFC 7515 section 4.1.4); null when absent. */
    @Nullable
    String keyId();

    /**
     * The {@code iat} claim in whole seconds since 1970, rounded down; {@link #NO_ISSUED_AT} when absent. One that is
     * later than {@link #expiresAt}, or more than 60 s in the future, counts as absent: such a token matches every
     * cut-off. Return the claim of the token itself, never a default of the library: a wrong time lets a token pass.
     */
    long issuedAt();

    /**
     * The {@code exp} claim in whole seconds since 1970, rounded down; {@link #NO_EXPIRES_AT} when absent. A check of a
     * token that is past it by more than the margin answers {@link Verdict.Reason#PAST_MARGIN}.
     */
    long expiresAt();

    /**
     * The value of a claim: a String, a Number, a Boolean, or a Collection of those; null when absent. An object is a
     * Map from String to such values, Lists and Maps, into which path targets lead. A value of any other type matches
     * nothing.
     *
     * <p>{@code auth_time} (OpenID Connect Core section 2) is a Number of seconds since 1970; a value of another type
     * counts as absent.
     */
    @Nullable
    Object claim(String name);

    /**
     * The names of all claims for which {@link #claim} returns a value; null, the default, when the library does not
     * list them. A check then reads every claim that a live revocation names, which is slow only for an issuer with
     * very many.
     */
    default @Nullable Collection<String> claimNames() {
        return null;
    }

    /** {@code header.payload} exactly as received (RFC 7515 section 5.2), without the signature. */
    String signingInput();
}
