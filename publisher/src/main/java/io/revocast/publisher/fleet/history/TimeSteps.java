package io.revocast.publisher.fleet.history;

import java.time.Duration;
import java.time.Instant;

/** The steps into which the last hour is divided. They are numbered from the epoch. */
public final class TimeSteps {
    /** How many steps are kept. */
    public static final int COUNT = 360;

    /** The length of a step. */
    public static final Duration LENGTH = Duration.ofSeconds(10);

    /** The length of all steps that are kept. */
    public static final Duration KEPT = LENGTH.multipliedBy(COUNT);

    private TimeSteps() {}

    /** Returns the number of the step that contains a time. */
    public static long of(Instant time) {
        return Math.floorDiv(time.getEpochSecond(), LENGTH.toSeconds());
    }

    /** Returns when a step begins. */
    public static Instant start(long step) {
        return Instant.ofEpochSecond(step * LENGTH.toSeconds());
    }

    /** Returns the first of the steps that are shown at a time. The last of them is the one before the present step. */
    public static long firstShown(Instant now) {
        return of(now) - COUNT;
    }
}
