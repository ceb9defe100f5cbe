package io.revocast.publisher.audit;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.UUID;

/**
 * What a {@link ChainVerifier} found. Immutable.
 *
 * @param entries records of decisions
 * @param chains how many there are
 * @param open chains without an end: their process still runs, was killed, or gave the chain up when the broker failed
 * @param breaks the first hundred
 * @param allBreaks how many there are
 * @param first offset of the first record; -1 when there is none
 * @param last offset of the last record; -1 when there is none
 */
public record ChainReport(
        long entries, int chains, int open, List<Break> breaks, long allBreaks, long first, long last) {
    public ChainReport {
        breaks = List.copyOf(breaks);
    }

    /** Whether no sign of tampering or loss was found. */
    public boolean intact() {
        return allBreaks == 0;
    }

    /** The kinds of break. */
    public enum Kind {
        /** Records are missing. */
        MISSING,
        /** A record, or the one before it in its chain, is not what was written. */
        ALTERED,
        /** A record stands where its chain has been before. */
        REPEATED,
        /** A record is none that this release can read. */
        UNREADABLE
    }

    /**
     * One break.
     *
     * @param offset of the record where it shows
     * @param chain null when that cannot be told
     * @param seq null when that cannot be told
     * @param what in plain words
     */
    public record Break(
            Kind kind,
            long offset,
            @Nullable UUID chain,
            @Nullable Long seq,
            String what) {}
}
