package io.revocast.publisher;

import io.revocast.consumer.RevocationCheck;
import io.revocast.publisher.access.RateLimits;
import io.revocast.publisher.audit.AuditLog;
import io.revocast.publisher.http.AuditRoutes;
import io.revocast.publisher.http.BulkRoutes;
import io.revocast.publisher.http.CheckRoutes;
import io.revocast.publisher.http.Entrance;
import io.revocast.publisher.http.EventRoutes;
import io.revocast.publisher.http.HealthRoutes;
import io.revocast.publisher.http.HttpServer;
import io.revocast.publisher.http.Listener;
import io.revocast.publisher.http.ListingRoutes;
import io.revocast.publisher.http.Liveness;
import io.revocast.publisher.http.MetricsRoutes;
import io.revocast.publisher.http.OAuthRoutes;
import io.revocast.publisher.http.OpenApiRoutes;
import io.revocast.publisher.http.Readiness;
import io.revocast.publisher.http.ReinstatementRoutes;
import io.revocast.publisher.http.RequestObserver;
import io.revocast.publisher.http.RevocationRoutes;
import io.revocast.publisher.http.RouteGroup;
import io.revocast.publisher.http.SightingRoutes;
import io.revocast.publisher.metrics.PublisherMetrics;
import io.revocast.publisher.receive.ReceivedCounts;
import io.revocast.publisher.revoke.AuditedDesk;
import io.revocast.publisher.revoke.Desk;
import io.revocast.publisher.revoke.EventFeed;
import io.revocast.publisher.revoke.Explainer;
import io.revocast.publisher.revoke.LiveRevocations;
import io.revocast.publisher.revoke.ObservedDesk;
import io.revocast.publisher.revoke.Revoker;
import io.revocast.publisher.revoke.SeenTokens;
import io.revocast.publisher.revoke.TargetWarnings;
import io.revocast.publisher.revoke.TokenAuthenticity;
import io.revocast.publisher.revoke.TokenReader;
import io.revocast.publisher.revoke.WideTargets;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The doors of one publisher: what it serves over HTTP, and the desk that they all lead to. */
final class Doors {
    private final PublisherConfig config;
    private final Core core;
    private final EventFeed feed;
    private final PublisherMetrics metrics;
    private final SeenTokens seen;
    private final TargetWarnings warnings;
    private final Health health;

    /** What lies behind the doors. */
    record Core(
            RevocationCheck list,
            LiveRevocations live,
            Revoker revoker,
            Auditor auditor,
            TokenAuthenticity authenticity,
            Clock clock) {}

    /** What the health endpoints say. */
    record Health(Supplier<Readiness> readiness, Supplier<Liveness> liveness) {}

    Doors(PublisherConfig config, Core core, EventFeed feed, PublisherMetrics metrics, Health health) {
        this.config = config;
        this.core = core;
        this.feed = feed;
        this.metrics = metrics;
        this.health = health;
        seen = new SeenTokens(core.clock());
        warnings = new TargetWarnings(seen, config.tokens().targets().issuers());
    }

    /** Says which providers' messages may revoke nothing, as far as the tokens that were reported show it. */
    List<String> warnings() {
        return config.tokens().receiving().warnings(warnings);
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

    /** The server for everybody. */
    HttpServer open() {
        config.http().warnOfPlainText();
        Clock clock = core.clock();
        AuditLog audit = entry ->
                core.auditor().log().append(entry).whenComplete((done, failure) -> metrics.audited(failure == null));
        RateLimits limits = config.access().rateLimits();
        Desk desk = desk(audit, limits, clock);
        TokenReader tokens = new TokenReader(core.authenticity());
        Entrance entrance = new Entrance(
                config.access().authenticator(core.list()).observedBy(new AuditedAttempts(metrics, audit, clock)),
                (caller, requests) -> {
                    Optional<Duration> wait = limits.tryAcquire(caller.name(), requests);
                    wait.ifPresent(unused -> metrics.throttled("reads"));
                    return wait;
                });
        List<RouteGroup> groups = new ArrayList<>(List.of(
                new HealthRoutes(health.readiness(), health.liveness()),
                new OpenApiRoutes(),
                new RevocationRoutes(entrance, desk, warnings::of),
                new BulkRoutes(entrance, desk, warnings::of),
                new ReinstatementRoutes(entrance, desk),
                new SightingRoutes(entrance, seen),
                new ListingRoutes(entrance, core.live()),
                new CheckRoutes(entrance, tokens, new Explainer(core.live(), core.list(), clock)),
                new EventRoutes(entrance, feed, core.live()),
                new AuditRoutes(entrance, core.auditor().trail()),
                new OAuthRoutes(entrance, config.tokens().oauthDoors(tokens, core.list(), desk)),
                config.tokens().receiving().routes(core.authenticity(), desk, warnings, received(), clock)));
        if (config.http().management() == null) {
            // On the management port when there is one, and then only there.
            groups.add(new MetricsRoutes(entrance, metrics::scrape));
        }
        return new HttpServer(config.http().listener(), metrics::answered, groups);
    }

    private ReceivedCounts received() {
        ReceivedCounts counts = new ReceivedCounts();
        for (ReceivedCounts.Door door : ReceivedCounts.Door.values()) {
            for (ReceivedCounts.Outcome outcome : ReceivedCounts.Outcome.values()) {
                metrics.watchReceived(door.wireName(), outcome.wireName(), () -> counts.count(door, outcome));
            }
        }
        return counts;
    }

    private Desk desk(AuditLog audit, RateLimits limits, Clock clock) {
        return new ObservedDesk(
                new AuditedDesk(
                        core.revoker(),
                        audit,
                        core.auditor().history(),
                        new AuditedDesk.Guards(
                                (caller, requests) -> limits.tryAcquire(caller.name(), requests),
                                WideTargets.DEFAULT,
                                seen),
                        clock),
                metrics,
                System::nanoTime);
    }
}
