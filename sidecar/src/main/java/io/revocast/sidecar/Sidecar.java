package io.revocast.sidecar;

import io.revocast.consumer.Reporting;
import io.revocast.consumer.RevocationList;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Clock;

/**
 * A revocation list behind an HTTP server. {@link #start} once, {@link #close} any number of times. Thread-safe.
 */
final class Sidecar implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(Sidecar.class);
    private static final int MOST_THREADS = 64;
    private static final int HEADER_BYTES = 32 * 1024;
    private static final long STOP_MILLIS = 5_000;

    private final RevocationList revocations;
    private final SidecarMetrics metrics;
    private final Server server;
    private final ServerConnector connector;

    Sidecar(SidecarSettings settings) {
        this(settings, list(settings), Clock.systemUTC());
    }

    /** A sidecar with a list of the caller's, which it starts and closes. */
    Sidecar(SidecarSettings settings, RevocationList revocations, Clock clock) {
        this.revocations = revocations;
        this.metrics = new SidecarMetrics(revocations);
        TokenDecider check =
                new TokenDecider(new TokenVerifier(settings.issuers(), settings.clockSkew(), clock), revocations);
        QueuedThreadPool threads = new QueuedThreadPool(MOST_THREADS);
        threads.setName("revocast-sidecar");
        this.server = new Server(threads);
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(HEADER_BYTES);
        // A client of the proxy chooses the path to authorise. The sidecar does not interpret it.
        http.setUriCompliance(UriCompliance.UNSAFE);
        this.connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setHost(settings.host());
        connector.setPort(settings.port());
        server.addConnector(connector);
        server.setHandler(new SidecarEndpoints(check, revocations, metrics));
        server.setStopTimeout(STOP_MILLIS);
    }

    private static RevocationList list(SidecarSettings settings) {
        RevocationList.Builder builder = RevocationList.builder()
                .bootstrapServers(settings.bootstrapServers())
                .kafkaProperties(settings.kafkaProperties())
                .topic(settings.topic())
                .longestTokenLifetime(settings.longestTokenLifetime())
                .margin(settings.margin())
                .maxStaleness(settings.maxStaleness())
                .failurePolicy(settings.failurePolicy());
        if (settings.service() != null) {
            builder.reporting(Reporting.as(settings.service()));
        }
        return builder.build();
    }

    /**
     * Opens the port, then begins to replay. Until the replay is done, checks answer 503.
     *
     * @throws IOException when the port is taken
     */
    void start() throws IOException {
        connector.open();
        try {
            server.start();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("the HTTP server did not start", e);
        }
        revocations.start();
        LOGGER.atInfo().addKeyValue("port", port()).log("sidecar started");
    }

    int port() {
        return connector.getLocalPort();
    }

    /** Answers what was asked already, then stops. */
    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            LOGGER.atWarn().addKeyValue("cause", e.toString()).log("the HTTP server did not stop in time");
        }
        metrics.close();
        revocations.close();
    }
}
