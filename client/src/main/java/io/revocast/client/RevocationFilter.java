package io.revocast.client;

import org.jspecify.annotations.Nullable;

/**
 * Which live revocations to list or export. A part that is null matches all. Immutable.
 *
 * @param kind {@code token}, {@code claim}, {@code path}, {@code key} or {@code issuer}
 * @param issuer the {@code iss} of the tokens
 * @param name the name of the claim, or the pointer of the path
 * @param value the {@code jti}, the fingerprint, the value or the {@code kid}
 */
public record RevocationFilter(
        @Nullable String kind,
        @Nullable String issuer,
        @Nullable String name,
        @Nullable String value) {
    /** All live revocations that the caller may see. */
    public static final RevocationFilter ALL = new RevocationFilter(null, null, null, null);
}
