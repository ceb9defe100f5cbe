package io.revocast.publisher.revoke;

import io.revocast.event.Receipt;
import io.revocast.event.Target;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/**
 * Appends many live revocations again, in chunks of which several are under way at once, in bounded memory. Leaves out
 * what other requests are about: one of those may be stuck until its commit times out. For one thread.
 */
final class Restoration implements AutoCloseable {
    private static final int CHUNK = 500;
    private static final int UNDER_WAY = 16;

    private final Ledger ledger;
    private final IntConsumer onDone;
    private final Deque<Sent> underWay = new ArrayDeque<>();
    private final List<Target> busy = new ArrayList<>();
    private int appended;

    private record Sent(TargetLocks.Held held, int targets, Appender.Pending pending) {}

    /**
     * @param onDone told, chunk by chunk, of how many targets nothing is left to do
     */
    Restoration(Ledger ledger, IntConsumer onDone) {
        this.ledger = ledger;
        this.onDone = onDone;
    }

    /** Takes the targets one by one, until they end or it is stopped; returns when everything is committed and applied. */
    Revoker.Restored run(Iterator<Target> targets, BooleanSupplier stopped) throws UnavailableException {
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
        return new Revoker.Restored(appended, busy);
    }

    private void send(List<Target> chunk) {
        TargetLocks.Held held = ledger.locks.lockFree(chunk);
        Set<Target> free = Set.copyOf(held.targets());
        chunk.stream().filter(target -> !free.contains(target)).forEach(busy::add);
        underWay.add(new Sent(held, chunk.size(), ledger.appender.begin(Revoker.lostEvents(ledger, held.targets()))));
    }

    private void settle() throws UnavailableException {
        Sent oldest = underWay.element();
        List<Receipt> receipts = ledger.appender.awaitCommitted(oldest.pending());
        ledger.appender.awaitApplied(receipts);
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
