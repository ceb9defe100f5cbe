package io.revocast.publisher.append;

import io.revocast.event.Target;
import io.revocast.publisher.request.UnavailableException;
import io.revocast.publisher.request.UnavailableException.Certainty;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets one request at a time change a target, so that none appends a smaller state after a larger one that it did not
 * see. A request takes its targets in one order, so none waits in a circle; one that holds some already must not wait
 * for more, only {@link #tryLock}. Thread-safe.
 */
public final class TargetLocks {
    private final ConcurrentMap<Target, Held> holders = new ConcurrentHashMap<>();
    private final Duration patience;

    TargetLocks(Duration patience) {
        this.patience = patience;
    }

    /** Locks the targets until {@link Held#close()}; waits for other requests, but not for ever. */
    Held lock(Collection<Target> targets) throws UnavailableException {
        long deadline = System.nanoTime() + patience.toNanos();
        Held mine = new Held();
        try {
            for (Target target : inOrder(targets)) {
                for (Held other = mine.take(target); other != null; other = mine.take(target)) {
                    if (!other.released.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                        mine.close();
                        throw new UnavailableException(
                                Certainty.NOT_WRITTEN,
                                "earlier requests for the same targets are still being committed; nothing was written");
                    }
                }
            }
            return mine;
        } catch (InterruptedException e) {
            mine.close();
            Thread.currentThread().interrupt();
            throw new UnavailableException(Certainty.NOT_WRITTEN, "the publisher is stopping; nothing was written", e);
        }
    }

    /** Locks the targets if no other request has any of them. */
    Optional<Held> tryLock(Collection<Target> targets) {
        Held mine = new Held();
        for (Target target : targets) {
            if (mine.take(target) != null) {
                mine.close();
                return Optional.empty();
            }
        }
        return Optional.of(mine);
    }

    /** Locks those of the targets that no other request has; {@link Held#targets} names them. */
    Held lockFree(Collection<Target> targets) {
        Held mine = new Held();
        targets.forEach(mine::take);
        return mine;
    }

    private static Collection<Target> inOrder(Collection<Target> targets) {
        return targets.size() == 1
                ? targets
                : targets.stream().sorted(Comparator.comparing(Target::key)).toList();
    }

    /** The locks of one request. Closing twice is harmless. */
    public final class Held implements AutoCloseable {
        private final List<Target> targets = new ArrayList<>();
        private final CountDownLatch released = new CountDownLatch(1);

        /** The targets that are locked now. */
        public List<Target> targets() {
            return List.copyOf(targets);
        }

        /** Takes one more; returns the holder if that is another request. */
        private @Nullable Held take(Target target) {
            Held holder = holders.putIfAbsent(target, this);
            if (holder == null) {
                targets.add(target);
                return null;
            }
            return holder == this ? null : holder;
        }

        @Override
        public void close() {
            targets.forEach(target -> holders.remove(target, this));
            targets.clear();
            released.countDown();
        }
    }
}
