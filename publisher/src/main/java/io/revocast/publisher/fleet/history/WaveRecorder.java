package io.revocast.publisher.fleet.history;

import io.revocast.event.Receipt;
import io.revocast.event.Target;
import io.revocast.event.internal.InstanceReport.InstanceId;
import io.revocast.publisher.append.CanaryIssuer;
import io.revocast.publisher.fleet.AppendTimeSource;
import io.revocast.publisher.fleet.KnownFleet;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongSupplier;

/**
 * Observes how revocations spread through the fleet: each of them while there are few, and a sample of many. It measures
 * only what the publisher saw while it was appended, never what a replay read. Thread-safe.
 */
public final class WaveRecorder {
    /**
     * A wave ends when every instance has applied the revocation, when no missing instance reports, or after this time. What
     * an instance applies later does not count.
     */
    static final Duration LONGEST = Duration.ofSeconds(60);

    /** So many revocations at once are all observed. */
    static final int BURST = 64;

    /** One more is observed after this time, so that an hour fits into the ring. */
    static final Duration REFILL = Duration.ofSeconds(2);

    private static final int MOST_NAMES = 10_000;

    private final KnownFleet fleet;
    private final AppendTimeSource times;
    private final InstantSource brokers;
    private final LongSupplier nanos;
    private final Queue<Seen> seen = new ConcurrentLinkedQueue<>();
    private final List<OpenWave> open = new ArrayList<>();
    private final WaveRing closed = new WaveRing();
    private final Map<String, String> names = new HashMap<>();
    private long tokens = BURST;
    private long refilledAt;
    private @Nullable Instant skippedAt;

    private record Seen(
            @Nullable UUID id,
            Target target,
            Receipt receipt,
            int replay,
            CompletableFuture<Optional<Instant>> appendedAt) {}

    /**
     * Makes one that has observed nothing.
     *
     * @param times knows when a revocation was appended
     * @param brokers the brokers' time
     * @param nanos a clock of elapsed time, in nanoseconds
     */
    public WaveRecorder(KnownFleet fleet, AppendTimeSource times, InstantSource brokers, LongSupplier nanos) {
        this.fleet = fleet;
        this.times = times;
        this.brokers = brokers;
        this.nanos = nanos;
        this.refilledAt = nanos.getAsLong();
    }

    /** Returns the id of the revocation of a target; null when it has none. */
    @FunctionalInterface
    public interface Ids {
        @Nullable
        UUID of(Target target);
    }

    /** Observes a revocation that the publisher has just applied, unless it observes too many. Never waits. */
    public void observe(Target target, Receipt receipt, Ids ids) {
        if (!CanaryIssuer.owns(target) && fleet.unavailable().isEmpty() && admit()) {
            seen.add(new Seen(ids.of(target), target, receipt, fleet.replay(), times.find(receipt)));
        }
    }

    private synchronized boolean admit() {
        long gained = (nanos.getAsLong() - refilledAt) / REFILL.toNanos();
        refilledAt += gained * REFILL.toNanos();
        tokens = Math.min(BURST, tokens + gained);
        if (tokens == 0) {
            skippedAt = brokers.instant();
            return false;
        }
        tokens--;
        return true;
    }

    /** Looks at everything that is observed. Call it about twice a second, from one thread. */
    public synchronized void look() {
        Instant now = brokers.instant();
        closed.forget(now.minus(TimeSteps.KEPT).minus(TimeSteps.LENGTH));
        boolean known = fleet.unavailable().isEmpty();
        begin(known, now);
        for (Iterator<OpenWave> each = open.iterator(); each.hasNext(); ) {
            OpenWave wave = each.next();
            boolean over = wave.appendedAt().plus(LONGEST).isBefore(now);
            if (fleet.replay() != wave.replay()) {
                // The topic was re-created, or the log lost its end: another record may have the receipt.
                each.remove();
            } else if (!known) {
                // Without reports nothing is measured.
                if (over) {
                    each.remove();
                }
            } else if (!wave.look(fleet, this::name) || over) {
                each.remove();
                close(wave.view(false));
            }
        }
    }

    /** What the publisher applied late itself is no measurement of the fleet. */
    private void begin(boolean known, Instant now) {
        for (Iterator<Seen> each = seen.iterator(); each.hasNext(); ) {
            Seen next = each.next();
            if (!next.appendedAt().isDone()) {
                continue;
            }
            each.remove();
            Instant appendedAt = next.appendedAt().join().orElse(null);
            if (!known || appendedAt == null || appendedAt.plus(LONGEST).isBefore(now)) {
                continue;
            }
            List<InstanceId> present = fleet.present();
            if (!present.isEmpty()) {
                open.add(new OpenWave(next.id(), next.target(), next.receipt(), appendedAt, next.replay(), present));
            }
        }
    }

    private void close(Wave wave) {
        if (wave.instances() > 0) {
            closed.add(wave);
        }
    }

    private String name(String service) {
        if (names.size() > MOST_NAMES) {
            names.clear();
        }
        return names.computeIfAbsent(service, same -> same);
    }

    /** The waves of the last hour, the open ones included, newest first. */
    public List<Wave> waves() {
        List<Wave> waves;
        Instant from;
        synchronized (this) {
            waves = new ArrayList<>(closed.all());
            open.forEach(each -> waves.add(each.view(true)));
            from = brokers.instant().minus(TimeSteps.KEPT);
        }
        waves.removeIf(each -> each.appendedAt().isBefore(from) || each.instances() == 0);
        waves.sort(Comparator.comparing(Wave::appendedAt)
                .thenComparingLong(each -> each.receipt().offset())
                .reversed());
        return waves;
    }

    /** Whether revocations of the last hour were left out because there were too many. */
    public synchronized boolean isSampled() {
        Instant skipped = skippedAt;
        return skipped != null && !skipped.isBefore(brokers.instant().minus(TimeSteps.KEPT));
    }
}
