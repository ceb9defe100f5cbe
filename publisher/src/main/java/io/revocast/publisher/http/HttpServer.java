package io.revocast.publisher.http;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.util.JavalinBindException;
import io.revocast.publisher.access.Callers;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.BindException;
import java.time.Duration;
import java.util.List;

/** Serves the publisher's HTTP interface. Owns its threads and its socket; {@link #close} is graceful. */
public final class HttpServer implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(HttpServer.class);
    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(15);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(15);
    private static final int HEADER_BYTES = 16 * 1024;
    private static final int MAX_THREADS = 100;

    private final Javalin javalin;
    private final Access access;

    /**
     * Where to listen and whom to serve.
     *
     * @param port 0 for any free one
     * @param insecure whether callers without a credential may do everything
     */
    public record Access(String host, int port, Callers callers, boolean insecure) {}

    public HttpServer(Access access, List<RouteGroup> groups) {
        this.access = access;
        this.javalin = Javalin.create(config -> configure(config, access, groups));
    }

    private static void configure(JavalinConfig config, Access access, List<RouteGroup> groups) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.router.ignoreTrailingSlashes = false;
        config.http.prefer405over404 = true;
        config.http.maxRequestSize = JsonBody.MAX_BYTES;
        config.http.compressionStrategy = CompressionStrategy.NONE;
        config.jetty.threadPool = new QueuedThreadPool(MAX_THREADS, 4);
        config.jetty.modifyServer(HttpServer::harden);
        config.jetty.modifyHttpConfiguration(HttpServer::harden);
        config.jetty.addConnector((server, http) -> connector(server, http, access));
        config.router.javaLangErrorHandler((response, error) -> {
            LOGGER.error("request failed", error);
            response.setStatus(ProblemType.INTERNAL.status());
        });

        config.routes.before(ctx -> {
            RequestId.assign(ctx);
            ctx.header("Cache-Control", "no-store");
            ctx.header("X-Content-Type-Options", "nosniff");
        });
        Routes routes = new Routes(config.routes);
        groups.forEach(group -> group.register(routes));
        Problems.register(config.routes, routes::allowed);
    }

    private static void harden(Server server) {
        server.setStopTimeout(STOP_TIMEOUT.toMillis());
        server.setHandler(new GracefulHandler());
        server.setErrorHandler(new ServerProblems());
    }

    private static void harden(HttpConfiguration http) {
        http.setSendServerVersion(false);
        http.setSendXPoweredBy(false);
        http.setRequestHeaderSize(HEADER_BYTES);
    }

    private static ServerConnector connector(Server server, HttpConfiguration http, Access access) {
        ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
        connector.setHost(access.host());
        connector.setPort(access.port());
        connector.setIdleTimeout(IDLE_TIMEOUT.toMillis());
        return connector;
    }

    /**
     * Starts to listen.
     *
     * @throws BindException when the port is taken, or the address is not this machine's
     */
    public void start() throws BindException {
        try {
            javalin.start();
        } catch (JavalinBindException e) {
            BindException taken = new BindException("http.port " + access.port() + " on " + access.host()
                    + " cannot be listened on: it is taken, or not this machine's");
            taken.initCause(e);
            throw taken;
        }
    }

    /** The port that it listens on. */
    public int port() {
        return javalin.port();
    }

    /** Stops to listen, and waits up to 15 seconds for requests that are being served. */
    @Override
    public void close() {
        javalin.stop();
    }
}
