package io.revocast.publisher.append;

import io.revocast.event.Receipt;
import io.revocast.event.Target;
import io.revocast.event.internal.RevocationEvent;
import io.revocast.publisher.request.UnavailableException;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.IntConsumer;

/**
 * Re-appends many live revocations in chunks, several of them under way at once, in bounded memory. It skips the targets
 * of other requests. Not thread-safe.
 */
final class RestoreRun implements AutoCloseable {
    private static final int CHUNK = 500;
    private static final int UNDER_WAY = 16;

    private final EventAppender appender;
    private final Function<List<Target>, List<RevocationEvent>> lost;
    private final IntConsumer onDone;
    private final Deque<Sent> underWay = new ArrayDeque<>();
    private final List<Target> busy = new ArrayList<>();
    private int appended;

    private record Sent(TargetLocks.Held held, int targets, EventAppender.Pending pending) {}

    /**
     * @param lost returns the events to append about locked targets
     * @param onDone receives numbers of targets that need no more work, chunk by chunk
     */
    RestoreRun(EventAppender appender, Function<List<Target>, List<RevocationEvent>> lost, IntConsumer onDone) {
        this.appender = appender;
        this.lost = lost;
        this.onDone = onDone;
    }

    /** Takes the targets one by one, until they end or it is stopped; returns when everything is committed and applied. */
    RevocationRestorer.Restored run(Iterator<Target> targets, BooleanSupplier stopped) throws UnavailableException {
        while (targets.hasNext() && !stopped.getAsBoolean()) {
            List<Target> chunk = new ArrayList<>(CHUNK);
            while (targets.hasNext() && chunk.size() < CHUNK) {
                chunk.add(targets.next());
            }
            if (underWay.size() >= UNDER_WAY) {
                settle();
            }
            send(chunk);
        }
        while (!underWay.isEmpty()) {
            settle();
        }
        return new RevocationRestorer.Restored(appended, busy);
    }

    private void send(List<Target> chunk) {
        TargetLocks.Held held = appender.lockFree(chunk);
        Set<Target> free = Set.copyOf(held.targets());
        chunk.stream().filter(target -> !free.contains(target)).forEach(busy::add);
        underWay.add(new Sent(held, chunk.size(), appender.begin(lost.apply(held.targets()))));
    }

    private void settle() throws UnavailableException {
        Sent oldest = underWay.element();
        List<Receipt> receipts = appender.awaitCommitted(oldest.pending());
        appender.awaitApplied(receipts);
        underWay.remove().held().close();
        appended += receipts.size();
        onDone.accept(oldest.targets());
    }

    /** Releases what is not finished. Further calls do nothing. */
    @Override
    public void close() {
        underWay.forEach(sent -> sent.held().close());
        underWay.clear();
    }
}
