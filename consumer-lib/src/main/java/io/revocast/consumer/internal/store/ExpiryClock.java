package io.revocast.consumer.internal.store;

import com.github.benmanes.caffeine.cache.Ticker;
import io.revocast.consumer.internal.settings.ListSettings;

import java.util.concurrent.TimeUnit;

/**
 * The clock by which entries expire: the wall clock, but never faster than elapsed time and never ahead of the broker.
 *
 * <p>A wall clock that is set forward, or was ahead at the start, must not drop live entries. The reading is therefore
 * the earliest of three times:
 *
 * <ul>
 *   <li>the wall clock,
 *   <li>the wall clock at the start plus the monotonic time since,
 *   <li>the latest known append time of the broker plus the monotonic time since the reader learnt it.
 * </ul>
 *
 * <p>The reading never runs backwards and is never early. It is late by at most the time that the topic was silent
 * before this process started, and not late while publishers send heartbeats. Until the broker's time is known the
 * reading is zero, and nothing expires.
 *
 * <p>The replay thread advances the clock. Readers see the last reading, which costs them one memory access.
 */
public final class ExpiryClock implements Ticker, CutOffs.Now {
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

    public ExpiryClock(ListSettings.Time time) {
        this.time = time;
        this.startWallNanos = wallNanos();
        this.startNanoTime = time.nanoTime().getAsLong();
        this.latestSecond = TimeUnit.NANOSECONDS.toSeconds(startWallNanos);
    }

    private long wallNanos() {
        return TimeUnit.MILLISECONDS.toNanos(time.clock().millis());
    }

    /**
     * Learns that the broker's clock has reached a time, in milliseconds since 1970. A time that is more than a day
     * ahead of the wall clock is no broker's: it is ignored, because it would lift the broker's bound for good. Called
     * by the replay thread alone.
     */
    public void brokerReached(long millis) {
        if (!isPlausible(millis)) {
            return;
        }
        long reached = Math.min(TimeUnit.MILLISECONDS.toNanos(millis), LATEST);
        long ahead = reached - time.nanoTime().getAsLong();
        brokerAheadOfNanoTime = brokerKnown ? Math.max(brokerAheadOfNanoTime, ahead) : ahead;
        brokerKnown = true;
    }

    /**
     * Whether a record may have been appended at a time, in milliseconds since 1970, as far as the wall clock can tell.
     */
    public boolean isPlausible(long millis) {
        return millis >= 0 && millis <= time.clock().millis() + TOLERATED_LEAD_MILLIS;
    }

    /** Moves the reading on. Called by the replay thread alone. */
    public void advance() {
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
     * Whether a time has passed, so that entries which ended at it may be removed. Judges by the later of the reading
     * and the wall clock: the log may have deleted records that this process never read.
     *
     * @param second in seconds since 1970
     * @param seconds are added to it
     */
    public boolean hasPassed(long second, long seconds) {
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
    public long epochSecond() {
        return TimeUnit.NANOSECONDS.toSeconds(nanos);
    }
}
