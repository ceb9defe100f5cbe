package io.revocast.publisher.fleet;

import io.revocast.consumer.internal.TopicPosition;
import io.revocast.event.Receipt;
import io.revocast.event.internal.InstanceReport;
import io.revocast.event.internal.InstanceReport.InstanceId;
import io.revocast.publisher.fleet.InstanceProgress.Outcome;
import io.revocast.publisher.fleet.KnownInstance.Enforcement;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The model of the fleet. Folds reports in, judges them, and answers how the fleet is. Thread-safe; one thread folds.
 *
 * <p>A report counts only when the publisher's own list shows that it can be true. A report that is ahead of that list
 * waits for it: an instance may apply a record a moment before the publisher does.
 */
public final class KnownFleet {
    static final int MOST_INSTANCES = 20_000;
    static final int MOST_HELD = 20_000;

    /** The replay of a publisher that does not know its log. */
    public static final int NO_LOG = 0;

    /** A report that the publisher's current list has not caught up with by then is impossible. */
    static final Duration LONGEST_HOLD = Duration.ofSeconds(5);

    /** How far the time of a report may be from the broker's, after the clocks were compared. */
    static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(5);

    private static final Duration FULL_FOR = Duration.ofSeconds(1);
    private static final Logger LOGGER = LoggerFactory.getLogger(KnownFleet.class);
    private static final Comparator<InstanceId> BY_NAME =
            Comparator.comparing(InstanceId::service).thenComparing(InstanceId::instance);

    private final LogPosition log;
    private final InstantSource brokers;
    private final Duration forgetAfter;
    private final Map<InstanceId, KnownInstance> instances = new ConcurrentHashMap<>();
    private final NewestEvents events = new NewestEvents();
    private final DigestComparison digests = new DigestComparison();
    private final Map<IgnoredReport, LongAdder> ignored = new EnumMap<>(IgnoredReport.class);
    private final List<Consumer<InstanceId>> listeners = new CopyOnWriteArrayList<>();
    private final Deque<Held> held = new ArrayDeque<>();
    /** How many reports of an instance are held: a burst of many instances must not be searched for each of them. */
    private final Map<InstanceId, Integer> heldOf = new HashMap<>();

    private volatile @Nullable String unavailable = "the status topic was not read yet";
    /** Whether the status topic was read to its end once. */
    private volatile boolean everRead;
    /** Since when instances can be heard again after an outage; the epoch when none is known. */
    private volatile Instant readableSince = Instant.EPOCH;
    /** When the newest report was appended. */
    private volatile Instant newestReport = Instant.EPOCH;
    /** Until when it is not worth looking again for instances to forget. */
    private Instant fullUntil = Instant.MIN;

    private record Held(InstanceReport report, Instant appendedAt, Instant since) {}

    /**
     * Makes an empty fleet.
     *
     * @param log the publisher's own position, by which reports are judged
     * @param brokers the brokers' time
     * @param forgetAfter how long an instance is kept that has not reported when its period was over
     */
    public KnownFleet(LogPosition log, InstantSource brokers, Duration forgetAfter) {
        this.log = log;
        this.brokers = brokers;
        this.forgetAfter = forgetAfter;
        for (IgnoredReport why : IgnoredReport.values()) {
            ignored.put(why, new LongAdder());
        }
    }

    /** Has a listener called after each report that counts, by the thread that folds; it must not wait. */
    public void listen(Consumer<InstanceId> listener) {
        listeners.add(listener);
    }

    /** Learns why the reports cannot be read; null when they are. */
    public void unavailable(@Nullable String why) {
        if (why != null && unavailable == null) {
            LOGGER.atWarn().addKeyValue("cause", why).log("the fleet is not known now; revoking is not affected");
        }
        boolean readable = why == null && unavailable != null;
        if (readable) {
            Instant now = brokers.instant();
            // A publisher that starts and finds no recent report at all starts in an outage, or after one.
            if (everRead || newestReport.isBefore(now.minus(KnownInstance.SILENT_AFTER))) {
                readableSince = now;
            }
            everRead = true;
        }
        unavailable = why;
        if (readable) {
            // The topic still has reports of instances that ended long ago.
            forget();
        }
    }

    /** Learns that the log has an event. */
    public void learn(Receipt receipt, Instant appendedAt) {
        var unused = own();
        events.learn(receipt.topicId(), receipt.partition(), receipt.offset(), appendedAt);
    }

    /** Counts a record that is no report that could be judged. */
    public void ignore(IgnoredReport why) {
        adder(why).increment();
    }

    private LongAdder adder(IgnoredReport why) {
        return Objects.requireNonNull(ignored.get(why));
    }

    /** Takes a report that the broker appended at a time. */
    public void fold(InstanceReport report, Instant appendedAt) {
        newestReport = appendedAt.isAfter(newestReport) ? appendedAt : newestReport;
        if (heldOf.containsKey(report.id()) || !decide(report, appendedAt, false)) {
            if (held.size() >= MOST_HELD) {
                release(held.removeFirst());
                ignore(IgnoredReport.NO_ROOM);
            }
            held.addLast(new Held(report, appendedAt, brokers.instant()));
            heldOf.merge(report.id(), 1, Integer::sum);
        }
    }

    private void release(Held report) {
        heldOf.computeIfPresent(report.report().id(), (id, count) -> count == 1 ? null : count - 1);
    }

    /** Judges again the reports that were ahead of the publisher's own list. Returns whether some still are. */
    public boolean recheck() {
        Set<InstanceId> waiting = new HashSet<>();
        boolean current = log.isCurrent();
        Instant now = brokers.instant();
        for (Iterator<Held> each = held.iterator(); each.hasNext(); ) {
            Held next = each.next();
            boolean last = current && next.since().plus(LONGEST_HOLD).isBefore(now);
            if (!waiting.contains(next.report().id()) && decide(next.report(), next.appendedAt(), last)) {
                each.remove();
                release(next);
            } else {
                waiting.add(next.report().id());
            }
        }
        return !held.isEmpty();
    }

    /**
     * Accepts or ignores a report; false when that cannot be decided yet.
     *
     * @param last whether an undecided one is ignored
     */
    private boolean decide(InstanceReport report, Instant appendedAt, boolean last) {
        KnownInstance known = instances.get(report.id());
        IgnoredReport reason = dated(report, appendedAt, known);
        if (reason == null && known == null && !hasRoom()) {
            reason = IgnoredReport.NO_ROOM;
        }
        if (reason != null) {
            ignore(reason);
            return true;
        }
        TopicPosition own = own();
        ReportJudgement judgement = ReportJudgement.of(report, known != null && known.isPlaced(), log.topic(), own);
        if (judgement == ReportJudgement.UNDECIDED) {
            if (last) {
                ignore(IgnoredReport.PAST_END);
            }
            return last;
        }
        if (judgement != ReportJudgement.POSSIBLE) {
            ignore(IgnoredReport.FOREIGN_TOPIC);
        }
        accept(report, appendedAt, judgement, own);
        return true;
    }

    private boolean hasRoom() {
        if (instances.size() >= MOST_INSTANCES) {
            Instant now = brokers.instant();
            if (!now.isBefore(fullUntil)) {
                forget();
                fullUntil = instances.size() >= MOST_INSTANCES ? now.plus(FULL_FOR) : Instant.MIN;
            }
        }
        return instances.size() < MOST_INSTANCES;
    }

    private static @Nullable IgnoredReport dated(
            InstanceReport report, Instant appendedAt, @Nullable KnownInstance known) {
        if (known != null && !known.isNext(report, appendedAt)) {
            return IgnoredReport.STALE;
        }
        InstanceReport.ClockOffset clock = report.clockOffset();
        Instant composed = clock == null ? report.at() : report.at().plus(clock.toBroker());
        if (composed.isAfter(appendedAt.plus(CLOCK_TOLERANCE))) {
            return IgnoredReport.FUTURE_DATED;
        }
        return composed.isBefore(appendedAt.minus(CLOCK_TOLERANCE)) ? IgnoredReport.STALE : null;
    }

    private void accept(
            InstanceReport report, Instant appendedAt, ReportJudgement judgement, @Nullable TopicPosition own) {
        KnownInstance instance = Objects.requireNonNullElseGet(instances.get(report.id()), KnownInstance::new);
        boolean alternates = instance.accept(report, appendedAt, judgement, own);
        // Other threads never see an instance without a report.
        instances.put(report.id(), instance);
        if (alternates) {
            LOGGER.atWarn()
                    .addKeyValue("instance", report.id())
                    .log("two processes report under one id: give each instance a name of its own");
        }
        String topicId = report.topicId();
        if (judgement == ReportJudgement.POSSIBLE && topicId != null && own != null) {
            report.applied().forEach((partition, applied) -> {
                long shared =
                        own.shared(partition, applied.next(), report.epochs().get(partition));
                events.learn(topicId, partition, Math.min(applied.last(), shared - 1), appendedAt);
            });
            digests.add(report, appendedAt);
        }
        listeners.forEach(each -> each.accept(report.id()));
    }

    /**
     * Forgets the instances that have been silent for long, or left. Call it now and then. Does nothing while the reports
     * cannot be read: an instance that runs could not be heard.
     */
    public void forget() {
        if (everRead && unavailable != null) {
            return;
        }
        Instant now = brokers.instant();
        Instant since = readableSince;
        instances.values().removeIf(each -> each.keptUntil(forgetAfter, since).isBefore(now));
        instances.values().forEach(each -> each.forget(now, forgetAfter, since));
    }

    /** How the fleet is now. */
    public FleetView view() {
        Instant now = brokers.instant();
        TopicPosition own = own();
        List<InstanceView> views = new ArrayList<>(instances.size());
        instances.values().forEach(each -> views.add(each.view(now, own, events)));
        views.sort(Comparator.comparing(each -> each.report().id(), BY_NAME));
        return new FleetView(now, unavailable, views, digests.recent(now), ignored());
    }

    /** How far the fleet has read the log now. */
    public FleetProgress progress() {
        Instant now = brokers.instant();
        TopicPosition own = own();
        List<InstancePosition> positions = instances.values().stream()
                .map(each -> each.position(now, own, events))
                .toList();
        return FleetProgress.of(now, unavailable, own, positions);
    }

    /** How far the publisher has read; null while it does not know its log. */
    private @Nullable TopicPosition own() {
        TopicPosition own = log.position().orElse(null);
        if (own != null) {
            events.follow(own, log.isCurrent());
        }
        return own;
    }

    /**
     * How often the publisher has begun to read a log from its start; {@link #NO_LOG} while it does not know its log. A
     * receipt is that of a record only in the replay in which the publisher learned of it. In a later one, the topic may be
     * re-created, or another record may stand in place of one that the log has lost.
     */
    public int replay() {
        TopicPosition own = own();
        return own == null ? NO_LOG : own.replay();
    }

    /** Whether the publisher reads this topic: not one that was lost, whose offsets name other records now. */
    public boolean reads(String topicId) {
        TopicPosition own = own();
        return own != null && own.topicId().equals(topicId);
    }

    /** How many reports did not count, by reason. */
    public Map<IgnoredReport, Long> ignored() {
        Map<IgnoredReport, Long> counts = new EnumMap<>(IgnoredReport.class);
        ignored.forEach((why, count) -> counts.put(why, count.sum()));
        return counts;
    }

    /** How many reports had a digest that differs. */
    public long mismatches() {
        return digests.found();
    }

    /** Why the reports cannot be read now; empty when they are. */
    public Optional<String> unavailable() {
        return Optional.ofNullable(unavailable);
    }

    /** The instances that have not left, by name. */
    public List<InstanceId> present() {
        Instant now = brokers.instant();
        TopicPosition own = own();
        return instances.entrySet().stream()
                .filter(each -> each.getValue().state(now, own, events) != InstanceState.LEFT)
                .map(Map.Entry::getKey)
                .sorted(BY_NAME)
                .toList();
    }

    /**
     * Returns how far receipts have come: an instance has applied them when it has applied all.
     *
     * @param appendedAt when the last of them was appended; null when that is not known
     * @param replay in which the publisher learned of them; in another one, every instance counts as pending
     */
    public PropagationView propagation(List<Receipt> receipts, @Nullable Instant appendedAt, int replay) {
        List<InstanceId> ids = instances.keySet().stream().sorted(BY_NAME).toList();
        return propagation(receipts, appendedAt, replay, ids).withoutLeft();
    }

    /** The same for some instances, of which those count as pending that are not known, or not any longer. */
    public PropagationView propagation(
            List<Receipt> receipts, @Nullable Instant appendedAt, int replay, List<InstanceId> ids) {
        Instant now = brokers.instant();
        TopicPosition own = own();
        Function<KnownInstance, Enforcement> enforcement = own == null || own.replay() != replay
                ? unused -> Enforcement.PENDING
                : known -> known.enforcement(receipts, appendedAt, now, own);
        return new PropagationView(
                appendedAt,
                unavailable,
                ids.stream()
                        .map(id -> {
                            KnownInstance known = instances.get(id);
                            return known == null
                                    ? new InstanceProgress(id, Outcome.PENDING, InstanceState.SILENT, null, null)
                                    : progress(id, known.state(now, own, events), enforcement.apply(known), appendedAt);
                        })
                        .toList());
    }

    private static InstanceProgress progress(
            InstanceId id, InstanceState state, Enforcement enforcement, @Nullable Instant appendedAt) {
        AppliedTime time = enforcement.time();
        if (time == null) {
            return new InstanceProgress(id, enforcement.outcome(), state, null, null);
        }
        Instant at = time.at();
        Duration took = at == null || appendedAt == null ? null : Duration.between(appendedAt, at);
        return new InstanceProgress(
                id, Outcome.APPLIED, state, time, took == null || !took.isNegative() ? took : Duration.ZERO);
    }

    /** Whether an instance has applied all receipts, of which the publisher learned in a replay. */
    boolean hasApplied(InstanceId id, List<Receipt> receipts, int replay) {
        KnownInstance known = instances.get(id);
        TopicPosition own = own();
        return known != null
                && own != null
                && own.replay() == replay
                && known.enforcement(receipts, null, brokers.instant(), own).outcome() != Outcome.PENDING;
    }

    /** Whether an instance reports at this moment, as far as is known. */
    boolean isReporting(InstanceId id) {
        KnownInstance known = instances.get(id);
        InstanceState state = known == null ? InstanceState.SILENT : known.state(brokers.instant(), own(), events);
        return state.mayApply();
    }
}
