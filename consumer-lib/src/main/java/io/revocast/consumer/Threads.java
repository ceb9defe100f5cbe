package io.revocast.consumer;

import java.time.Duration;

/** Ends a thread that was told to end. */
final class Threads {
    private Threads() {}

    /**
     * Waits for a thread, interrupts it, and waits again. When the caller itself is interrupted, it stops waiting and
     * keeps its interrupt flag.
     */
    static void stop(Thread thread, Duration patience, Duration afterInterrupt) {
        try {
            thread.join(patience.toMillis());
            if (thread.isAlive()) {
                thread.interrupt();
                thread.join(afterInterrupt.toMillis());
            }
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }
}
