package io.revocast.consumer.internal.store;

import io.revocast.consumer.VerifiedToken;
import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.event.internal.Origin;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.UUID;

/**
 * One live revocation in memory, and its own key in the store. Immutable.
 *
 * <p>There are as many as there are revoked tokens, so a token's is made as small as can be: 32 bytes.
 */
public abstract sealed class Entry extends Fingerprint {
    /** Stands for a revocation without cut-off. */
    static final long NO_CUT_OFF = Long.MAX_VALUE;

    /** Stands for a revocation that {@code auth_time} does not matter to. */
    static final long NO_AUTH_CUT_OFF = Long.MIN_VALUE;

    private static final long MAX_COMPACT = 0xffff_ffffL;

    private Entry(Fingerprint fingerprint) {
        super(fingerprint);
    }

    static Entry of(Fingerprint fingerprint, Revocation revocation, @Nullable Provenance provenance) {
        Instant issuedBefore = revocation.issuedBefore();
        Instant authenticatedBefore = revocation.authenticatedBefore();
        return of(
                fingerprint,
                revocation.expiresAt().getEpochSecond(),
                issuedBefore == null ? NO_CUT_OFF : issuedBefore.getEpochSecond(),
                authenticatedBefore == null ? NO_AUTH_CUT_OFF : authenticatedBefore.getEpochSecond(),
                provenance);
    }

    private static Entry of(
            Fingerprint fingerprint,
            long expiresAt,
            long issuedBefore,
            long authenticatedBefore,
            @Nullable Provenance provenance) {
        // Without a cut-off every token matches already.
        return authenticatedBefore == NO_AUTH_CUT_OFF || issuedBefore == NO_CUT_OFF
                ? of(fingerprint, expiresAt, issuedBefore, provenance)
                : new ByLogin(fingerprint, expiresAt, issuedBefore, authenticatedBefore, provenance);
    }

    static Entry of(Fingerprint fingerprint, long expiresAt, long issuedBefore, @Nullable Provenance provenance) {
        boolean compact = issuedBefore == NO_CUT_OFF && provenance == null && expiresAt <= MAX_COMPACT;
        return compact
                ? new Compact(fingerprint, expiresAt)
                : new Full(fingerprint, expiresAt, issuedBefore, provenance);
    }

    /** In seconds since 1970. */
    public abstract long expiresAt();

    /** In seconds since 1970, or {@link #NO_CUT_OFF}. */
    long issuedBefore() {
        return NO_CUT_OFF;
    }

    /** In seconds since 1970, or {@link #NO_AUTH_CUT_OFF}. */
    long authenticatedBefore() {
        return NO_AUTH_CUT_OFF;
    }

    @Nullable
    Provenance provenance() {
        return null;
    }

    /** Whether the times of a token of this target match. */
    final boolean matches(VerifiedToken token, CutOffs.Now now) {
        long issuedBefore = issuedBefore();
        return issuedBefore == NO_CUT_OFF || CutOffs.match(token, issuedBefore, authenticatedBefore(), now);
    }

    /** The revocation of a target, which is the one that this entry has the fingerprint of. */
    final Revocation revocation(Target target) {
        return new Revocation(
                target,
                Instant.ofEpochSecond(expiresAt()),
                issuedBefore() == NO_CUT_OFF ? null : Instant.ofEpochSecond(issuedBefore()),
                authenticatedBefore() == NO_AUTH_CUT_OFF ? null : Instant.ofEpochSecond(authenticatedBefore()));
    }

    /** This entry as users see it; throws {@link IllegalStateException} when the list keeps no origins. */
    public final LiveRevocation live() {
        Provenance from = provenance();
        if (from == null) {
            throw new IllegalStateException("this list keeps no origins; build it with keepOrigins(true)");
        }
        return new LiveRevocation(
                revocation(from.target()), from.origin(), from.first(), from.receipt(), from.isOverwritten());
    }

    /** Whether the event that made this live has an id; true when it is not certain which id that has. */
    final boolean hasId(UUID id) {
        Provenance from = provenance();
        Origin first = from == null || !from.isInOrder() ? null : from.origin();
        return first == null || first.id().equals(id);
    }

    /** Joins a later event of the same target into this entry; the origin stays that of the first. */
    final Entry merge(Entry later) {
        Provenance last = later.provenance();
        Entry joined = of(
                this,
                Math.max(expiresAt(), later.expiresAt()),
                Math.max(issuedBefore(), later.issuedBefore()),
                Math.max(authenticatedBefore(), later.authenticatedBefore()),
                last);
        Provenance first = provenance();
        if (last == null || first == null) {
            return joined;
        }
        if (first.isHome() && !last.isHome() && joined.sameEffect(this)) {
            // Another partition says nothing new: what the home partition says stands. A reinstatement whose author had
            // not read that other record must still find it.
            return joined.from(first.repeatedBy(last.receipt()));
        }
        return joined.from(first.continued(last, last.origin() == null || !joined.sameEffect(later)));
    }

    /** This entry with another provenance. */
    final Entry from(Provenance other) {
        return of(this, expiresAt(), issuedBefore(), authenticatedBefore(), other);
    }

    /** Whether both match the same tokens for the same time. */
    final boolean sameEffect(Entry other) {
        return expiresAt() == other.expiresAt()
                && issuedBefore() == other.issuedBefore()
                && authenticatedBefore() == other.authenticatedBefore();
    }

    /** A revocation without cut-off, which ends before the year 2106, and of which nothing else is kept. */
    private static final class Compact extends Entry {
        private final int expiresAt;

        Compact(Fingerprint fingerprint, long expiresAt) {
            super(fingerprint);
            this.expiresAt = (int) expiresAt;
        }

        @Override
        public long expiresAt() {
            return Integer.toUnsignedLong(expiresAt);
        }
    }

    /** Any revocation that {@code auth_time} does not matter to. */
    private static sealed class Full extends Entry {
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
        public long expiresAt() {
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

    /** A revocation with a second cut-off, for {@code auth_time}. */
    private static final class ByLogin extends Full {
        private final long authenticatedBefore;

        ByLogin(
                Fingerprint fingerprint,
                long expiresAt,
                long issuedBefore,
                long authenticatedBefore,
                @Nullable Provenance provenance) {
            super(fingerprint, expiresAt, issuedBefore, provenance);
            this.authenticatedBefore = authenticatedBefore;
        }

        @Override
        long authenticatedBefore() {
            return authenticatedBefore;
        }
    }
}
