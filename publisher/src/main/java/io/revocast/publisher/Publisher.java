package io.revocast.publisher;

import io.revocast.consumer.RevocationList;
import io.revocast.consumer.Status;
import io.revocast.publisher.http.Authenticator;
import io.revocast.publisher.http.HealthRoutes;
import io.revocast.publisher.http.HttpServer;
import io.revocast.publisher.http.Readiness;
import io.revocast.publisher.http.RevocationRoutes;
import io.revocast.publisher.jwks.IssuerKeys;
import io.revocast.publisher.kafka.HeartbeatSender;
import io.revocast.publisher.kafka.KafkaRevocationLog;
import io.revocast.publisher.kafka.TopicWatch;
import io.revocast.publisher.receive.ReceivedCounts;
import io.revocast.publisher.revoke.LiveRevocations;
import io.revocast.publisher.revoke.Revoker;
import io.revocast.publisher.revoke.TokenAuthenticity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.BindException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/**
 * One running publisher: its HTTP server, its producer, its watch over the topic, and its own list of revocations.
 *
 * <p>Starts whether or not a broker is there; until the topic is verified and read it is live but not ready.
 */
final class Publisher implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(Publisher.class);

    private final TopicWatch watch;
    private final RevocationList list;
    private final KafkaRevocationLog log;
    private final HeartbeatSender heartbeats;
    private final HttpServer http;
    private final AtomicBoolean closed = new AtomicBoolean();

    Publisher(PublisherConfig config) {
        watch = new TopicWatch(config.kafka(), config.topic());
        OverwriteWatch overwrites = new OverwriteWatch();
        list = RevocationList.builder()
                .bootstrapServers(config.kafka().bootstrapServers())
                .kafkaProperties(config.kafka().forReader())
                .topic(config.topic().name())
                .longestTokenLifetime(config.tokens().lifetime().longest())
                .maxStaleness(config.tokens().maxStaleness())
                .keepOrigins(true)
                .listener(overwrites)
                .build();
        log = new KafkaRevocationLog(config.kafka(), config.topic().name(), watch);
        heartbeats = new HeartbeatSender(log, Clock.systemUTC());
        LiveRevocations live = new OwnList(list);
        TokenAuthenticity authenticity = authenticity(config);
        Revoker revoker = new Revoker(log, live, config.tokens().lifetime(), authenticity, Clock.systemUTC());
        overwrites.connect(revoker, live);
        watch.whenVerified(overwrites::restoreAll);
        Authenticator authenticator =
                new Authenticator(config.http().callers(), config.http().insecure());
        http = new HttpServer(
                config.http(),
                List.of(
                        new HealthRoutes(this::readiness),
                        new RevocationRoutes(authenticator, revoker, live),
                        ReceivingDoors.routes(
                                config.tokens().receiving(),
                                authenticity,
                                new OpenDesk(revoker),
                                new ReceivedCounts())));
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
        list.start();
        watch.start();
        heartbeats.start();
        http.start();
        LOGGER.atInfo().addKeyValue("port", http.port()).log("publisher started");
    }

    int port() {
        return http.port();
    }

    /** Completes with the reason when the publisher must not go on: its topic would lose revocations. */
    CompletableFuture<String> unfit() {
        return watch.unfit();
    }

    Readiness readiness() {
        Status status = list.status();
        // Both: one may lack a right that the other has no need of.
        String cause = Stream.of(Optional.ofNullable(watch.cause()), Optional.ofNullable(status.cause()))
                .flatMap(Optional::stream)
                .distinct()
                .reduce((a, b) -> a + "; " + b)
                .orElse(null);
        return new Readiness(
                watch.isVerified() && status.replayed(), status.state().wireName(), cause);
    }

    /** Stops in the order of the flow: no new requests, then what they appended, then what they read. */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        http.close();
        heartbeats.close();
        log.close();
        watch.close();
        list.close();
        LOGGER.info("publisher stopped");
    }
}
