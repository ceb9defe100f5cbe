package io.revocast.consumer;

import com.github.benmanes.caffeine.cache.Ticker;

import java.util.concurrent.TimeUnit;

/**
 * The time by which entries expire: the wall clock, but never faster than the time that has really passed, and never
 * ahead of the broker.
 *
 * <p>A wall clock that is set forward, or was ahead when the process started, must not drop entries that still matter. So
 * the reading is the earliest of three: the wall clock; the wall clock at the start and the monotonic time since; and the
 * latest time at which the broker is known to have appended a record, and the monotonic time since that was learnt. It
 * never runs backwards, and is therefore only ever late: by as long as the topic had been silent when this process
 * started, at worst, and by nothing while publishers send heartbeats. Until the broker's time is known there is nothing
 * to drop, and the reading is zero.
 *
 * <p>The replay thread advances it; readers see the last reading, which costs them one memory access and can be late too,
 * never early.
 */
final class ExpiryClock implements Ticker, CutOffs.Now {
    /** In the year 2116. No append time counts for more, so that no sum overflows. */
    private static final long LATEST = Long.MAX_VALUE / 2;

    /** How far a broker's clock may be ahead of this machine's. */
    private static final long TOLERATED_LEAD_MILLIS = TimeUnit.DAYS.toMillis(1);

    private final ListSettings.Time time;
    private final long startWallNanos;
    private final long startNanoTime;
    private long brokerAheadOfNanoTime;
    private boolean brokerKnown;
    private volatile long nanos;
    private volatile long latestSecond;

    ExpiryClock(ListSettings.Time time) {
        this.time = time;
        this.startWallNanos = wallNanos();
        this.startNanoTime = time.nanoTime().getAsLong();
        this.latestSecond = TimeUnit.NANOSECONDS.toSeconds(startWallNanos);
    }

    private long wallNanos() {
        return TimeUnit.MILLISECONDS.toNanos(time.clock().millis());
    }

    /**
     * Learns that the broker's clock has reached a time, in milliseconds since 1970. A time that is more than a day ahead
     * of the wall clock is no broker's: it is ignored, because it would lift the broker's bound for good. Called by the
     * replay thread alone.
     */
    void brokerReached(long millis) {
        if (!isPlausible(millis)) {
            return;
        }
        long reached = Math.min(TimeUnit.MILLISECONDS.toNanos(millis), LATEST);
        long ahead = reached - time.nanoTime().getAsLong();
        brokerAheadOfNanoTime = brokerKnown ? Math.max(brokerAheadOfNanoTime, ahead) : ahead;
        brokerKnown = true;
    }

    /** Whether a record may have been appended at a time, in milliseconds since 1970, as far as the wall clock can tell. */
    boolean isPlausible(long millis) {
        return millis >= 0 && millis <= time.clock().millis() + TOLERATED_LEAD_MILLIS;
    }

    /** Moves the reading on. Called by the replay thread alone. */
    void advance() {
        long wall = wallNanos();
        long reached = nanos;
        if (brokerKnown) {
            long nanoTime = time.nanoTime().getAsLong();
            long elapsed = startWallNanos + (nanoTime - startNanoTime);
            long broker = brokerAheadOfNanoTime + nanoTime;
            reached = Math.max(reached, Math.min(broker, Math.min(wall, elapsed)));
        }
        // Before the reading: a check that misses an entry because of its time must see that time.
        latestSecond = TimeUnit.NANOSECONDS.toSeconds(Math.max(reached, wall));
        nanos = reached;
    }

    /**
     * Whether the entries may be gone that ended so many seconds after a second since 1970: by the reading, or by the
     * wall clock where that is ahead, because the log may have lost records that this process never read.
     */
    boolean hasPassed(long second, long seconds) {
        return latestSecond - seconds >= second;
    }

    /** Whether a second since 1970 lies in the future, both by the reading and by the wall clock. */
    @Override
    public boolean isBefore(long second) {
        // The wall clock of a moment ago is enough for almost every token, and costs less.
        return second > latestSecond
                && second > TimeUnit.MILLISECONDS.toSeconds(time.clock().millis());
    }

    long nanoTime() {
        return time.nanoTime().getAsLong();
    }

    /** The reading in nanoseconds since 1970. */
    @Override
    public long read() {
        return nanos;
    }

    /** The reading in whole seconds since 1970. */
    long epochSecond() {
        return TimeUnit.NANOSECONDS.toSeconds(nanos);
    }
}
