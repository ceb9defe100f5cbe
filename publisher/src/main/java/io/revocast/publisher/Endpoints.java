package io.revocast.publisher;

import io.revocast.cli.Cli;
import io.revocast.consumer.RevocationCheck;
import io.revocast.publisher.api.BulkRoutes;
import io.revocast.publisher.api.ObservedTokenRoutes;
import io.revocast.publisher.api.ReinstatementRoutes;
import io.revocast.publisher.api.RevocationRoutes;
import io.revocast.publisher.api.RevocationWaits;
import io.revocast.publisher.append.EventAppender;
import io.revocast.publisher.append.EventFeed;
import io.revocast.publisher.append.LiveRevocations;
import io.revocast.publisher.audit.AuditLog;
import io.revocast.publisher.audit.AuditReader;
import io.revocast.publisher.authentication.Authenticator;
import io.revocast.publisher.authentication.EndpointAccess;
import io.revocast.publisher.check.CheckRoutes;
import io.revocast.publisher.check.Explainer;
import io.revocast.publisher.console.ConsoleFacts;
import io.revocast.publisher.console.ConsoleSessions;
import io.revocast.publisher.console.OpenIdRoutes;
import io.revocast.publisher.console.PageRoutes;
import io.revocast.publisher.console.SessionRoutes;
import io.revocast.publisher.console.SignIns;
import io.revocast.publisher.console.openid.OpenIdProviders;
import io.revocast.publisher.credentials.ApiKeyResolver;
import io.revocast.publisher.credentials.CertificateResolver;
import io.revocast.publisher.credentials.CredentialResolvers;
import io.revocast.publisher.credentials.FailedLoginLimiter;
import io.revocast.publisher.credentials.RateLimits;
import io.revocast.publisher.fleet.AppendTimeSource;
import io.revocast.publisher.fleet.KnownFleet;
import io.revocast.publisher.fleet.PropagationWaits;
import io.revocast.publisher.health.HealthRoutes;
import io.revocast.publisher.health.Liveness;
import io.revocast.publisher.health.MetricsRoutes;
import io.revocast.publisher.health.OpenApiRoutes;
import io.revocast.publisher.health.Readiness;
import io.revocast.publisher.http.HttpServer;
import io.revocast.publisher.http.Listener;
import io.revocast.publisher.http.RequestObserver;
import io.revocast.publisher.http.RouteGroup;
import io.revocast.publisher.idempotency.RequestHistory;
import io.revocast.publisher.jwks.TokenCallers;
import io.revocast.publisher.metrics.PublisherMetrics;
import io.revocast.publisher.metrics.PublisherMetrics.Throttle;
import io.revocast.publisher.oauth.ClientRevocation;
import io.revocast.publisher.oauth.Introspection;
import io.revocast.publisher.oauth.OAuthEndpoints;
import io.revocast.publisher.oauth.OAuthRoutes;
import io.revocast.publisher.query.AuditRoutes;
import io.revocast.publisher.query.EventRoutes;
import io.revocast.publisher.query.FleetRoutes;
import io.revocast.publisher.query.OverviewRoutes;
import io.revocast.publisher.query.OverviewSources;
import io.revocast.publisher.query.PropagationRoutes;
import io.revocast.publisher.query.RevocationListRoutes;
import io.revocast.publisher.query.TopicRoutes;
import io.revocast.publisher.service.BroadTargets;
import io.revocast.publisher.service.RevocationService;
import io.revocast.publisher.settings.AccessSettings;
import io.revocast.publisher.settings.OAuthSettings;
import io.revocast.publisher.settings.ProviderMessageSettings;
import io.revocast.publisher.settings.PublisherConfig;
import io.revocast.publisher.signals.LogoutTokens;
import io.revocast.publisher.signals.LogoutWaits;
import io.revocast.publisher.signals.ProviderMessageRoutes;
import io.revocast.publisher.signals.ProviderMessageValidator;
import io.revocast.publisher.signals.ProviderWarnings;
import io.revocast.publisher.signals.ReceivedCounts;
import io.revocast.publisher.signals.SecurityEvents;
import io.revocast.publisher.token.RecentTokens;
import io.revocast.publisher.token.TargetWarnings;
import io.revocast.publisher.token.TokenAuthenticity;
import io.revocast.publisher.token.TokenReader;
import io.revocast.publisher.topic.TopicSource;
import io.revocast.publisher.validate.RequestValidator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Creates the HTTP servers of one publisher, their endpoints, and the write service behind these. */
final class Endpoints {
    private static final Logger LOGGER = LoggerFactory.getLogger(Endpoints.class);

    private final PublisherConfig config;
    private final Core core;
    private final EventFeed feed;
    private final PublisherMetrics metrics;
    private final RecentTokens seen;
    private final TargetWarnings warnings;
    private final ProviderWarnings providerWarnings;
    private final Health health;

    /** What the endpoints share. */
    record Core(
            RevocationCheck list,
            LiveRevocations live,
            EventAppender appender,
            Audit audit,
            TokenAuthenticity authenticity,
            FleetParts fleet,
            Clock clock,
            OverviewSources overview,
            TopicSource topics) {}

    /**
     * The fleet as the endpoints use it.
     *
     * @param times knows when events were appended
     */
    record FleetParts(KnownFleet fleet, PropagationWaits waits, AppendTimeSource times) {}

    /**
     * The audit as the endpoints use it.
     *
     * @param log where decisions are recorded
     * @param reader where they are read; null when they are not recorded
     * @param history what is known of earlier requests with an idempotency key
     */
    record Audit(AuditLog log, @Nullable AuditReader reader, RequestHistory history) {}

    /** What the health endpoints answer. */
    record Health(Supplier<Readiness> readiness, Supplier<Liveness> liveness) {}

    Endpoints(PublisherConfig config, Core core, EventFeed feed, PublisherMetrics metrics, Health health) {
        this.config = config;
        this.core = core;
        this.feed = feed;
        this.metrics = metrics;
        this.health = health;
        seen = new RecentTokens(core.clock());
        warnings = new TargetWarnings(seen, config.tokens().targets().issuers());
        providerWarnings = new ProviderWarnings(config.tokens().receiving().providers(), warnings);
    }

    /** Says which providers' messages may revoke nothing, as far as the tokens that were reported show it. */
    List<String> warnings() {
        return providerWarnings.texts();
    }

    /** The server for operators; null when there is none. */
    @Nullable
    HttpServer management() {
        Listener listener = config.http().management();
        return listener == null
                ? null
                : new HttpServer(
                        listener,
                        RequestObserver.NONE,
                        List.of(
                                new HealthRoutes(health.readiness(), health.liveness()),
                                new MetricsRoutes(null, metrics::scrape)));
    }

    /** The server for callers. */
    HttpServer open() {
        warnOfPlainText();
        Clock clock = core.clock();
        AuditLog log = core.audit().log();
        AuditLog audit = entry -> log.append(entry).whenComplete((done, failure) -> metrics.audited(failure == null));
        AccessSettings.Limits rates = config.access().limits();
        RateLimits limits = new RateLimits(rates.requestsPerSecond(), rates.totalRequestsPerSecond(), System::nanoTime);
        RevocationService service = service(audit, limits, clock);
        TokenReader tokens = new TokenReader(core.authenticity());
        ConsoleSessions sessions = new ConsoleSessions(
                config.tokens().oauth().publicUrl(), config.access().insecure(), clock);
        EndpointAccess access = new EndpointAccess(
                authenticator(clock)
                        .observedBy(new AuditedAttempts(metrics, audit, clock))
                        .with(sessions),
                (caller, requests) -> {
                    Optional<Duration> wait = limits.tryAcquire(caller.name(), requests);
                    wait.ifPresent(unused -> metrics.throttled(Throttle.READS));
                    return wait;
                });
        List<RouteGroup> groups = new ArrayList<>(List.of(
                new HealthRoutes(health.readiness(), health.liveness()),
                new OpenApiRoutes(),
                new RevocationRoutes(
                        access,
                        service,
                        warnings::of,
                        new RevocationWaits(core.fleet().waits(), core.fleet().times())),
                new BulkRoutes(access, service, warnings::of),
                new ReinstatementRoutes(access, service),
                new ObservedTokenRoutes(access, seen),
                new RevocationListRoutes(access, core.live()),
                new FleetRoutes(
                        access, core.fleet().fleet(), core.live(), core.fleet().times()),
                new OverviewRoutes(access, core.overview()),
                new PropagationRoutes(
                        access, core.overview().waves(), core.overview().brokers()),
                new TopicRoutes(access, core.topics(), core.overview().brokers(), System::nanoTime),
                new CheckRoutes(access, tokens, new Explainer(core.live(), core.list(), clock)),
                new EventRoutes(access, feed, core.live()),
                new AuditRoutes(access, core.audit().reader()),
                new OAuthRoutes(access, oauth(tokens, service, clock)),
                providerMessages(service, clock)));
        if (config.console().on()) {
            groups.addAll(console(access, sessions, new SignIns(access, sessions, audit, clock)));
        }
        if (config.http().management() == null) {
            // On the management port when there is one, and then only there.
            groups.add(new MetricsRoutes(access, metrics::scrape));
        }
        return new HttpServer(config.http().listener(), metrics::answered, groups);
    }

    private List<RouteGroup> console(EndpointAccess access, ConsoleSessions sessions, SignIns signIns) {
        return List.of(
                new SessionRoutes(access, sessions, signIns, facts(), core.clock()),
                new OpenIdRoutes(new OpenIdProviders(config.console().clients(), core.clock()), sessions, signIns),
                // The last: its path has the others' paths.
                new PageRoutes());
    }

    private ConsoleFacts facts() {
        return new ConsoleFacts(
                Cli.VERSION,
                config.topic().name(),
                config.tokens().targets().issuers().byIssuer().entrySet().stream()
                        .map(known -> new ConsoleFacts.Issuer(
                                known.getValue().alias(),
                                known.getKey(),
                                known.getValue().sessionClaims()))
                        .sorted(Comparator.comparing(ConsoleFacts.Issuer::alias))
                        .toList(),
                config.audit() != null,
                config.console().clients());
    }

    private void warnOfPlainText() {
        if (config.http().isPlainText()) {
            LOGGER.atWarn()
                    .addKeyValue("host", config.http().listener().host())
                    .log("credentials and tokens arrive in plain text: set http.tls.certificate and http.tls.key, "
                            + "or have a proxy in front end TLS");
        }
    }

    private Authenticator authenticator(Clock clock) {
        AccessSettings access = config.access();
        return new Authenticator(
                new CredentialResolvers(List.of(
                        new ApiKeyResolver(access.known().keys()),
                        new TokenCallers(access.known().issuers(), core.list(), clock),
                        new CertificateResolver(access.known().certificates(), clock))),
                access.insecure(),
                new FailedLoginLimiter(access.limits().failuresPerMinute(), System::nanoTime),
                access.sources());
    }

    /** The OAuth endpoints; disabled when no issuer is configured. */
    private OAuthEndpoints oauth(TokenReader tokens, RevocationService service, Clock clock) {
        if (config.tokens().issuers().isEmpty()) {
            return OAuthEndpoints.CLOSED;
        }
        OAuthSettings oauth = config.tokens().oauth();
        return new OAuthEndpoints(
                new OAuthEndpoints.Services(
                        new ClientRevocation(
                                tokens,
                                oauth.claims(),
                                service,
                                config.tokens().lifetime().margin(),
                                clock),
                        new Introspection(tokens, core.list(), oauth.leeway(), clock)),
                oauth.publicUrl());
    }

    private ProviderMessageRoutes providerMessages(RevocationService service, Clock clock) {
        ProviderMessageSettings settings = config.tokens().receiving();
        ProviderMessageValidator messages = new ProviderMessageValidator(
                settings.providers(), core.authenticity().forAnonymous(), service::revoke, warnings::of, clock);
        ReceivedCounts counts = received();
        return new ProviderMessageRoutes(
                new LogoutTokens(
                        messages,
                        counts,
                        new LogoutWaits(core.fleet().waits(), core.fleet().times())),
                new SecurityEvents(messages, counts),
                settings.lenientContentType());
    }

    private ReceivedCounts received() {
        ReceivedCounts counts = new ReceivedCounts();
        for (ReceivedCounts.Endpoint endpoint : ReceivedCounts.Endpoint.values()) {
            for (ReceivedCounts.Outcome outcome : ReceivedCounts.Outcome.values()) {
                metrics.watchReceived(endpoint.wireName(), outcome.wireName(), () -> counts.count(endpoint, outcome));
            }
        }
        return counts;
    }

    private RevocationService service(AuditLog audit, RateLimits limits, Clock clock) {
        PublisherConfig.Tokens tokens = config.tokens();
        return new RevocationService(
                new RequestValidator(
                        tokens.lifetime(), core.authenticity(), tokens.targets(), core.live()::ruleNames, clock),
                new RevocationService.Logs(
                        core.appender(), core.live(), audit, core.audit().history()),
                new RevocationService.Guards(
                        (caller, requests) -> limits.tryAcquire(caller.name(), requests), BroadTargets.DEFAULT, seen),
                metrics,
                clock);
    }
}
