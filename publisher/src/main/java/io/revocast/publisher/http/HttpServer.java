package io.revocast.publisher.http;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.util.JavalinBindException;
import io.javalin.util.JavalinException;
import io.revocast.publisher.json.JsonBody;
import io.revocast.publisher.tls.TlsFiles;
import io.revocast.publisher.tls.TlsListener;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.EagerContentHandler;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.BindException;
import java.time.Duration;
import java.util.List;

/** Serves paths over HTTP. Owns its threads and its socket; {@link #close} is graceful. */
public final class HttpServer implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(HttpServer.class);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(15);
    private static final int HEADER_BYTES = 16 * 1024;
    /** Each answer is copied through a buffer of this size, made for it; most are shorter. */
    private static final int ANSWER_BYTES = 2048;

    private static final int MAX_THREADS = 100;
    /** The other threads accept and select connections, close expired ones, and answer health requests. */
    private static final int PLACES = 80;

    private final Javalin javalin;
    private final Listener listener;
    private final List<RouteGroup> groups;
    private final OpenConnections connections;
    private final @Nullable TlsListener tls;
    private List<Route> routes = List.of();
    private volatile boolean heapExhausted;

    public HttpServer(Listener listener, RequestObserver observer, List<RouteGroup> groups) {
        this.listener = listener;
        this.groups = List.copyOf(groups);
        this.connections = new OpenConnections(listener.limits());
        TlsFiles files = listener.tls();
        this.tls = files == null ? null : new TlsListener(files);
        this.javalin = Javalin.create(config -> configure(config, observer, groups));
    }

    private void configure(JavalinConfig config, RequestObserver observer, List<RouteGroup> groups) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.router.ignoreTrailingSlashes = false;
        config.http.prefer405over404 = true;
        config.http.maxRequestSize = JsonBody.MAX_BYTES;
        config.http.compressionStrategy = CompressionStrategy.NONE;
        config.http.responseBufferSize = ANSWER_BYTES;
        config.jetty.threadPool = new QueuedThreadPool(MAX_THREADS, 4);
        config.jetty.modifyServer(server -> harden(server, observer));
        config.jetty.modifyHttpConfiguration(HttpServer::harden);
        config.jetty.addConnector(this::connector);
        config.router.javaLangErrorHandler((response, error) -> {
            if (error instanceof OutOfMemoryError) {
                heapExhausted = true;
            }
            Problems.answer(response, error);
        });
        Routes served = new Routes(config.routes);
        groups.forEach(group -> group.register(served));
        Problems.register(config.routes, served::allowed);
        routes = served.all();
    }

    private void harden(Server server, RequestObserver observer) {
        GracefulHandler graceful = new GracefulHandler();
        EagerContentHandler bodies = new EagerContentHandler(new CopiedContentLoaderFactory());
        graceful.setHandler(bodies);
        DelayedAnswers answers = new DelayedAnswers();
        bodies.setHandler(answers);
        answers.setHandler(new RequestSlots(PLACES));
        server.setStopTimeout(STOP_TIMEOUT.toMillis());
        server.setHandler(new RequestGate(connections, observer, graceful));
        server.setErrorHandler(new ServerProblems());
    }

    private static void harden(HttpConfiguration http) {
        http.setSendServerVersion(false);
        http.setSendXPoweredBy(false);
        http.setRequestHeaderSize(HEADER_BYTES);
        // RequestGate is stricter than any of these, and answers 404 where this would be 400.
        http.setUriCompliance(UriCompliance.UNSAFE);
    }

    private ServerConnector connector(Server server, HttpConfiguration http) {
        HttpConnectionFactory plain = new HttpConnectionFactory(http);
        ServerConnector connector;
        if (tls == null) {
            connector = new ServerConnector(server, plain);
        } else {
            // Whether the name is right is for the client to judge; it may use an address.
            http.addCustomizer(new SecureRequestCustomizer(false));
            connector =
                    new ServerConnector(server, new SslConnectionFactory(tls.context(), plain.getProtocol()), plain);
        }
        connector.setHost(listener.host());
        connector.setPort(listener.port());
        connector.setIdleTimeout(listener.limits().patience().toMillis());
        connector.addBean(connections);
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
            BindException taken = new BindException(listener.setting() + " " + listener.port() + " on "
                    + listener.host() + " cannot be listened on: it is taken, or not this machine's");
            taken.initCause(e);
            throw taken;
        }
        connections.start();
        if (tls != null) {
            tls.start();
        }
    }

    /** The port that it listens on. */
    public int port() {
        return javalin.port();
    }

    /** Whether a request found no memory. What such a request left behind in other threads is not known. */
    public boolean isHeapExhausted() {
        return heapExhausted;
    }

    /** Takes changed certificates up at once. */
    public void lookAtCertificates() {
        if (tls != null) {
            tls.lookAgain();
        }
    }

    /** Everything that is served. */
    List<Route> routes() {
        return routes;
    }

    /** How many connections are open. */
    int connections() {
        return connections.size();
    }

    /** How many of them have a request that is being served. */
    long serving() {
        return connections.serving();
    }

    /** Stops to listen, and waits up to 15 seconds for requests that are being served. */
    @Override
    public void close() {
        groups.forEach(RouteGroup::close);
        try {
            javalin.stop();
        } catch (JavalinException e) {
            LOGGER.warn("requests were still being served when the server stopped", e);
        }
        connections.close();
        if (tls != null) {
            tls.close();
        }
    }
}
