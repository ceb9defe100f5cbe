package io.revocast.consumer;

import io.revocast.event.Origin;
import io.revocast.event.Receipt;
import io.revocast.event.Revocation;
import io.revocast.event.Target;
import org.jspecify.annotations.Nullable;

import java.time.Instant;

/** One live revocation in memory: what a check needs, and its provenance where that is kept. */
record Entry(
        Target target,
        long expiresAt,
        long issuedBefore,
        @Nullable Provenance provenance) {
    /** Stands for a revocation without cut-off. */
    static final long NO_CUT_OFF = Long.MAX_VALUE;

    /**
     * Where an entry came from, kept only when the list was asked to.
     *
     * @param overwritten whether the last record of the target says less than what is live
     */
    record Provenance(@Nullable Origin origin, Receipt receipt, boolean overwritten) {}

    static Entry of(Revocation revocation, @Nullable Provenance provenance) {
        Instant issuedBefore = revocation.issuedBefore();
        return new Entry(
                revocation.target(),
                revocation.expiresAt().getEpochSecond(),
                issuedBefore == null ? NO_CUT_OFF : issuedBefore.getEpochSecond(),
                provenance);
    }

    /** Whether a token issued at that second matches; one without {@code iat} always does. */
    boolean matches(long issuedAt) {
        return issuedAt <= issuedBefore;
    }

    Revocation revocation() {
        return new Revocation(
                target,
                Instant.ofEpochSecond(expiresAt),
                issuedBefore == NO_CUT_OFF ? null : Instant.ofEpochSecond(issuedBefore));
    }

    /** This entry as users see it; throws {@link IllegalStateException} when the list keeps no origins. */
    LiveRevocation live() {
        if (provenance == null) {
            throw new IllegalStateException("this list keeps no origins; build it with keepOrigins(true)");
        }
        return new LiveRevocation(revocation(), provenance.origin(), provenance.receipt(), provenance.overwritten());
    }

    /** Joins a later event of the same target into this entry; the origin stays that of the first. */
    Entry merge(Entry later) {
        Entry joined = new Entry(
                target,
                Math.max(expiresAt, later.expiresAt),
                Math.max(issuedBefore, later.issuedBefore),
                later.provenance);
        Provenance last = later.provenance;
        if (last == null || provenance == null) {
            return joined;
        }
        boolean unreadable = last.origin() == null;
        return joined.from(
                new Provenance(provenance.origin(), last.receipt(), unreadable || !joined.sameEffect(later)));
    }

    /** This entry with another provenance. */
    Entry from(@Nullable Provenance other) {
        return new Entry(target, expiresAt, issuedBefore, other);
    }

    /** Whether both match the same tokens for the same time. */
    boolean sameEffect(Entry other) {
        return expiresAt == other.expiresAt && issuedBefore == other.issuedBefore;
    }
}
