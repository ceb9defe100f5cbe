package io.revocast.adapter;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.StatusRuntimeException;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.ServerCalls;
import io.javalin.Javalin;
import io.revocast.adapter.grpc.RevocationServerInterceptor;
import io.revocast.adapter.javalin.RevocationHandler;
import io.revocast.adapter.jaxrs.RevocationRequestFilter;
import io.revocast.adapter.servlet.RevocationServletFilter;
import io.revocast.consumer.RevocationCheck;
import io.revocast.consumer.VerifiedToken;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.ServerConnector;
import org.glassfish.jersey.internal.MapPropertiesDelegate;
import org.glassfish.jersey.server.ApplicationHandler;
import org.glassfish.jersey.server.ContainerRequest;
import org.glassfish.jersey.server.ContainerResponse;
import org.glassfish.jersey.server.ResourceConfig;
import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * The adapters of web frameworks, each in a server with one protected endpoint. The authentication layer in front of
 * them is Nimbus.
 */
final class WebAdapters implements AutoCloseable {
    private static final String BEARER = "Bearer ";
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private final HttpClient http = HttpClient.newHttpClient();
    private final org.eclipse.jetty.server.Server jetty = new org.eclipse.jetty.server.Server();
    private final ServerConnector connector = new ServerConnector(jetty);
    private final Javalin javalin;
    private final ApplicationHandler jersey;
    private final Server grpc;
    private final ManagedChannel channel;

    /** What a framework sent. The names of headers are in lower case. */
    record Answer(int status, Map<String, String> headers, String body) {}

    WebAdapters(RevocationCheck check) throws Exception {
        ServletContextHandler servlets = new ServletContextHandler("/");
        servlets.addFilter(
                new FilterHolder(
                        new RevocationServletFilter(check, request -> token(request.getHeader("Authorization")))),
                "/*",
                EnumSet.of(DispatcherType.REQUEST));
        servlets.addServlet(new ServletHolder(new OkServlet()), "/*");
        connector.setHost("127.0.0.1");
        jetty.addConnector(connector);
        jetty.setHandler(servlets);
        jetty.start();
        javalin = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.startup.showOldJavalinVersionWarning = false;
            config.routes.before(new RevocationHandler(check, context -> token(context.header("Authorization"))));
            config.routes.get("/", context -> context.result("ok"));
        });
        javalin.start("127.0.0.1", 0);
        jersey = new ApplicationHandler(new ResourceConfig(OkResource.class)
                .register(new RevocationRequestFilter(
                        check, request -> token(request.getHeaderString("Authorization")))));
        ServerServiceDefinition service = ServerServiceDefinition.builder("ok")
                .addMethod(METHOD, ServerCalls.asyncUnaryCall((request, answers) -> {
                    answers.onNext("ok");
                    answers.onCompleted();
                }))
                .build();
        grpc = InProcessServerBuilder.forName("adapters")
                .addService(ServerInterceptors.intercept(
                        service,
                        new RevocationServerInterceptor(check, (call, headers) -> token(headers.get(AUTHORIZATION)))))
                .build()
                .start();
        channel = InProcessChannelBuilder.forName("adapters").build();
    }

    private static @Nullable VerifiedToken token(@Nullable String authorization) {
        return authorization == null ? null : HmacTokens.verified(authorization.substring(BEARER.length()));
    }

    private static final class OkServlet extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getWriter().write("ok");
        }
    }

    /** A resource that answers ok. */
    @Path("/")
    public static final class OkResource {
        @GET
        public String get() {
            return "ok";
        }
    }

    static final MethodDescriptor.Marshaller<String> TEXT = new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(String value) {
            return new ByteArrayInputStream(value.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String parse(InputStream stream) {
            try {
                return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    };

    private static final MethodDescriptor<String, String> METHOD = MethodDescriptor.<String, String>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName("ok/get")
            .setRequestMarshaller(TEXT)
            .setResponseMarshaller(TEXT)
            .build();

    Answer servlet(@Nullable String compact) throws Exception {
        return get(connector.getLocalPort(), compact);
    }

    Answer javalin(@Nullable String compact) throws Exception {
        return get(javalin.port(), compact);
    }

    private Answer get(int port, @Nullable String compact) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                .timeout(Duration.ofSeconds(20));
        if (compact != null) {
            request.header("Authorization", BEARER + compact);
        }
        HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        Map<String, String> headers = new TreeMap<>();
        response.headers().map().forEach((name, values) -> headers.put(name, String.join(",", values)));
        return new Answer(response.statusCode(), headers, response.body());
    }

    Answer jaxRs(@Nullable String compact) throws Exception {
        URI uri = URI.create("http://localhost/");
        ContainerRequest request = new ContainerRequest(uri, uri, "GET", null, new MapPropertiesDelegate(), null);
        if (compact != null) {
            request.header("Authorization", BEARER + compact);
        }
        ContainerResponse response = jersey.apply(request).get(20, TimeUnit.SECONDS);
        Map<String, String> headers = new TreeMap<>();
        response.getStringHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(",", values)));
        return new Answer(response.getStatus(), headers, String.valueOf(response.getEntity()));
    }

    /** The status is the HTTP status that corresponds to that of gRPC; trailers count as headers. */
    Answer grpc(@Nullable String compact) {
        Metadata headers = new Metadata();
        if (compact != null) {
            headers.put(AUTHORIZATION, BEARER + compact);
        }
        try {
            String ok = ClientCalls.blockingUnaryCall(
                    io.grpc.ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers)),
                    METHOD,
                    CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS),
                    "");
            return new Answer(200, Map.of(), ok);
        } catch (StatusRuntimeException e) {
            Metadata trailers = e.getTrailers() == null ? new Metadata() : e.getTrailers();
            Map<String, String> sent = new TreeMap<>();
            for (String name : trailers.keys()) {
                sent.put(name, trailers.get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER)));
            }
            int status = switch (e.getStatus().getCode()) {
                case UNAUTHENTICATED -> 401;
                case UNAVAILABLE -> 503;
                default -> 500;
            };
            return new Answer(status, sent, String.valueOf(e.getStatus().getDescription()));
        }
    }

    @Override
    public void close() {
        javalin.stop();
        channel.shutdownNow();
        grpc.shutdownNow();
        try {
            jetty.stop();
        } catch (Exception e) {
            throw new IllegalStateException("Jetty did not stop", e);
        }
    }
}
