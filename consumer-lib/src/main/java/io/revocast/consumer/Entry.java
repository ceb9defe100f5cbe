package io.revocast.consumer;

import io.revocast.event.Revocation;
import io.revocast.event.Target;
import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * One live revocation in memory, and its own key in the store. Immutable.
 *
 * <p>There are as many as there are revoked tokens, so a token's is made as small as can be: 32 bytes.
 */
abstract sealed class Entry extends Fingerprint {
    /** Stands for a revocation without cut-off. */
    static final long NO_CUT_OFF = Long.MAX_VALUE;

    private static final long MAX_COMPACT = 0xffff_ffffL;

    private Entry(Fingerprint fingerprint) {
        super(fingerprint);
    }

    static Entry of(Fingerprint fingerprint, Revocation revocation, @Nullable Provenance provenance) {
        Instant issuedBefore = revocation.issuedBefore();
        return of(
                fingerprint,
                revocation.expiresAt().getEpochSecond(),
                issuedBefore == null ? NO_CUT_OFF : issuedBefore.getEpochSecond(),
                provenance);
    }

    static Entry of(Fingerprint fingerprint, long expiresAt, long issuedBefore, @Nullable Provenance provenance) {
        boolean compact = issuedBefore == NO_CUT_OFF && provenance == null && expiresAt <= MAX_COMPACT;
        return compact
                ? new Compact(fingerprint, expiresAt)
                : new Full(fingerprint, expiresAt, issuedBefore, provenance);
    }

    /** In seconds since 1970. */
    abstract long expiresAt();

    /** In seconds since 1970, or {@link #NO_CUT_OFF}. */
    long issuedBefore() {
        return NO_CUT_OFF;
    }

    @Nullable
    Provenance provenance() {
        return null;
    }

    /** Whether a token issued at that second matches; one without {@code iat} always does. */
    final boolean matches(long issuedAt) {
        return issuedAt <= issuedBefore();
    }

    /** The revocation of a target, which is the one that this entry has the fingerprint of. */
    final Revocation revocation(Target target) {
        return new Revocation(
                target,
                Instant.ofEpochSecond(expiresAt()),
                issuedBefore() == NO_CUT_OFF ? null : Instant.ofEpochSecond(issuedBefore()));
    }

    /** This entry as users see it; throws {@link IllegalStateException} when the list keeps no origins. */
    final LiveRevocation live() {
        Provenance from = provenance();
        if (from == null) {
            throw new IllegalStateException("this list keeps no origins; build it with keepOrigins(true)");
        }
        return new LiveRevocation(revocation(from.target()), from.origin(), from.receipt(), from.isOverwritten());
    }

    /** Joins a later event of the same target into this entry; the origin stays that of the first. */
    final Entry merge(Entry later) {
        Provenance last = later.provenance();
        Entry joined = of(
                this, Math.max(expiresAt(), later.expiresAt()), Math.max(issuedBefore(), later.issuedBefore()), last);
        Provenance first = provenance();
        if (last == null || first == null) {
            return joined;
        }
        return joined.from(first.continued(last.receipt(), last.origin() == null || !joined.sameEffect(later)));
    }

    /** This entry with another provenance. */
    final Entry from(Provenance other) {
        return of(this, expiresAt(), issuedBefore(), other);
    }

    /** Whether both match the same tokens for the same time. */
    final boolean sameEffect(Entry other) {
        return expiresAt() == other.expiresAt() && issuedBefore() == other.issuedBefore();
    }

    /** A revocation without cut-off, which ends before the year 2106, and of which nothing else is kept. */
    private static final class Compact extends Entry {
        private final int expiresAt;

        Compact(Fingerprint fingerprint, long expiresAt) {
            super(fingerprint);
            this.expiresAt = (int) expiresAt;
        }

        @Override
        long expiresAt() {
            return Integer.toUnsignedLong(expiresAt);
        }
    }

    /** Any revocation. */
    private static final class Full extends Entry {
        private final long expiresAt;
        private final long issuedBefore;
        private final @Nullable Provenance provenance;

        Full(Fingerprint fingerprint, long expiresAt, long issuedBefore, @Nullable Provenance provenance) {
            super(fingerprint);
            this.expiresAt = expiresAt;
            this.issuedBefore = issuedBefore;
            this.provenance = provenance;
        }

        @Override
        long expiresAt() {
            return expiresAt;
        }

        @Override
        long issuedBefore() {
            return issuedBefore;
        }

        @Override
        @Nullable
        Provenance provenance() {
            return provenance;
        }
    }
}
