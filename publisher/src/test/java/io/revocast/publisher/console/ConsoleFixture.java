package io.revocast.publisher.console;

import io.revocast.consumer.internal.MutableClock;
import io.revocast.publisher.audit.AuditEntry;
import io.revocast.publisher.authentication.Authenticator;
import io.revocast.publisher.authentication.EndpointAccess;
import io.revocast.publisher.console.openid.OpenIdClient;
import io.revocast.publisher.console.openid.OpenIdProviders;
import io.revocast.publisher.credentials.CredentialResolver;
import io.revocast.publisher.credentials.Scope;
import io.revocast.publisher.http.HttpServer;
import io.revocast.publisher.http.TestServers;
import io.revocast.publisher.json.Json;
import io.revocast.publisher.query.EventRoutes;
import io.revocast.publisher.service.Admission;
import io.revocast.publisher.service.InMemoryLog;

import java.net.BindException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server of the console, with one path that reads and one that writes. */
final class ConsoleFixture implements AutoCloseable {
    static final Instant BEGIN = Instant.parse("2026-11-30T12:00:00Z");

    final MutableClock clock = new MutableClock(BEGIN);
    final List<AuditEntry> audit = new CopyOnWriteArrayList<>();
    final List<String> attempts = new CopyOnWriteArrayList<>();
    final HttpServer server;

    ConsoleFixture(CredentialResolver callers, boolean insecure, String publicUrl) throws BindException {
        this(callers, insecure, publicUrl, List.of());
    }

    ConsoleFixture(CredentialResolver callers, boolean insecure, String publicUrl, List<OpenIdClient> providers)
            throws BindException {
        ConsoleSessions sessions =
                new ConsoleSessions(publicUrl.isEmpty() ? null : URI.create(publicUrl), insecure, clock);
        Authenticator authenticator = TestServers.authenticator(callers, insecure)
                .observedBy((outcome, requestId, source) -> attempts.add(outcome.name()))
                .with(sessions);
        EndpointAccess access = new EndpointAccess(authenticator, Admission.UNLIMITED);
        SignIns signIns = new SignIns(
                access,
                sessions,
                entry -> {
                    audit.add(entry);
                    return CompletableFuture.completedFuture(null);
                },
                clock);
        server = TestServers.of(List.of(
                new SessionRoutes(access, sessions, signIns, facts(providers), clock),
                new OpenIdRoutes(new OpenIdProviders(providers, clock), sessions, signIns),
                new PageRoutes(),
                new EventRoutes(access, listener -> () -> {}, new InMemoryLog()),
                routes -> {
                    routes.get(
                            "/read",
                            ctx -> Json.answer(
                                    ctx,
                                    200,
                                    Map.of(
                                            "name",
                                            access.require(Scope.READ, ctx)
                                                    .caller()
                                                    .name())));
                    routes.post(
                            "/write",
                            ctx -> Json.answer(
                                    ctx,
                                    200,
                                    Map.of(
                                            "name",
                                            access.requester(ctx).caller().name())));
                }));
        server.start();
    }

    private static ConsoleFacts facts(List<OpenIdClient> providers) {
        return new ConsoleFacts(
                "1.2.3",
                "revocast.revocations",
                List.of(new ConsoleFacts.Issuer("main", "https://issuer", Set.of("sid"))),
                true,
                providers);
    }

    /** Forgets what was recorded, and begins the time again. */
    void reset() {
        clock.setWallForward(Duration.between(clock.instant(), BEGIN));
        audit.clear();
        attempts.clear();
    }

    Browser browser() {
        return new Browser(server.port());
    }

    @Override
    public void close() {
        server.close();
    }
}
