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

    /** Where an entry came from, kept only when the list was asked to. */
    record Provenance(@Nullable Origin origin, Receipt receipt) {}

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

    /** Joins a later event of the same target into this entry; the origin stays that of the first. */
    Entry merge(Entry later) {
        Provenance merged = later.provenance == null || provenance == null
                ? later.provenance
                : new Provenance(provenance.origin(), later.provenance.receipt());
        return new Entry(
                target, Math.max(expiresAt, later.expiresAt), Math.max(issuedBefore, later.issuedBefore), merged);
    }

    /** Whether both match the same tokens for the same time. */
    boolean sameEffect(Entry other) {
        return expiresAt == other.expiresAt && issuedBefore == other.issuedBefore;
    }
}
