package io.revocast.soak.history;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Tells one violation as the shortest sequence of events that shows it. */
public final class Explanation {
    private final History history;

    private record Event(long at, String text) {}

    /** Explains violations of this history. */
    public Explanation(History history) {
        this.history = history;
    }

    /** The events around a violation, in order, one per line: seconds since the start, then what happened. */
    public List<String> of(Violation violation) {
        List<Event> events = new ArrayList<>();
        Subject subject = violation.subject();
        Incarnation incarnation = violation.incarnation();
        if (subject != null) {
            for (Attempt attempt : history.attempts(subject.number())) {
                String request = attempt.operation().name().toLowerCase(Locale.ROOT) + " " + subject.jti();
                events.add(new Event(attempt.invoked(), request + " requested"));
                events.add(new Event(attempt.returned(), request + ": " + attempt.outcome()));
            }
        }
        if (subject != null && incarnation != null) {
            for (Claim claim : history.claims()) {
                if (claim.subject() == subject.number() && claim.instance().equals(incarnation.instance())) {
                    events.add(new Event(claim.observed(), "publisher: " + claim.instance() + " has applied it"));
                }
            }
            for (Run run : incarnation.runs(subject.number())) {
                events.add(new Event(run.first(), incarnation.name() + " answers " + run.answer()));
                events.add(new Event(run.last(), incarnation.name() + " answered " + run.answer() + " until here"));
            }
        }
        addSurroundings(events, incarnation);
        if (incarnation != null) {
            events.add(new Event(incarnation.started(), incarnation.name() + " started"));
        }
        return events.stream()
                .sorted(Comparator.comparingLong(Event::at))
                .map(event -> String.format(
                        "%10.3f s  %s", (event.at() - history.moments().nanoTime()) / 1e9, event.text()))
                .toList();
    }

    /** Faults and changes of state between the first and the last event. */
    private void addSurroundings(List<Event> events, @Nullable Incarnation incarnation) {
        if (events.size() < 2) {
            return;
        }
        long from = events.stream().mapToLong(Event::at).min().orElse(0);
        long until = events.stream().mapToLong(Event::at).max().orElse(0);
        for (Injection injection : history.injections()) {
            if (injection.healed() >= from && injection.began() <= until) {
                events.add(new Event(injection.began(), "fault: " + injection.fault()));
                events.add(new Event(injection.healed(), "healed: " + injection.fault()));
            }
        }
        if (incarnation == null) {
            return;
        }
        String state = "";
        for (CheckSample sample : incarnation.samples()) {
            if (!sample.state().equals(state) && sample.at() >= from && sample.at() <= until) {
                state = sample.state();
                events.add(new Event(
                        sample.at(),
                        String.format("%s says %s, age %.3f s", incarnation.name(), state, sample.ageNanos() / 1e9)));
            }
        }
    }
}
