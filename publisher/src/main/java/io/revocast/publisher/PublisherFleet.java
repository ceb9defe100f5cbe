package io.revocast.publisher;

import io.revocast.consumer.State;
import io.revocast.consumer.internal.KafkaRevocationList;
import io.revocast.consumer.internal.TopicPosition;
import io.revocast.event.Receipt;
import io.revocast.publisher.append.EventOrigins;
import io.revocast.publisher.fleet.AppendTimeline;
import io.revocast.publisher.fleet.Canary;
import io.revocast.publisher.fleet.Canary.CanaryObserver;
import io.revocast.publisher.fleet.DigestMismatch;
import io.revocast.publisher.fleet.FleetView;
import io.revocast.publisher.fleet.InstanceState;
import io.revocast.publisher.fleet.InstanceView;
import io.revocast.publisher.fleet.KnownFleet;
import io.revocast.publisher.fleet.LogPosition;
import io.revocast.publisher.fleet.PropagationWaits;
import io.revocast.publisher.fleet.history.WaveRecorder;
import io.revocast.publisher.health.Alarm;
import io.revocast.publisher.kafka.BrokerTime;
import io.revocast.publisher.kafka.KafkaRevocationLog;
import io.revocast.publisher.kafka.RecordTimes;
import io.revocast.publisher.kafka.ReportTopicReader;
import io.revocast.publisher.kafka.topic.StatusTopicPlan;
import io.revocast.publisher.kafka.topic.TopicWatch;
import io.revocast.publisher.settings.PublisherConfig;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The fleet of one publisher: the status topic, its reader and the model. Nothing is read when it is switched off. */
final class PublisherFleet implements AutoCloseable {
    private static final int MOST_NAMES = 5;

    private final InstantSource brokers;
    private final KnownFleet fleet;
    private final PropagationWaits waits;
    private final AppendTimeline timeline = new AppendTimeline();
    private final RecordTimes times;
    private final @Nullable TopicWatch watch;
    private final @Nullable ReportTopicReader reader;
    private final @Nullable Canary canary;

    /**
     * Makes the fleet that the settings ask for.
     *
     * @param replayed whether the publisher's own list was read to its end once
     */
    PublisherFleet(
            PublisherConfig config,
            KafkaRevocationList list,
            BooleanSupplier replayed,
            KafkaRevocationLog log,
            CanaryObserver observer,
            BrokerTime time) {
        brokers = time::ofBrokers;
        fleet = new KnownFleet(
                new LogPosition() {
                    @Override
                    public String topic() {
                        return config.topic().name();
                    }

                    @Override
                    public Optional<TopicPosition> position() {
                        return list.position();
                    }

                    @Override
                    public boolean isCurrent() {
                        return list.state() == State.CURRENT;
                    }
                },
                brokers,
                config.fleet().forgetAfter());
        waits = new PropagationWaits(fleet);
        times = new RecordTimes(config.kafka(), config.topic().name());
        StatusTopicPlan topic = config.fleet().topic();
        if (topic == null) {
            watch = null;
            reader = null;
            canary = null;
            fleet.unavailable("fleet.topic is none, so no reports are read");
            return;
        }
        TopicWatch watched = new TopicWatch(config.kafka(), topic);
        watch = watched;
        reader = new ReportTopicReader(config.kafka(), topic.name(), fleet, () -> obstacle(watched, replayed));
        Duration interval = config.fleet().canaryInterval();
        canary = interval.isZero()
                ? null
                : new Canary(
                        new Canary.Path(fleet, waits, this::appendedAt, log),
                        new EventOrigins(time),
                        interval,
                        observer);
    }

    /** Why the status topic is not read yet. No report can be judged before the publisher's own list was replayed. */
    private static Optional<String> obstacle(TopicWatch watch, BooleanSupplier replayed) {
        if (!watch.isVerified()) {
            return Optional.of(Objects.requireNonNullElse(watch.cause(), "the status topic is not verified yet"));
        }
        return replayed.getAsBoolean()
                ? Optional.empty()
                : Optional.of("the publisher has not read the topic of revocations to its end yet");
    }

    /** The model. */
    KnownFleet known() {
        return fleet;
    }

    /** Returns a recorder of what spreads through this fleet. */
    WaveRecorder waves() {
        return new WaveRecorder(fleet, this::appendedAt, brokers, System::nanoTime);
    }

    /** What the endpoints use of it. */
    Endpoints.FleetParts parts() {
        return new Endpoints.FleetParts(fleet, waits, this::appendedAt);
    }

    /** Learns when a broker appended an event of this publisher. */
    void appended(Receipt receipt, Instant appendedAt) {
        timeline.add(receipt, fleet.replay(), appendedAt);
        fleet.learn(receipt, appendedAt);
    }

    private CompletableFuture<Optional<Instant>> appendedAt(Receipt receipt) {
        Optional<Instant> known = timeline.find(receipt, fleet.replay());
        // The record at the offset of a lost topic's receipt is another one now.
        return known.isPresent() || !fleet.reads(receipt.topicId())
                ? CompletableFuture.completedFuture(known)
                : times.find(receipt);
    }

    /** In plain words what is wrong with the fleet, for the details of health: never a cause of not being ready. */
    List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        if (canary != null) {
            canary.alarm().ifPresent(warnings::add);
        }
        int mismatches = fleet.view().mismatches().size();
        if (mismatches > 0) {
            warnings.add("the digests of " + mismatches + " instances differ from others': see /v1/fleet");
        }
        return warnings;
    }

    /** What an operator should look at. Nothing while no reports are read on purpose. */
    List<Alarm> alarms() {
        if (watch == null) {
            return List.of();
        }
        FleetView view = fleet.view();
        if (view.unavailable() != null) {
            return List.of(new Alarm(Alarm.Kind.FLEET_UNAVAILABLE, view.unavailable()));
        }
        List<Alarm> alarms = new ArrayList<>();
        if (canary != null) {
            canary.alarm().ifPresent(text -> alarms.add(new Alarm(Alarm.Kind.CANARY_FAILED, text)));
        }
        List<DigestMismatch> mismatches = view.mismatches();
        if (!mismatches.isEmpty()) {
            alarms.add(new Alarm(
                    Alarm.Kind.DIGEST_MISMATCH,
                    mismatches.size() + " instances hold other revocations than instances at the same offsets: "
                            + names(mismatches.stream().map(each -> each.other() + " differs from " + each.first()))));
        }
        instances(
                        view,
                        Alarm.Kind.STALE_INSTANCES,
                        "cannot prove to be current",
                        each -> each.state() == InstanceState.STALE)
                .ifPresent(alarms::add);
        instances(
                        view,
                        Alarm.Kind.OTHER_TOPIC_INSTANCES,
                        "follow another topic and enforce nothing that this publisher revokes",
                        each -> each.state() == InstanceState.OTHER_TOPIC)
                .ifPresent(alarms::add);
        instances(view, Alarm.Kind.BEHIND_INSTANCES, "lack revocations", each -> each.state() == InstanceState.BEHIND)
                .ifPresent(alarms::add);
        instances(view, Alarm.Kind.SILENT_INSTANCES, "do not report", each -> each.state() == InstanceState.SILENT)
                .ifPresent(alarms::add);
        instances(view, Alarm.Kind.NAME_CONFLICT, "are names of several processes", InstanceView::isConflict)
                .ifPresent(alarms::add);
        return alarms;
    }

    private static Optional<Alarm> instances(
            FleetView view, Alarm.Kind kind, String what, Predicate<InstanceView> concerned) {
        List<InstanceView> found = view.instances().stream().filter(concerned).toList();
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(new Alarm(
                        kind,
                        found.size() + " of " + view.instances().size() + " instances " + what + ": "
                                + names(found.stream()
                                        .map(each -> each.report().id().toString()))));
    }

    private static String names(Stream<String> all) {
        List<String> some = all.limit(MOST_NAMES + 1L).toList();
        return String.join(", ", some.subList(0, Math.min(MOST_NAMES, some.size())))
                + (some.size() > MOST_NAMES ? ", …" : "");
    }

    /** Starts to watch the topic and to read it. Returns at once. */
    void start() {
        if (watch != null && reader != null) {
            watch.start();
            reader.start();
        }
        if (canary != null) {
            canary.start();
        }
    }

    /** Answers the callers that wait, so that the HTTP server need not wait for them. */
    void endWaits() {
        waits.close();
    }

    /** Stops within a few seconds. Further calls do nothing. */
    @Override
    public void close() {
        if (canary != null) {
            canary.close();
        }
        waits.close();
        times.close();
        if (watch != null && reader != null) {
            reader.close();
            watch.close();
        }
    }
}
