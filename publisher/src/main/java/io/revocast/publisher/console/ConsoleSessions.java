package io.revocast.publisher.console;

import io.javalin.http.Context;
import io.revocast.publisher.authentication.BrowserSession;
import io.revocast.publisher.authentication.BrowserSessions;
import io.revocast.publisher.credentials.Caller;
import io.revocast.publisher.credentials.Credential;
import io.revocast.publisher.json.Problem;
import io.revocast.publisher.json.ProblemException;
import io.revocast.publisher.json.ProblemType;
import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * The sessions of the console. Each has a cookie; a request that changes something also needs the session's CSRF token in
 * a header, which no page of another origin can read or send. Thread-safe.
 */
public final class ConsoleSessions implements BrowserSessions {
    static final String CSRF_HEADER = "X-CSRF-Token";

    private static final SessionCookie COOKIE = new SessionCookie("revocast-session", "Strict");
    private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD");

    private final OpenSessions open;
    private final OwnOrigin origin;
    private final boolean insecure;
    /** The token of pages without a session, which exist only where callers need no credential. */
    private final String csrfWithoutSession = RandomText.next();

    /**
     * @param publicUrl at which browsers reach this publisher; null when it is not configured
     * @param insecure whether callers without a credential may do everything
     */
    public ConsoleSessions(@Nullable URI publicUrl, boolean insecure, Clock clock) {
        this.open = new OpenSessions(clock);
        this.origin = new OwnOrigin(publicUrl);
        this.insecure = insecure;
    }

    @Override
    public Optional<BrowserSession> find(Context ctx) {
        return browser(ctx).map(browser -> browser);
    }

    /** Returns the session of a request, which goes on for longer by that. A request with a credential has none. */
    Optional<SignedInBrowser> browser(Context ctx) {
        return ctx.header("Authorization") != null
                ? Optional.empty()
                : COOKIE.read(ctx, origin.isSecure(ctx)).flatMap(open::use);
    }

    @Override
    public void requireOwnPage(Context ctx, @Nullable BrowserSession session) throws ProblemException {
        if (origin.isFromBrowser(ctx)) {
            requireOwnHost(ctx);
        }
        if (SAFE_METHODS.contains(ctx.req().getMethod())) {
            return;
        }
        requireOwnOrigin(ctx);
        if (session instanceof SignedInBrowser browser) {
            requireToken(ctx, browser.csrf());
        } else if (insecure && origin.isFromPage(ctx)) {
            requireToken(ctx, csrfWithoutSession);
        }
    }

    /** Refuses pages of a foreign host whose name resolves to this publisher, where they could do everything. */
    void requireOwnHost(Context ctx) throws ProblemException {
        if (insecure && !origin.isOwnHost(ctx)) {
            throw csrf(
                    "a publisher with --insecure serves browsers at loopback names and at http.public-url only, not at "
                            + ctx.req().getServerName()
                            + ": use localhost, or set http.public-url to the address that browsers use");
        }
    }

    /** Refuses what a page of another origin made the browser send. */
    void requireOwnOrigin(Context ctx) throws ProblemException {
        if (!origin.isOwn(ctx)) {
            throw csrf("a page of another origin made the browser send this request: open the console at the address "
                    + "that it is sent to, or set http.public-url to the address that browsers use");
        }
    }

    private static void requireToken(Context ctx, String token) throws ProblemException {
        String sent = ctx.header(CSRF_HEADER);
        if (sent == null
                || !MessageDigest.isEqual(
                        sent.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8))) {
            throw csrf("a request by cookie needs the header " + CSRF_HEADER
                    + " with the csrf of GET /console/session: reload the console");
        }
    }

    private static ProblemException csrf(String detail) {
        return new ProblemException(Problem.of(ProblemType.CSRF, detail));
    }

    /** What a page without a session sends with each request that changes something. */
    String csrfWithoutSession() {
        return csrfWithoutSession;
    }

    /** Opens a session in place of the request's own, and sets its cookie. */
    SignedInBrowser open(Context ctx, Credential credential, Caller caller, Instant end) {
        browser(ctx).ifPresent(SignedInBrowser::end);
        OpenSessions.Opened opened = open.open(credential, caller, end);
        COOKIE.set(ctx, opened.cookie(), origin.isSecure(ctx));
        return opened.browser();
    }

    /** The address at which a browser reaches this publisher, without a slash at its end. */
    String address(Context ctx) {
        return origin.address(ctx);
    }

    /** Whether browsers reach this publisher over TLS. */
    boolean isSecure(Context ctx) {
        return origin.isSecure(ctx);
    }

    void clearCookie(Context ctx) {
        COOKIE.clear(ctx, origin.isSecure(ctx));
    }
}
