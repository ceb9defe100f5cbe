package io.revocast.demo;

import io.javalin.Javalin;
import io.revocast.consumer.Reporting;
import io.revocast.consumer.RevocationList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;

/**
 * One instance of the service: an HTTP server and a revocation list.
 *
 * <p>{@link #start} once, {@link #close} any number of times. Thread-safe.
 */
final class DemoService implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(DemoService.class);

    private final DemoSettings settings;
    private final RevocationList revocations;
    private final LiveStream stream;
    private final Metrics metrics;
    private final Javalin http;

    DemoService(DemoSettings settings) {
        this.settings = settings;
        this.revocations = RevocationList.builder()
                .bootstrapServers(settings.kafka())
                .kafkaProperties(settings.kafkaProperties())
                .reporting(Reporting.as("demo").withInstance(settings.name()))
                .build();
        Clock clock = Clock.systemUTC();
        Tokens tokens = new Tokens(settings.issuer(), settings.key(), clock);
        PublisherConnection publisher = new HttpPublisher(settings.publisher(), settings.apiKey(), revocations);
        Sessions sessions = new Sessions(tokens, revocations, publisher, clock);
        BearerAuthentication authentication = new BearerAuthentication(settings, tokens, revocations, clock);
        this.stream = new LiveStream(settings.name(), authentication, revocations, clock);
        this.metrics = new Metrics(revocations);
        this.http = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.startup.showOldJavalinVersionWarning = false;
            config.startup.startupWatcherEnabled = false;
            config.http.maxRequestSize = 16 * 1024;
            new Refusals().register(config.routes);
            new DemoEndpoints(settings, sessions, authentication).register(config.routes);
            new LivePage().register(config.routes);
            stream.register(config.routes);
            new Health(revocations).register(config.routes);
            metrics.register(config.routes);
        });
    }

    /**
     * Opens the port, then begins to replay. Until the replay is done the port answers, with 503 where a token is
     * concerned, so an operator can see why the instance is not ready.
     *
     * @throws io.javalin.util.JavalinBindException when the port is taken
     */
    void start() {
        http.start(settings.host(), settings.port());
        revocations.start();
        LOGGER.atInfo()
                .addKeyValue("instance", settings.name())
                .addKeyValue("port", port())
                .log("started");
    }

    int port() {
        return http.port();
    }

    /** Ends the streams, answers what was asked already, then stops. */
    @Override
    public void close() {
        stream.close();
        http.stop();
        metrics.close();
        revocations.close();
    }
}
