package io.revocast.event;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * The statement that tokens matching a target are no longer accepted.
 *
 * <p>Instants are whole seconds between 1970 and the year 9999, as {@code iat} and {@code exp} are; anything else is an
 * {@link IllegalArgumentException}. Immutable.
 *
 * @param target what is revoked
 * @param expiresAt the last instant at which a matching token could still be accepted
 * @param issuedBefore cut-off: only tokens with {@code iat} at or before it match, and tokens without {@code iat};
 *     null means every token of the target. Never null for a claim, a path or an issuer, always null for a token
 * @param authenticatedBefore second cut-off: tokens with {@code auth_time} (OpenID Connect Core section 2) at or before
 *     it match too, whatever their {@code iat}; null means that {@code iat} alone decides. Only beside
 *     {@code issuedBefore}
 */
public record Revocation(
        Target target,
        Instant expiresAt,
        @Nullable Instant issuedBefore,
        @Nullable Instant authenticatedBefore) {
    private static final long MAX_EPOCH_SECOND =
            Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();

    public Revocation {
        requireWholeSeconds("expiresAt", expiresAt);
        if (issuedBefore != null) {
            requireWholeSeconds("issuedBefore", issuedBefore);
        }
        if (issuedBefore != null && target.kind() == Target.Kind.TOKEN) {
            throw new IllegalArgumentException("issuedBefore must be absent for a token: " + issuedBefore);
        }
        if (issuedBefore == null && target.kind().needsCutOff()) {
            throw new IllegalArgumentException("issuedBefore must be given for target kind "
                    + target.kind().wireName() + ": without it new log-ins would be refused too");
        }
        if (authenticatedBefore != null) {
            requireWholeSeconds("authenticatedBefore", authenticatedBefore);
            if (issuedBefore == null) {
                throw new IllegalArgumentException("authenticatedBefore must not be given without issuedBefore: "
                        + authenticatedBefore + "; readers that do not know it judge by issuedBefore alone");
            }
        }
    }

    /** A revocation without {@code authenticatedBefore}: {@code auth_time} has no effect. */
    public Revocation(Target target, Instant expiresAt, @Nullable Instant issuedBefore) {
        this(target, expiresAt, issuedBefore, null);
    }

    /**
     * Returns the revocation that matches every token which either of two revocations of one target matches. It has the
     * later value of each time. A missing {@code issuedBefore} counts as the latest, a missing
     * {@code authenticatedBefore} as the earliest.
     */
    public Revocation merge(Revocation other) {
        if (!target.equals(other.target)) {
            throw new IllegalArgumentException("only revocations of one target merge");
        }
        Instant cutOff = laterCutOff(other);
        return new Revocation(
                target,
                later(expiresAt, other.expiresAt),
                cutOff,
                cutOff == null ? null : laterOrOnly(authenticatedBefore, other.authenticatedBefore));
    }

    /** Whether this revocation matches every token that the other matches, for at least as long. */
    public boolean covers(Revocation other) {
        return merge(other).equals(this);
    }

    private @Nullable Instant laterCutOff(Revocation other) {
        return issuedBefore == null || other.issuedBefore == null ? null : later(issuedBefore, other.issuedBefore);
    }

    private static @Nullable Instant laterOrOnly(@Nullable Instant a, @Nullable Instant b) {
        return a == null ? b : b == null ? a : later(a, b);
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }

    private static void requireWholeSeconds(String name, Instant value) {
        if (value.getNano() != 0) {
            throw new IllegalArgumentException(name + " must be in whole seconds: " + value);
        }
        if (value.getEpochSecond() < 0 || value.getEpochSecond() > MAX_EPOCH_SECOND) {
            throw new IllegalArgumentException(name + " must lie between 1970 and 9999: " + value);
        }
    }
}
