package io.revocast.consumer.internal.status;

import java.time.Duration;

/** Waits for threads that are about to end. */
public final class Threads {
    private Threads() {}

    /**
     * Waits for a thread, interrupts it, and waits again. When the caller itself is interrupted, it stops waiting and
     * keeps its interrupt flag.
     */
    public static void stop(Thread thread, Duration patience, Duration afterInterrupt) {
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
