package io.revocast.metrics;

import io.micrometer.core.instrument.Tags;
import io.revocast.consumer.Counters;

import java.util.List;

/**
 * How a counter of a list appears as a meter. Counters of one family become one meter with a tag, such as
 * {@code revocast.checks} with {@code result=revoked}.
 *
 * @param counter the name in {@link Counters}
 */
record CounterMeter(String counter, String name, Tags tags, String description) {
    private static final List<Family> FAMILIES = List.of(
            new Family("checks", "result", "Checks of tokens by result"),
            new Family("events.applied", "op", "Events that took effect"),
            new Family("events.ignored", "reason", "Records without effect"),
            new Family("events.dropped", "reason", "Revocations that were left out; tokens are UNKNOWN meanwhile"));

    private record Family(String prefix, String tag, String description) {}

    /** Returns the meters of all counters. */
    static List<CounterMeter> all() {
        return Counters.names().stream().map(CounterMeter::of).toList();
    }

    private static CounterMeter of(String counter) {
        for (Family family : FAMILIES) {
            if (counter.startsWith(family.prefix() + ".")) {
                String value = counter.substring(family.prefix().length() + 1);
                return new CounterMeter(
                        counter, "revocast." + family.prefix(), Tags.of(family.tag(), value), family.description());
            }
        }
        return new CounterMeter(counter, "revocast." + counter, Tags.empty(), descriptionOf(counter));
    }

    private static String descriptionOf(String counter) {
        return switch (counter) {
            case Counters.EVENTS_FAILED -> "Records whose application threw";
            case Counters.EVENTS_HEARTBEATS -> "Heartbeats of publishers";
            case Counters.EVENTS_SKIPPED -> "Records that skipTo left out";
            case Counters.HEAP_EXHAUSTED -> "Replay attempts that ended because the heap was exhausted";
            case Counters.LISTENER_DROPPED -> "Notifications that were dropped because listeners are too slow";
            case Counters.LISTENER_FAILED -> "Notifications that a listener answered with an exception";
            case Counters.LOG_FAILED -> "Log lines that the logging backend refused";
            case Counters.RECONNECTS -> "Replay attempts that failed and were repeated";
            case Counters.RECONNECTS_UNREPORTED -> "Failed replay attempts that could not be logged";
            case Counters.REPORTS_FAILED -> "Reports of what the list enforces that were not sent";
            case Counters.REPORTS_SENT -> "Reports of what the list enforces that a broker confirmed";
            default -> "Counter " + counter + " of the list";
        };
    }
}
