package io.revocast.publisher;

import io.revocast.consumer.AppliedEvent;
import io.revocast.consumer.RevocationListener;
import io.revocast.consumer.State;
import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.publisher.append.LiveRevocations;
import io.revocast.publisher.fleet.history.ChangeRates;
import io.revocast.publisher.fleet.history.ChangeRates.Change;
import io.revocast.publisher.fleet.history.WaveRecorder;
import io.revocast.publisher.health.Alarm;
import io.revocast.publisher.health.AlarmTracker;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Collects what the overview shows of the last hour, and what is wrong now. Thread-safe; one daemon thread. */
final class PublisherOverview implements RevocationListener, AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(PublisherOverview.class);
    private static final long LOOK_MILLIS = 500;
    private static final long ALARM_MILLIS = 2_000;

    private final InstantSource brokers;
    private final ChangeRates rates;
    private final AlarmTracker alarms = new AlarmTracker();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread created = new Thread(work, "revocast-overview");
        created.setDaemon(true);
        return created;
    });
    private volatile @Nullable Connected connected;

    private record Connected(LiveRevocations live, WaveRecorder waves, Supplier<List<Alarm>> found) {}

    /**
     * Makes one that has collected nothing.
     *
     * @param brokers the brokers' time
     */
    PublisherOverview(InstantSource brokers) {
        this.brokers = brokers;
        this.rates = new ChangeRates(brokers);
    }

    /**
     * Sets what needs the list, which needs its listeners first.
     *
     * @param found everything that is wrong at this moment
     */
    void connect(LiveRevocations live, WaveRecorder waves, Supplier<List<Alarm>> found) {
        connected = new Connected(live, waves, found);
    }

    ChangeRates rates() {
        return rates;
    }

    List<Alarm> alarms() {
        return alarms.alarms();
    }

    @Override
    public void onRevoked(Revocation revocation, AppliedEvent event) {
        rates.count(Change.REVOKED, revocation.target());
        Connected now = connected;
        // A replay says nothing about speed.
        if (now != null && event.propagation() != null) {
            now.waves().observe(revocation.target(), event.receipt(), target -> id(now.live(), target));
        }
    }

    private static @Nullable UUID id(LiveRevocations live, Target target) {
        return live.find(target)
                .flatMap(found -> Optional.ofNullable(found.origin()))
                .map(origin -> origin.id())
                .orElse(null);
    }

    @Override
    public void onReinstated(Target target) {
        rates.count(Change.REINSTATED, target);
    }

    @Override
    public void onStateChanged(State from, State to) {
        rates.current(to == State.CURRENT);
    }

    @Override
    public void onNotificationsDropped(long count) {
        rates.missed();
    }

    /** Starts to look, once. Returns at once. */
    void start() {
        var unusedLooks =
                thread.scheduleWithFixedDelay(() -> survive(this::look), 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        var unusedUpdates = thread.scheduleWithFixedDelay(
                () -> survive(this::updateAlarms), 0, ALARM_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void look() {
        rates.tick();
        Connected now = connected;
        if (now != null) {
            now.waves().look();
        }
    }

    private void updateAlarms() {
        Connected now = connected;
        if (now != null) {
            alarms.update(now.found().get(), brokers.instant());
        }
    }

    /** The schedule would end with an exception. */
    private static void survive(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            LOGGER.warn("the overview is not up to date", e);
        }
    }

    /** Stops to look. Further calls do nothing. */
    @Override
    public void close() {
        thread.shutdownNow();
    }
}
