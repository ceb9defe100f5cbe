package io.revocast.consumer.internal.replay;

import io.revocast.consumer.internal.store.RevocationStore;
import io.revocast.event.Target;

import java.util.HashSet;
import java.util.Set;

/**
 * Keeps reinstatements of a log that is read again, or of another log, from removing what a reader held before.
 *
 * <p>Such a reinstatement may be older than the revocation that the reader holds: the address led to another cluster in
 * between, or the reader reads its own log again. Until the end of the log is reached, a reinstatement removes only
 * what this log itself made live before. A reinstatement that is appended meanwhile may be ignored, which fails closed.
 *
 * <p>What is kept costs memory for each target that becomes live while the log is read again, up to a bound. Beyond the
 * bound a token that was reinstated stays refused until it expires. Used by the replay thread alone.
 */
final class HeldEntries {
    private static final int MOST_REMEMBERED = 100_000;

    private final Set<Target> read = new HashSet<>();
    private boolean readingAgain;

    /**
     * Begins to read a log from its beginning.
     *
     * @param holdsEntries whether there is anything to keep
     */
    void begin(boolean holdsEntries) {
        read.clear();
        readingAgain = holdsEntries;
    }

    /** The end of the log is reached: reinstatements are newer than all that is held. */
    void end() {
        readingAgain = false;
        read.clear();
    }

    boolean isReadingAgain() {
        return readingAgain;
    }

    /** Learns what a revocation of the log did; one that made its target live was not held before. */
    void applied(RevocationStore.Effect effect, Target target) {
        if (readingAgain && effect == RevocationStore.Effect.MADE_LIVE && read.size() < MOST_REMEMBERED) {
            read.add(target);
        }
    }

    /** Whether what is held of a target outlives a reinstatement in the log that is read. */
    boolean outlive(Target target) {
        return readingAgain && !read.contains(target);
    }
}
