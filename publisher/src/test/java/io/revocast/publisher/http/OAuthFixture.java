package io.revocast.publisher.http;

import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.event.internal.Origin;
import io.revocast.event.internal.RevocationEvent;
import io.revocast.publisher.audit.AuditEntry;
import io.revocast.publisher.audit.AuditLog;
import io.revocast.publisher.authentication.Authenticator;
import io.revocast.publisher.authentication.EndpointAccess;
import io.revocast.publisher.check.CheckRoutes;
import io.revocast.publisher.check.Explainer;
import io.revocast.publisher.credentials.ApiKey;
import io.revocast.publisher.credentials.ApiKeyResolver;
import io.revocast.publisher.credentials.FailedLoginLimiter;
import io.revocast.publisher.credentials.Ticker;
import io.revocast.publisher.idempotency.RequestHistory;
import io.revocast.publisher.oauth.ClientRevocation;
import io.revocast.publisher.oauth.Introspection;
import io.revocast.publisher.oauth.OAuthEndpoints;
import io.revocast.publisher.oauth.OAuthRoutes;
import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.request.RejectedException.Kind;
import io.revocast.publisher.service.Admission;
import io.revocast.publisher.service.BroadTargets;
import io.revocast.publisher.service.InMemoryLog;
import io.revocast.publisher.service.ModelCheck;
import io.revocast.publisher.service.RevocationService;
import io.revocast.publisher.service.TestWrites;
import io.revocast.publisher.service.Tokens;
import io.revocast.publisher.token.ClaimNames;
import io.revocast.publisher.token.PastedToken;
import io.revocast.publisher.token.RecentTokens;
import io.revocast.publisher.token.TokenAuthenticity;
import io.revocast.publisher.token.TokenReader;
import io.revocast.publisher.validate.TokenLifetime;
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
 * A server with the OAuth endpoints, on a port of its own, in front of an in-memory log. Of the tokens that {@link Tokens}
 * spells it trusts those of {@link #ISSUER}. Registered as an extension it is open for a whole class, and forgets before
 * each test.
 */
public final class OAuthFixture implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback, AutoCloseable {
    public static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    static final long IN_AN_HOUR = NOW.getEpochSecond() + 3600;
    public static final String ISSUER = "https://issuer";
    /** Trusted too; its tokens say app and grant for client and session. */
    static final String OTHER_ISSUER = "https://other";

    static final String PUBLIC_URL = "https://revocast.example";

    /** A client that may revoke its tokens and their sessions. */
    public static final String PORTAL = ApiKey.generate();
    /** A client that may revoke its tokens only; its name needs percent-encoding. */
    static final String APP = ApiKey.generate();

    static final String APP_ID = "app: ä+%";
    /** May revoke any client's tokens, introspect, and read. */
    public static final String ADMIN = ApiKey.generate();
    /** May introspect, and read. */
    static final String SERVICE = ApiKey.generate();
    /** May nothing. */
    static final String NO_SCOPES = ApiKey.generate();
    /** May do all, for another issuer. */
    public static final String ELSEWHERE = ApiKey.generate();

    public final InMemoryLog log = new InMemoryLog();
    public final ModelCheck check = new ModelCheck(log);
    final List<AuditEntry> audit = new ArrayList<>();
    final RecentTokens seen = new RecentTokens(Clock.fixed(NOW, ZoneOffset.UTC));
    /** Moves the time by which wrong credentials are counted. */
    final Ticker ticker = new Ticker();
    /** How long every caller has to wait; null when none has to. */
    volatile @Nullable Duration wait;

    private final HttpServer server;

    public OAuthFixture() {
        this(true, URI.create(PUBLIC_URL));
    }

    public OAuthFixture(boolean open, @Nullable URI publicUrl) {
        this(open, publicUrl, OAuthFixture::verify);
    }

    /** One that verifies real tokens. */
    public OAuthFixture(TokenAuthenticity authenticity) {
        this(true, null, authenticity);
    }

    /** One with another lifetime of tokens. */
    static OAuthFixture with(TokenLifetime lifetime) {
        return new OAuthFixture(true, null, OAuthFixture::verify, lifetime);
    }

    private OAuthFixture(boolean open, @Nullable URI publicUrl, TokenAuthenticity authenticity) {
        this(open, publicUrl, authenticity, new TokenLifetime(Duration.ofDays(1), false));
    }

    private OAuthFixture(
            boolean open, @Nullable URI publicUrl, TokenAuthenticity authenticity, TokenLifetime lifetime) {
        Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
        AuditLog entries = entry -> {
            audit.add(entry);
            return CompletableFuture.completedFuture(null);
        };
        TestWrites writes = TestWrites.of(log, log, lifetime, authenticity, clock);
        RevocationService service = writes.service(
                entries,
                RequestHistory.NONE,
                new RevocationService.Guards(
                        (caller, requests) -> Optional.ofNullable(wait), new BroadTargets(Set.of("grant"), 2), seen));
        TokenReader tokens = new TokenReader(authenticity);
        EndpointAccess access = new EndpointAccess(
                new Authenticator(
                        new ApiKeyResolver(keys()),
                        false,
                        new FailedLoginLimiter(FailedLoginLimiter.DEFAULT_PER_MINUTE, ticker),
                        SourceAddresses.ofPeers()),
                Admission.UNLIMITED);
        OAuthEndpoints.Services services = new OAuthEndpoints.Services(
                new ClientRevocation(
                        tokens,
                        Map.of(OTHER_ISSUER, new ClaimNames("app", "grant")),
                        service,
                        lifetime.margin(),
                        clock),
                new Introspection(tokens, check, Duration.ZERO, clock));
        server = TestServers.of(List.of(
                new CheckRoutes(access, tokens, new Explainer(log, check, clock)),
                new OAuthRoutes(access, new OAuthEndpoints(open ? services : null, publicUrl))));
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
                ApiKey.parse("no-scopes", ApiKey.line(NO_SCOPES, "-")),
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

    public int port() {
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
