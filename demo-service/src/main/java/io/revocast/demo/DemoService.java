package io.revocast.demo;

import io.javalin.Javalin;
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

    private final Settings settings;
    private final RevocationList revocations;
    private final Javalin http;

    DemoService(Settings settings) {
        this.settings = settings;
        this.revocations =
                RevocationList.builder().bootstrapServers(settings.kafka()).build();
        Clock clock = Clock.systemUTC();
        Tokens tokens = new Tokens(settings.issuer(), settings.key(), clock);
        Publisher publisher = new HttpPublisher(settings.publisher(), settings.apiKey(), revocations);
        Sessions sessions = new Sessions(tokens, revocations, publisher, clock);
        this.http = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.startup.showOldJavalinVersionWarning = false;
            config.startup.startupWatcherEnabled = false;
            config.http.maxRequestSize = 16 * 1024;
            new Refusals().register(config.routes);
            new Endpoints(settings, tokens, sessions, revocations).register(config.routes);
            new Health(revocations).register(config.routes);
        });
    }

    /**
     * Opens the port, then begins to replay. Until the replay is done the port answers, with 503 where a token is
     * concerned: whoever watches the instance can see why it is not ready.
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

    /** Answers what was asked already, then stops. */
    @Override
    public void close() {
        http.stop();
        revocations.close();
    }
}
