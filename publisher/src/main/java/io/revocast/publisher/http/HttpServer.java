package io.revocast.publisher.http;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Handler;
import io.javalin.util.JavalinBindException;
import io.revocast.publisher.access.Callers;
import io.revocast.publisher.audit.AuditTrail;
import io.revocast.publisher.revoke.LiveRevocations;
import io.revocast.publisher.revoke.Revoker;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.BindException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Serves the publisher's HTTP interface. Owns its threads and its socket; {@link #close} is graceful. */
public final class HttpServer implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(HttpServer.class);
    private static final String REVOCATIONS = "/v1/revocations";
    private static final String LIVE = "/health/live";
    private static final String READY = "/health/ready";
    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(15);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(15);
    private static final int HEADER_BYTES = 16 * 1024;
    private static final int MAX_THREADS = 100;

    private final Javalin javalin;
    private final Access access;
    private final Supplier<Readiness> readiness;
    private final AuditRoutes audit;

    /**
     * Where to listen and whom to serve.
     *
     * @param port 0 for any free one
     * @param insecure whether callers without a credential may do everything
     */
    public record Access(String host, int port, Callers callers, boolean insecure) {}

    public HttpServer(Access access, Revoker revoker, LiveRevocations live, Supplier<Readiness> readiness) {
        this(access, revoker, live, readiness, null);
    }

    /**
     * @param trail of the audit; null when there is none
     */
    public HttpServer(
            Access access,
            Revoker revoker,
            LiveRevocations live,
            Supplier<Readiness> readiness,
            @Nullable AuditTrail trail) {
        this.access = access;
        this.readiness = readiness;
        Authenticator authenticator = new Authenticator(access.callers(), access.insecure());
        RevocationRoutes revocations = new RevocationRoutes(authenticator, revoker, live);
        this.audit = new AuditRoutes(authenticator, trail);
        this.javalin = Javalin.create(config -> configure(config, access, revocations));
    }

    private void configure(JavalinConfig config, Access access, RevocationRoutes revocations) {
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
            ctx.header("Cache-Control", "no-store");
            ctx.header("X-Content-Type-Options", "nosniff");
        });
        config.routes.post(REVOCATIONS, revocations::post);
        get(config, REVOCATIONS, revocations::list);
        get(config, REVOCATIONS + "/{id}", revocations::get);
        get(config, AuditRoutes.AUDIT, audit::read);
        get(config, AuditRoutes.VERIFICATION, audit::verify);
        get(config, LIVE, ctx -> ctx.contentType("application/json").result("{\"live\":true}"));
        get(config, READY, ctx -> {
            Readiness now = readiness.get();
            ctx.status(now.ready() ? 200 : 503).contentType("application/json").result(Json.write(json(now)));
        });
        Problems.register(config.routes, HttpServer::allowed);
    }

    /** Serves HEAD by the same handler: by itself it would answer 200 without asking who wants to know. */
    private static void get(JavalinConfig config, String path, Handler handler) {
        config.routes.get(path, handler);
        config.routes.head(path, handler);
    }

    private static Optional<String> allowed(String path) {
        if (path.equals(REVOCATIONS)) {
            return Optional.of("GET, HEAD, POST");
        }
        boolean one = path.matches(REVOCATIONS + "/[^/]+|" + AuditRoutes.AUDIT + "(/verification)?");
        return one || path.equals(LIVE) || path.equals(READY) ? Optional.of("GET, HEAD") : Optional.empty();
    }

    private static Map<String, Object> json(Readiness readiness) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("ready", readiness.ready());
        json.put("state", readiness.state());
        String cause = readiness.cause();
        if (cause != null) {
            json.put("cause", cause);
        }
        return json;
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
        audit.close();
        javalin.stop();
    }
}
