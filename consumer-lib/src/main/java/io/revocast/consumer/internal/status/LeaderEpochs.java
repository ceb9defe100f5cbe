package io.revocast.consumer.internal.status;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/**
 * Which leaders wrote the records of a partition, as far as a list has read it. Immutable.
 *
 * <p>The leader of one epoch only appends, and every record carries the epoch of its leader. Two logs with a record of
 * the same epoch are therefore equal up to the end of that epoch in the shorter one. Offsets alone do not show that: a
 * log that lost its end gives its offsets to other records, which have a greater epoch.
 */
public final class LeaderEpochs {
    /** Nothing was read yet. */
    public static final LeaderEpochs NONE = new LeaderEpochs(new int[0], new long[0]);

    static final int KEPT = 1024;

    /** In ascending order. */
    private final int[] epochs;
    /** The offset of the first record of each. */
    private final long[] firsts;

    private LeaderEpochs(int[] epochs, long[] firsts) {
        this.epochs = epochs;
        this.firsts = firsts;
    }

    /** Returns the same with the next record that was read. Keeps the last {@value #KEPT} epochs. */
    public LeaderEpochs with(int epoch, long offset) {
        int size = epochs.length;
        int newest = size == 0 ? -1 : epochs[size - 1];
        if (newest == epoch) {
            return this;
        }
        // Within one log an epoch never decreases, so what was read before is of another one.
        int from = newest > epoch ? size : Math.max(0, size + 1 - KEPT);
        int[] moreEpochs = Arrays.copyOfRange(epochs, from, size + 1);
        long[] moreFirsts = Arrays.copyOfRange(firsts, from, size + 1);
        moreEpochs[size - from] = epoch;
        moreFirsts[size - from] = offset;
        return new LeaderEpochs(moreEpochs, moreFirsts);
    }

    /** The epoch of the last record; null when none was read. */
    public @Nullable Integer newest() {
        return epochs.length == 0 ? null : epochs[epochs.length - 1];
    }

    /**
     * Returns the offset before which another reader's log is this one.
     *
     * @param next the offset of the next record of the other reader
     * @param epoch of the last record that it has read
     * @return 0 when this log has no record of that epoch: then nothing is known
     */
    public long shared(long next, int epoch) {
        int at = Arrays.binarySearch(epochs, epoch);
        if (at < 0) {
            return 0;
        }
        return at + 1 < epochs.length ? Math.min(next, firsts[at + 1]) : next;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof LeaderEpochs that
                && Arrays.equals(epochs, that.epochs)
                && Arrays.equals(firsts, that.firsts);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(epochs);
    }

    /** Names each epoch with its first offset. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("[");
        for (int i = 0; i < epochs.length; i++) {
            text.append(i == 0 ? "" : ", ").append(epochs[i]).append('@').append(firsts[i]);
        }
        return text.append(']').toString();
    }
}
