package io.revocast.publisher.http;

import io.revocast.event.Origin;
import io.revocast.event.Revocation;
import io.revocast.event.RevocationEvent;
import io.revocast.event.Target;
import io.revocast.publisher.access.ApiKey;
import io.revocast.publisher.access.FailureBrake;
import io.revocast.publisher.access.KnownKeys;
import io.revocast.publisher.access.Ticker;
import io.revocast.publisher.audit.AuditEntry;
import io.revocast.publisher.audit.AuditLog;
import io.revocast.publisher.revoke.AuditedDesk;
import io.revocast.publisher.revoke.ClaimNames;
import io.revocast.publisher.revoke.ClientRevocation;
import io.revocast.publisher.revoke.Desk;
import io.revocast.publisher.revoke.Explainer;
import io.revocast.publisher.revoke.InMemoryLog;
import io.revocast.publisher.revoke.Introspection;
import io.revocast.publisher.revoke.ModelCheck;
import io.revocast.publisher.revoke.PastedToken;
import io.revocast.publisher.revoke.RejectedException;
import io.revocast.publisher.revoke.RejectedException.Kind;
import io.revocast.publisher.revoke.Revoker;
import io.revocast.publisher.revoke.SeenTokens;
import io.revocast.publisher.revoke.TokenAuthenticity;
import io.revocast.publisher.revoke.TokenLifetime;
import io.revocast.publisher.revoke.TokenReader;
import io.revocast.publisher.revoke.Tokens;
import io.revocast.publisher.revoke.WideTargets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.net.BindException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * A server with the OAuth doors, on a port of its own, in front of an in-memory log. Of the tokens that {@link Tokens}
 * spells it trusts those of {@link #ISSUER}. Registered as an extension it is open for a whole class, and forgets before
 * each test.
 */
final class OAuthHouse implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback, AutoCloseable {
    static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    static final long IN_AN_HOUR = NOW.getEpochSecond() + 3600;
    static final String ISSUER = "https://issuer";
    /** Trusted too; its tokens say app and grant for client and session. */
    static final String OTHER_ISSUER = "https://other";

    static final String PUBLIC_URL = "https://revocast.example";

    /** A client that may revoke its tokens and their sessions. */
    static final String PORTAL = ApiKey.generate();
    /** A client that may revoke its tokens only; its name needs percent-encoding. */
    static final String APP = ApiKey.generate();

    static final String APP_ID = "app: ä+%";
    /** May revoke any client's tokens, introspect, and read. */
    static final String ADMIN = ApiKey.generate();
    /** May introspect, and read. */
    static final String SERVICE = ApiKey.generate();
    /** May nothing. */
    static final String NOBODY = ApiKey.generate();
    /** May do all, for another issuer. */
    static final String ELSEWHERE = ApiKey.generate();

    final InMemoryLog log = new InMemoryLog();
    final ModelCheck check = new ModelCheck(log);
    final List<AuditEntry> audit = new ArrayList<>();
    final SeenTokens seen = new SeenTokens(Clock.fixed(NOW, ZoneOffset.UTC));
    /** Moves the time by which wrong credentials are counted. */
    final Ticker ticker = new Ticker();
    /** How long everybody has to wait; null for nobody. */
    volatile @Nullable Duration wait;

    private final HttpServer server;

    OAuthHouse() {
        this(true, URI.create(PUBLIC_URL));
    }

    OAuthHouse(boolean open, @Nullable URI publicUrl) {
        this(open, publicUrl, OAuthHouse::verify);
    }

    /** One that verifies real tokens. */
    OAuthHouse(TokenAuthenticity authenticity) {
        this(true, null, authenticity);
    }

    /** One with another lifetime of tokens. */
    static OAuthHouse with(TokenLifetime lifetime) {
        return new OAuthHouse(true, null, OAuthHouse::verify, lifetime);
    }

    private OAuthHouse(boolean open, @Nullable URI publicUrl, TokenAuthenticity authenticity) {
        this(open, publicUrl, authenticity, new TokenLifetime(Duration.ofDays(1), false));
    }

    private OAuthHouse(boolean open, @Nullable URI publicUrl, TokenAuthenticity authenticity, TokenLifetime lifetime) {
        Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
        AuditLog entries = entry -> {
            audit.add(entry);
            return CompletableFuture.completedFuture(null);
        };
        Revoker revoker = new Revoker(log, log, lifetime, authenticity, clock);
        Desk desk = new AuditedDesk(
                revoker,
                entries,
                new AuditedDesk.Guards(
                        (caller, requests) -> Optional.ofNullable(wait), new WideTargets(Set.of("grant"), 2), seen),
                clock);
        TokenReader tokens = new TokenReader(authenticity);
        Entrance entrance = new Entrance(new Authenticator(
                new KnownKeys(keys()),
                false,
                new FailureBrake(FailureBrake.DEFAULT_PER_MINUTE, ticker),
                SourceAddresses.ofPeers()));
        OAuthDoors.Services services = new OAuthDoors.Services(
                new ClientRevocation(tokens, Map.of(OTHER_ISSUER, new ClaimNames("app", "grant")), desk, clock),
                new Introspection(tokens, check, Duration.ZERO, clock));
        server = new HttpServer(
                new HttpServer.Access("127.0.0.1", 0),
                List.of(
                        new CheckRoutes(entrance, tokens, new Explainer(log, check, clock)),
                        new OAuthRoutes(entrance, new OAuthDoors(open ? services : null, publicUrl))));
    }

    private static void verify(PastedToken token) throws RejectedException {
        boolean known = Set.of(ISSUER, OTHER_ISSUER).contains(token.issuer());
        if (!known || !token.signature().equals("c2lnbmF0dXJl")) {
            throw new RejectedException(Kind.UNVERIFIED_TOKEN, "token", null, "must be signed by " + ISSUER)
                    .provenInvalid(known);
        }
    }

    private static List<ApiKey> keys() {
        return List.of(
                ApiKey.parse("portal", ApiKey.line(PORTAL, "token,claim introspect")),
                ApiKey.parse(APP_ID, ApiKey.line(APP, "token")),
                ApiKey.parse("admin", ApiKey.line(ADMIN, "token any-client introspect read")),
                ApiKey.parse("service", ApiKey.line(SERVICE, "- introspect read")),
                ApiKey.parse("nobody", ApiKey.line(NOBODY, "-")),
                ApiKey.parse(
                        "elsewhere", ApiKey.line(ELSEWHERE, "* any-client introspect read issuer=https://elsewhere")));
    }

    /** A token of the trusted issuer, for a client; {@code more} begins with a comma or is empty. */
    static String token(String client, String more) {
        return Tokens.of("{\"iss\":\"" + ISSUER + "\",\"jti\":\"t1\",\"client_id\":\"" + client + "\",\"exp\":"
                + IN_AN_HOUR + more + "}");
    }

    void start() throws BindException {
        server.start();
    }

    int port() {
        return server.port();
    }

    @Override
    public void beforeAll(ExtensionContext context) throws BindException {
        start();
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        forget();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        close();
    }

    /** Has something revoked for an hour; a claim as of now. */
    void revoke(Target target, Origin origin) {
        var unused = log.append(new RevocationEvent.Revoked(
                new Revocation(target, NOW.plusSeconds(3600), target.kind() == Target.Kind.CLAIM ? NOW : null),
                origin));
    }

    void forget() {
        log.clear();
        audit.clear();
        check.unknown(null);
        wait = null;
        ticker.advance(Duration.ofHours(1));
    }

    @Override
    public void close() {
        server.close();
    }
}
