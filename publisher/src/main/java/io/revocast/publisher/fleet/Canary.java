package io.revocast.publisher.fleet;

import io.revocast.event.Receipt;
import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.event.internal.RevocationEvent;
import io.revocast.publisher.append.CanaryIssuer;
import io.revocast.publisher.append.EventOrigins;
import io.revocast.publisher.append.RevocationLog;
import io.revocast.publisher.request.RevokeRequest.Explanation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * Revokes a token that was never issued, again and again, and measures the way to the last instance. It proves the path while
 * nothing else happens. Each process has one token of its own, so compaction keeps one record of it. While no instance
 * reports, nothing is appended. Thread-safe; one daemon thread.
 */
public final class Canary implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(Canary.class);
    private static final Duration LIFETIME = Duration.ofMinutes(5);
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int MOST_NAMES = 5;

    private final KnownFleet fleet;
    private final PropagationWaits waits;
    private final AppendTimeSource times;
    private final RevocationLog log;
    private final EventOrigins origins;
    private final CanaryObserver observer;
    private final Duration interval;
    private final Target.Token token =
            new Target.Token(CanaryIssuer.ISSUER, UUID.randomUUID().toString());
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread created = new Thread(work, "revocast-canary");
        created.setDaemon(true);
        return created;
    });
    private @Nullable UUID id;
    private volatile @Nullable String alarm;

    /** Learns how canaries fare. Implementations are thread-safe and never wait. */
    public interface CanaryObserver {
        /** Every instance has applied one; the last of them after a time. */
        void arrived(Duration last);

        /** One was not appended, or was not applied by every instance in time. */
        void failed();
    }

    /**
     * What a canary needs.
     *
     * @param log where it is appended, without an audit entry
     */
    public record Path(KnownFleet fleet, PropagationWaits waits, AppendTimeSource times, RevocationLog log) {}

    /** Makes a canary that runs after each interval, once it is started. */
    public Canary(Path path, EventOrigins origins, Duration interval, CanaryObserver observer) {
        this.fleet = path.fleet();
        this.waits = path.waits();
        this.times = path.times();
        this.log = path.log();
        this.origins = origins;
        this.interval = interval;
        this.observer = observer;
    }

    /** Starts to run, once. Returns at once. */
    public void start() {
        var unused = thread.scheduleWithFixedDelay(
                this::run, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** In plain words why the last one failed; empty when it arrived, or when no instance is known that it could reach. */
    public Optional<String> alarm() {
        return Optional.ofNullable(alarm);
    }

    private void run() {
        try {
            if (fleet.unavailable().isEmpty() && !fleet.present().isEmpty()) {
                measure();
            } else {
                // What an earlier one proved is about instances that are gone, or not known any more.
                alarm = null;
            }
        } catch (InterruptedException e) {
            // close() asks for the end.
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            // The schedule ends with an exception.
            fail("it failed: " + e);
        }
    }

    private void measure() throws InterruptedException {
        PropagationWaits.Place place = waits.reserve().orElse(null);
        if (place == null) {
            return;
        }
        AwaitedPropagation awaited;
        try (place) {
            Receipt receipt = log.append(event()).get(1, TimeUnit.MINUTES);
            Instant appendedAt = times.find(receipt).get(1, TimeUnit.MINUTES).orElse(null);
            awaited = place.await(List.of(receipt), appendedAt, new WaitGoal.All(), LIMIT)
                    .get(1, TimeUnit.MINUTES);
        } catch (ExecutionException | TimeoutException e) {
            fail("it was not appended: " + e.getMessage());
            return;
        }
        PropagationView propagation = awaited.propagation();
        if (propagation.unavailable() != null || propagation.instances().isEmpty()) {
            alarm = null;
            return;
        }
        if (!awaited.complete()) {
            fail(propagation.stragglers().size() + " of "
                    + propagation.instances().size() + " instances have not reported it within " + LIMIT.toSeconds()
                    + " s: " + names(propagation));
            return;
        }
        if (alarm != null) {
            LOGGER.info("the canary arrives again");
        }
        alarm = null;
        propagation.quantile(1).map(InstanceProgress::took).ifPresent(observer::arrived);
    }

    private RevocationEvent event() {
        Instant now = origins.now();
        var origin = origins.origin(id, Explanation.NONE, null, now);
        id = origin.id();
        return new RevocationEvent.Revoked(
                new Revocation(token, now.plus(LIFETIME).truncatedTo(ChronoUnit.SECONDS), null), origin);
    }

    private static String names(PropagationView propagation) {
        return propagation.stragglers().stream()
                .limit(MOST_NAMES)
                .map(each -> each.id() + " (" + each.state().wireName() + ")")
                .collect(Collectors.joining(", "));
    }

    private void fail(String why) {
        observer.failed();
        if (alarm == null) {
            LOGGER.atWarn().addKeyValue("cause", why).log("the canary did not arrive at every instance");
        }
        alarm = "the canary did not arrive at every instance: " + why;
    }

    /** Stops within about a second. Further calls do nothing. */
    @Override
    public void close() {
        thread.shutdownNow();
    }
}
