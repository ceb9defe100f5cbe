package io.revocast.publisher;

import io.revocast.consumer.RevocationList;
import io.revocast.consumer.Status;
import io.revocast.publisher.http.HttpServer;
import io.revocast.publisher.http.Liveness;
import io.revocast.publisher.http.Readiness;
import io.revocast.publisher.jwks.IssuerKeys;
import io.revocast.publisher.kafka.HeartbeatSender;
import io.revocast.publisher.kafka.KafkaRevocationLog;
import io.revocast.publisher.kafka.LostTopicGuard;
import io.revocast.publisher.kafka.TopicWatch;
import io.revocast.publisher.metrics.PublisherMetrics;
import io.revocast.publisher.revoke.LiveRevocations;
import io.revocast.publisher.revoke.Revoker;
import io.revocast.publisher.revoke.TokenAuthenticity;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.BindException;
import java.time.Clock;
import java.util.LinkedHashMap;
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
final class Publisher implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(Publisher.class);

    private final TopicWatch watch;
    private final RevocationList list;
    private final LostRevocationRepair repair;
    private final KafkaRevocationLog log;
    private final HeartbeatSender heartbeats;
    private final Auditor auditor;
    private final Doors doors;
    private final HttpServer http;
    private final @Nullable HttpServer management;
    private final PublisherMetrics metrics = new PublisherMetrics();
    private final AtomicBoolean closed = new AtomicBoolean();

    Publisher(PublisherConfig config) {
        LostTopicGuard guard = config.guard().orElse(null);
        watch = new TopicWatch(config.kafka(), config.topic(), guard);
        repair = new LostRevocationRepair(watch, metrics::restored);
        ListFeed feed = new ListFeed();
        list = RevocationList.builder()
                .bootstrapServers(config.kafka().bootstrapServers())
                .kafkaProperties(config.kafka().forReader())
                .topic(config.topic().name())
                .longestTokenLifetime(config.tokens().lifetime().longest())
                .margin(config.tokens().lifetime().margin())
                .maxStaleness(config.tokens().maxStaleness())
                .keepOrigins(true)
                .listener(repair)
                .listener(feed)
                .build();
        log = new KafkaRevocationLog(config.kafka(), config.topic().name(), watch);
        heartbeats = new HeartbeatSender(log, Clock.systemUTC());
        LiveRevocations live = new OwnList(list, watch::isVerified, repair::isSettled);
        metrics.watchTopic(watch::isVerified);
        metrics.watchList(new OwnListView(list));
        log.observe(metrics.registry());
        metrics.watchRepair(repair::left);
        TokenAuthenticity authenticity = authenticity(config);
        Clock clock = new BrokerTime(Clock.systemUTC(), () -> list.status().clockSkew());
        Revoker revoker = new Revoker(
                log,
                live,
                config.tokens().lifetime(),
                authenticity,
                config.tokens().targets(),
                clock);
        feed.connect(live);
        watch.whenVerified(repair::lookThroughAll);
        auditor = new Auditor(config, live);
        repair.connect(revoker, list, new AuditedRecovery(guard, auditor.log(), clock));
        doors = new Doors(
                config,
                new Doors.Core(new OwnCheck(list, watch::isVerified), live, revoker, auditor, authenticity, clock),
                feed,
                metrics,
                new Doors.Health(this::readiness, this::liveness));
        management = doors.management();
        http = doors.open();
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
    void start() throws BindException {
        repair.start();
        list.start();
        watch.start();
        auditor.start();
        heartbeats.start();
        http.start();
        if (management != null) {
            management.start();
        }
        LOGGER.atInfo().addKeyValue("port", http.port()).log("publisher started");
    }

    int port() {
        return http.port();
    }

    /** Completes with the reason when the publisher must not go on: its topic would lose revocations. */
    CompletableFuture<String> unfit() {
        return watch.unfit().applyToEither(auditor.unfit(), reason -> reason);
    }

    Readiness readiness() {
        Status status = list.status();
        // Both: one may lack a right that the other has no need of.
        String cause = Stream.of(
                        Optional.ofNullable(watch.cause()), Optional.ofNullable(status.cause()), auditor.cause())
                .flatMap(Optional::stream)
                .distinct()
                .reduce((a, b) -> a + "; " + b)
                .orElse(null);
        return new Readiness(
                watch.isVerified() && auditor.isReady() && status.replayed() && isPlaced(),
                status.state().wireName(),
                cause,
                doors.warnings());
    }

    /** Whether every thread lives that is not replaced when it ends, and no memory was missing. */
    Liveness liveness() {
        Status status = list.status();
        Map<String, Boolean> parts = new LinkedHashMap<>();
        parts.put("the replay thread ended or hangs", status.alive());
        parts.put("the listener thread ended", status.listenerThreadAlive());
        parts.put("the thread that appends lost revocations again ended", repair.isAlive());
        parts.put("the heartbeat thread ended", heartbeats.isAlive());
        parts.put("a thread that watches a topic ended", watch.isAlive() && auditor.isAlive());
        parts.put(
                "the heap was exhausted: give the process more memory (-Xmx)",
                status.counters().getOrDefault("heap.exhausted", 0L) == 0 && !http.isHeapExhausted());
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
        http.close();
        if (management != null) {
            management.close();
        }
        heartbeats.close();
        repair.close();
        log.close();
        auditor.close();
        watch.close();
        list.close();
        metrics.close();
        LOGGER.info("publisher stopped");
    }
}
