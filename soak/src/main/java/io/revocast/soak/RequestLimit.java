package io.revocast.soak;

import java.time.Duration;

/** Counts the requests that are under way, and holds back new ones while a fault needs the log at rest. Thread-safe. */
final class RequestLimit {
    private boolean closed;
    private int inside;

    /** Lets a request begin, unless the gate is closed. A request that began must {@link #leave}. */
    synchronized boolean enter() {
        if (closed) {
            return false;
        }
        inside++;
        return true;
    }

    synchronized void leave() {
        inside--;
        notifyAll();
    }

    /** How many requests are under way. */
    synchronized int inside() {
        return inside;
    }

    /** Lets no more requests begin, and waits until none is under way or the limit is over. */
    synchronized void close(Duration limit) throws InterruptedException {
        closed = true;
        long deadline = System.nanoTime() + limit.toNanos();
        while (inside > 0) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return;
            }
            wait(left);
        }
    }

    /** Lets requests begin again. */
    synchronized void open() {
        closed = false;
    }
}
