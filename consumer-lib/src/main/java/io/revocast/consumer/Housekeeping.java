package io.revocast.consumer;

/** What the replay thread does between polls: moves the expiry clock, and once a second frees what has expired. */
final class Housekeeping implements Runnable {
    private final ExpiryClock clock;
    private final RevocationStore store;
    private long lastSecond;

    Housekeeping(ExpiryClock clock, RevocationStore store) {
        this.clock = clock;
        this.store = store;
        this.lastSecond = clock.epochSecond();
    }

    @Override
    public void run() {
        clock.advance();
        if (clock.epochSecond() != lastSecond) {
            lastSecond = clock.epochSecond();
            store.removeExpired();
        }
    }
}
