package io.revocast.publisher.fleet;

import io.revocast.consumer.internal.TopicPosition;
import io.revocast.event.Receipt;
import io.revocast.event.internal.InstanceReport;
import io.revocast.publisher.fleet.InstanceProgress.Outcome;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * One instance, by its id. A process that starts again under the id takes the place of the one before. When the one before
 * reports again, two processes use the id, and the instance counts as having applied only what both have. Thread-safe.
 */
final class KnownInstance {
    /** After this time without a report an instance is silent. */
    static final Duration SILENT_AFTER = Duration.ofSeconds(30);

    private static final int MOST_RUNS = 16;
    private static final String CURRENT = "CURRENT";
    private static final String STALE = "STALE";
    private static final String REBUILDING = "REBUILDING";

    /**
     * Whether every process of the instance enforces receipts.
     *
     * @param time when the last of them had applied the receipts; null unless the outcome is APPLIED
     */
    record Enforcement(Outcome outcome, @Nullable AppliedTime time) {
        static final Enforcement PENDING = new Enforcement(Outcome.PENDING, null);
        private static final Enforcement STARTED_LATER = new Enforcement(Outcome.STARTED_LATER, null);
    }

    private final Map<UUID, RunState> runs = new LinkedHashMap<>();
    /** Runs that another one took the place of; the newest last. */
    private final List<UUID> replaced = new ArrayList<>();
    /** Until when a run may report of which nothing is known any more, because too many use the id. */
    private Instant crowdedUntil = Instant.MIN;

    /**
     * Whether a report is the next one of its run, and not one that was overtaken. When the topic is read again, there are
     * reports of runs that were forgotten.
     */
    synchronized boolean isNext(InstanceReport report, Instant appendedAt) {
        RunState run = runs.get(report.run());
        return run == null
                ? runs.isEmpty() || !appendedAt.isBefore(reportedAt())
                : report.number() > run.report().number();
    }

    /**
     * Takes a report.
     *
     * @param judgement of its position; never undecided
     * @param own how far the publisher had read when it judged; null only for a report without a position
     * @return whether a second process was seen to use the id, for the first time
     */
    synchronized boolean accept(
            InstanceReport report, Instant appendedAt, ReportJudgement judgement, @Nullable TopicPosition own) {
        RunState run = runs.get(report.run());
        boolean alternates = false;
        if (run == null) {
            runs.keySet().stream().filter(each -> !replaced.contains(each)).forEach(replaced::add);
            run = new RunState(report, appendedAt);
            runs.put(report.run(), run);
            while (runs.size() > MOST_RUNS) {
                dropOldest(appendedAt);
            }
        } else {
            alternates = replaced.remove(report.run());
        }
        run.accept(report, appendedAt, judgement, own);
        return alternates;
    }

    private void dropOldest(Instant now) {
        UUID oldest = replaced.isEmpty() ? runs.keySet().iterator().next() : replaced.remove(0);
        RunState dropped = runs.remove(oldest);
        if (dropped != null && !isSilent(dropped, now)) {
            crowdedUntil = now.plus(SILENT_AFTER);
        }
    }

    /** Drops the runs that have been silent for long by a time, but for the newest. */
    synchronized void forget(Instant now, Duration forgetAfter, Instant readableSince) {
        Instant newest = reportedAt();
        runs.values()
                .removeIf(run -> run.keptUntil(forgetAfter, readableSince).isBefore(now)
                        && run.reportedAt().isBefore(newest));
        replaced.retainAll(runs.keySet());
    }

    /** Those that count: not replaced, and not left while another one is there. One that is silent may still run. */
    private List<RunState> active() {
        List<RunState> active = runs.entrySet().stream()
                .filter(each -> !replaced.contains(each.getKey()))
                .map(Map.Entry::getValue)
                .toList();
        List<RunState> present =
                active.stream().filter(each -> !each.report().hasLeft()).toList();
        return present.isEmpty() ? List.of(newest(active)) : present;
    }

    private static RunState newest(List<RunState> of) {
        return of.stream()
                .max(Comparator.comparing(RunState::reportedAt))
                .orElseThrow(() -> new IllegalStateException("an instance has at least one run"));
    }

    private static boolean isSilent(RunState run, Instant now) {
        return run.reportedAt().plus(SILENT_AFTER).isBefore(now);
    }

    /** Whether a run of it has ever read the log of this publisher. */
    synchronized boolean isPlaced() {
        return runs.values().stream().anyMatch(RunState::isPlaced);
    }

    /** Until when it is kept without another report; see {@link RunState#keptUntil}. */
    synchronized Instant keptUntil(Duration forgetAfter, Instant readableSince) {
        return newest(List.copyOf(runs.values())).keptUntil(forgetAfter, readableSince);
    }

    private Instant reportedAt() {
        return newest(List.copyOf(runs.values())).reportedAt();
    }

    /**
     * How it is at a time of the brokers.
     *
     * @param own how far the publisher has read; null while it does not know its log
     */
    synchronized InstanceView view(Instant now, @Nullable TopicPosition own, NewestEvents events) {
        List<RunState> active = active();
        RunState newest = newest(active);
        long reporting = active.stream().filter(run -> !isSilent(run, now)).count();
        return new InstanceView(
                state(active, now, own, events),
                newest.report(),
                newest.reportedAt(),
                newest.age(now),
                Math.toIntExact(reporting));
    }

    synchronized InstanceState state(Instant now, @Nullable TopicPosition own, NewestEvents events) {
        return state(active(), now, own, events);
    }

    /** How it is at a time of the brokers, and how far every process of it has read the log. */
    synchronized InstancePosition position(Instant now, @Nullable TopicPosition own, NewestEvents events) {
        List<RunState> active = active();
        Map<Integer, Long> next = null;
        for (RunState run : active) {
            // As in applied(): such a list passes records without keeping them.
            boolean proven = own != null
                    && run.isOn(own.topicId())
                    && !run.isOfOtherTopic()
                    && !run.report().list().state().equals(REBUILDING)
                    && !now.isBefore(crowdedUntil);
            Map<Integer, Long> ofRun = own != null && proven ? run.next(own) : Map.of();
            next = next == null ? ofRun : least(next, ofRun);
        }
        return new InstancePosition(state(active, now, own, events), next == null ? Map.of() : next);
    }

    private static Map<Integer, Long> least(Map<Integer, Long> one, Map<Integer, Long> other) {
        Map<Integer, Long> both = new HashMap<>();
        one.forEach((partition, next) -> {
            Long second = other.get(partition);
            if (second != null) {
                both.put(partition, Math.min(next, second));
            }
        });
        return both;
    }

    private static InstanceState state(
            List<RunState> active, Instant now, @Nullable TopicPosition own, NewestEvents events) {
        return active.stream()
                .map(run -> state(run, now, own, events))
                .max(Comparator.naturalOrder())
                .orElse(InstanceState.SILENT);
    }

    private static InstanceState state(RunState run, Instant now, @Nullable TopicPosition own, NewestEvents events) {
        if (run.report().hasLeft()) {
            return InstanceState.LEFT;
        }
        if (isSilent(run, now)) {
            return InstanceState.SILENT;
        }
        if (run.isOfOtherTopic()) {
            return InstanceState.OTHER_TOPIC;
        }
        String state = run.report().list().state();
        if (state.equals(STALE)) {
            return InstanceState.STALE;
        }
        boolean applying =
                state.equals(CURRENT) && own != null && run.isOn(own.topicId()) && events.areIn(run.next(own), now);
        return applying ? InstanceState.APPLYING : InstanceState.BEHIND;
    }

    /**
     * How far receipts have come at a time.
     *
     * @param appendedAt when the last of them was appended; null when that is not known
     * @param own how far the publisher has read
     */
    synchronized Enforcement enforcement(
            List<Receipt> receipts, @Nullable Instant appendedAt, Instant now, TopicPosition own) {
        if (now.isBefore(crowdedUntil)) {
            return Enforcement.PENDING;
        }
        AppliedTime last = null;
        for (RunState run : active()) {
            // A list without room for another entry passes records without keeping them.
            if (run.isOfOtherTopic() || run.report().list().state().equals(REBUILDING)) {
                return Enforcement.PENDING;
            }
            for (Receipt receipt : receipts) {
                if (!run.has(receipt, own)) {
                    return Enforcement.PENDING;
                }
                if (!run.startedWith(receipt, appendedAt)) {
                    AppliedTime time = run.timeOf(receipt);
                    last = last == null ? time : last.and(time);
                }
            }
        }
        return last == null ? Enforcement.STARTED_LATER : new Enforcement(Outcome.APPLIED, last);
    }
}
