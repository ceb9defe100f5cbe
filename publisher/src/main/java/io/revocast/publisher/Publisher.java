package io.revocast.publisher;

import io.revocast.consumer.Counters;
import io.revocast.consumer.State;
import io.revocast.consumer.Status;
import io.revocast.consumer.internal.KafkaRevocationList;
import io.revocast.consumer.internal.ListOptions;
import io.revocast.publisher.append.EventAppender;
import io.revocast.publisher.append.LiveRevocations;
import io.revocast.publisher.append.RevocationRestorer;
import io.revocast.publisher.audit.AuditLog;
import io.revocast.publisher.fleet.history.WaveRecorder;
import io.revocast.publisher.health.Alarm;
import io.revocast.publisher.health.Availability;
import io.revocast.publisher.health.Liveness;
import io.revocast.publisher.health.Readiness;
import io.revocast.publisher.http.HttpServer;
import io.revocast.publisher.jwks.IssuerKeys;
import io.revocast.publisher.kafka.BrokerTime;
import io.revocast.publisher.kafka.HeartbeatSender;
import io.revocast.publisher.kafka.KafkaRevocationLog;
import io.revocast.publisher.kafka.topic.LogBeginnings;
import io.revocast.publisher.kafka.topic.LostTopicGuard;
import io.revocast.publisher.kafka.topic.TopicWatch;
import io.revocast.publisher.metrics.PublisherMetrics;
import io.revocast.publisher.query.OverviewSources;
import io.revocast.publisher.settings.PublisherConfig;
import io.revocast.publisher.token.TokenAuthenticity;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.BindException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/**
 * One running publisher: its HTTP server, its producer, its watch over the topic, its audit, and its own list of revocations.
 *
 * <p>Starts whether or not a broker is there; until the topic is verified and read it is live but not ready.
 */
public final class Publisher implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(Publisher.class);

    private final String topic;
    private final TopicWatch watch;
    private final KafkaRevocationList list;
    private final LogBeginnings beginnings;
    private final LostRevocationRepair repair;
    private final KafkaRevocationLog log;
    private final HeartbeatSender heartbeats;
    private final PublisherAudit auditor;
    private final PublisherFleet fleet;
    private final PublisherOverview overview;
    private final Endpoints endpoints;
    private final HttpServer http;
    private final @Nullable HttpServer management;
    private final PublisherMetrics metrics = new PublisherMetrics();
    private final BrokerTime time = new BrokerTime();
    private final AtomicBoolean closed = new AtomicBoolean();

    public Publisher(PublisherConfig config) {
        topic = config.topic().name();
        LostTopicGuard guard = LostTopicGuard.of(config.kafka(), config.audit(), config.topic(), Clock.systemUTC());
        watch = new TopicWatch(config.kafka(), config.topic(), guard);
        beginnings = new LogBeginnings(config.kafka(), config.topic().name());
        repair = new LostRevocationRepair(watch, beginnings, metrics::restored);
        ListFeed feed = new ListFeed();
        overview = new PublisherOverview(time::ofBrokers);
        list = new ListOptions()
                .bootstrapServers(config.kafka().bootstrapServers())
                .kafkaProperties(config.kafka().forReader())
                .topic(config.topic().name())
                .longestTokenLifetime(config.tokens().lifetime().longest())
                .margin(config.tokens().lifetime().margin())
                .maxStaleness(config.tokens().maxStaleness())
                .keepOrigins(true)
                .listener(repair)
                .listener(feed)
                .listener(overview)
                .build();
        log = new KafkaRevocationLog(config.kafka(), config.topic().name(), watch);
        heartbeats = new HeartbeatSender(log, Clock.systemUTC(), time);
        watch.whenVerified(heartbeats::sendNow);
        LiveRevocations live = new PublisherRevocations(list, watch::isVerified, repair::isSettled, beginnings);
        metrics.watchTopic(watch::isVerified);
        metrics.watchList(new PublisherListView(list));
        log.observe(metrics.registry());
        metrics.watchRepair(repair::left);
        TokenAuthenticity authenticity = authenticity(config);
        EventAppender appender = new EventAppender(log, live);
        feed.connect(live);
        watch.whenVerified(repair::lookThroughAll);
        auditor = new PublisherAudit(config, live, time);
        AuditLog audit = auditor.log();
        repair.connect(
                new RevocationRestorer(appender, live, time), list, live, new AuditedRecovery(guard, audit, time));
        fleet = new PublisherFleet(config, list, live::isReplayed, log, metrics, time);
        log.observeAppends(fleet::appended);
        if (config.fleet().topic() != null) {
            metrics.watchFleet(fleet.known());
        }
        WaveRecorder waves = fleet.waves();
        overview.connect(live, waves, this::alarms);
        endpoints = new Endpoints(
                config,
                new Endpoints.Core(
                        new PublisherCheck(list, watch::isVerified),
                        live,
                        appender,
                        new Endpoints.Audit(audit, auditor.reader(), auditor.history()),
                        authenticity,
                        fleet.parts(),
                        time,
                        new OverviewSources(
                                live,
                                fleet.known(),
                                overview.rates(),
                                waves,
                                () -> list.state().wireName(),
                                overview::alarms,
                                this::kafka,
                                auditor::availability,
                                time::ofBrokers),
                        new PublisherTopics(config)),
                feed,
                metrics,
                new Endpoints.Health(this::readiness, this::liveness));
        management = endpoints.management();
        http = endpoints.open();
    }

    private static TokenAuthenticity authenticity(PublisherConfig config) {
        if (config.tokens().issuers().isEmpty()) {
            LOGGER.warn("no issuers are configured, so the signatures of pasted tokens are not verified");
            return TokenAuthenticity.NOT_CHECKED;
        }
        return IssuerKeys.of(config.tokens().issuers());
    }

    /**
     * Starts everything and returns at once.
     *
     * @throws IllegalArgumentException when Kafka would never accept the properties
     * @throws BindException when the port is taken
     */
    public void start() throws BindException {
        repair.start();
        list.start();
        watch.start();
        auditor.start();
        heartbeats.start();
        fleet.start();
        overview.start();
        http.start();
        if (management != null) {
            management.start();
        }
        LOGGER.atInfo().addKeyValue("port", http.port()).log("publisher started");
    }

    public int port() {
        return http.port();
    }

    /** Completes with the reason when the publisher must not go on: its topic would lose revocations. */
    CompletableFuture<String> unfit() {
        return watch.unfit().applyToEither(auditor.unfit(), reason -> reason);
    }

    /** Whether the topic of revocations can be used now. */
    private Availability kafka() {
        String cause = watch.cause();
        return new Availability(
                cause != null || watch.isVerified() ? cause : "the topic of revocations is not verified yet");
    }

    /** Everything that an operator should look at now. */
    private List<Alarm> alarms() {
        List<Alarm> alarms = new ArrayList<>();
        alarm(alarms, Alarm.Kind.KAFKA, kafka().cause());
        Status status = list.status();
        if (status.state() != State.CURRENT) {
            String cause = status.cause();
            alarm(
                    alarms,
                    Alarm.Kind.STALE,
                    "the publisher's own list is " + status.state().wireName() + (cause == null ? "" : ": " + cause));
        }
        Availability audit = auditor.availability();
        alarm(alarms, Alarm.Kind.AUDIT, audit == null ? null : audit.cause());
        long left = repair.left();
        String deleted = repair.cause();
        alarm(
                alarms,
                Alarm.Kind.REPAIR,
                deleted == null && left > 0
                        ? left + " live revocations must be appended again, and the publisher is doing so"
                        : deleted);
        alarm(alarms, Alarm.Kind.LIVENESS, liveness().cause());
        alarms.addAll(fleet.alarms());
        endpoints.warnings().forEach(text -> alarm(alarms, Alarm.Kind.PROVIDER, text));
        return alarms;
    }

    private static void alarm(List<Alarm> alarms, Alarm.Kind kind, @Nullable String text) {
        if (text != null) {
            alarms.add(new Alarm(kind, text));
        }
    }

    Readiness readiness() {
        Status status = list.status();
        // Without a verified topic, or with a list that is not current, there are other causes.
        boolean waits = !time.wasKnown() && watch.isVerified() && status.state() == State.CURRENT;
        boolean ready = watch.isVerified()
                && auditor.isReady()
                && status.initialReplayComplete()
                && isPlaced()
                && time.wasKnown();
        // Both: one may lack a right that the other has no need of.
        String cause = Stream.of(
                        Optional.ofNullable(watch.cause()),
                        Optional.ofNullable(status.cause()),
                        Optional.ofNullable(repair.cause()),
                        auditor.cause(),
                        Optional.ofNullable(waits ? time.bounds().doubt() : null))
                .flatMap(Optional::stream)
                .distinct()
                .reduce((a, b) -> a + "; " + b)
                .orElse(ready ? null : underWay(status));
        return new Readiness(
                ready,
                status.state().wireName(),
                cause,
                Stream.concat(endpoints.warnings().stream(), fleet.warnings().stream())
                        .toList());
    }

    /** What a publisher waits for that nothing keeps from becoming ready. */
    private String underWay(Status status) {
        if (!status.initialReplayComplete()) {
            return "topic " + topic + " has not been read to its end yet";
        }
        if (!auditor.isReady()) {
            return "the audit is not opened yet";
        }
        return isPlaced() ? "the brokers' time is not known yet" : "live revocations are being appended again";
    }

    /** Whether every thread lives that is not replaced when it ends, and no memory was missing. */
    Liveness liveness() {
        Status status = list.status();
        Map<String, Boolean> parts = new LinkedHashMap<>();
        parts.put("the replay thread ended or hangs", status.replayThreadAlive());
        parts.put("the listener thread ended", status.listenerThreadAlive());
        parts.put("the thread that appends lost revocations again ended", repair.isAlive());
        parts.put("the heartbeat thread ended", heartbeats.isAlive());
        parts.put("a thread that watches a topic ended", watch.isAlive() && auditor.isAlive());
        parts.put(
                "the heap was exhausted: give the process more memory (-Xmx)",
                status.counters().get(Counters.HEAP_EXHAUSTED) == 0 && !http.isHeapExhausted());
        return new Liveness(parts.entrySet().stream()
                .filter(part -> !part.getValue())
                .map(Map.Entry::getKey)
                .reduce((a, b) -> a + "; " + b)
                .map(cause -> cause + "; restart the process")
                .orElse(null));
    }

    /** Whether everything live stands where its key hashes, as far as that is known. */
    private boolean isPlaced() {
        return list.position().map(repair::isSettled).orElse(true);
    }

    /** Stops in the order of the flow: no new requests, then what they appended, then what they read. */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        fleet.endWaits();
        http.close();
        if (management != null) {
            management.close();
        }
        overview.close();
        fleet.close();
        heartbeats.close();
        repair.close();
        beginnings.close();
        log.close();
        auditor.close();
        watch.close();
        list.close();
        metrics.close();
        LOGGER.info("publisher stopped");
    }
}
