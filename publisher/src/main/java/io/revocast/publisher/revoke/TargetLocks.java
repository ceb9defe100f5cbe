package io.revocast.publisher.revoke;

import io.revocast.event.Target;
import io.revocast.publisher.revoke.UnavailableException.Certainty;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * Lets one request at a time change a target, so that none appends a smaller state after a larger one that it did not
 * see. Targets share a fixed number of locks; a request takes all of its own in one order, so none waits in a circle.
 * Thread-safe.
 */
final class TargetLocks {
    private static final int STRIPES = 256;

    private final ReentrantLock[] stripes =
            Stream.generate(ReentrantLock::new).limit(STRIPES).toArray(ReentrantLock[]::new);
    private final Duration patience;

    TargetLocks(Duration patience) {
        this.patience = patience;
    }

    /** Locks the targets until {@link Held#close()}, by the same thread. */
    Held lock(Collection<Target> targets) throws UnavailableException {
        int[] wanted = targets.stream()
                .mapToInt(target -> Math.floorMod(target.key().hashCode(), STRIPES))
                .sorted()
                .distinct()
                .toArray();
        Held held = new Held();
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            for (int stripe : wanted) {
                if (!stripes[stripe].tryLock(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                    held.close();
                    throw new UnavailableException(
                            Certainty.NOT_WRITTEN,
                            "earlier requests for the same targets are still being committed; nothing was written");
                }
                held.locks.push(stripes[stripe]);
            }
            return held;
        } catch (InterruptedException e) {
            held.close();
            Thread.currentThread().interrupt();
            throw new UnavailableException(Certainty.NOT_WRITTEN, "the publisher is stopping; nothing was written", e);
        }
    }

    /** The locks of one request. */
    static final class Held implements AutoCloseable {
        private final Deque<ReentrantLock> locks = new ArrayDeque<>();

        @Override
        public void close() {
            while (!locks.isEmpty()) {
                locks.pop().unlock();
            }
        }
    }
}
