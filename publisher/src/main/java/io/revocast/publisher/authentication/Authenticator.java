package io.revocast.publisher.authentication;

import io.javalin.http.Context;
import io.revocast.publisher.authentication.AuthenticationObserver.Outcome;
import io.revocast.publisher.credentials.Caller;
import io.revocast.publisher.credentials.Credential;
import io.revocast.publisher.credentials.CredentialResolver;
import io.revocast.publisher.credentials.FailedLoginLimiter;
import io.revocast.publisher.credentials.Identification;
import io.revocast.publisher.credentials.Identification.CannotTell;
import io.revocast.publisher.credentials.Identification.Known;
import io.revocast.publisher.credentials.Scope;
import io.revocast.publisher.http.DelayedAnswers;
import io.revocast.publisher.http.RequestId;
import io.revocast.publisher.http.SourceAddresses;
import io.revocast.publisher.json.Problem;
import io.revocast.publisher.json.ProblemException;
import io.revocast.publisher.json.ProblemType;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Tells who is asking, from the {@code Authorization} header (RFC 6750 section 2.1) or, without one, from the browser's
 * session or the TLS client's certificate. A source that is wrong too often is slowed; whatever is wrong, the answer is the same.
 * Thread-safe.
 */
public final class Authenticator {
    private static final String SCHEME = "bearer ";
    private static final String REALM = "Bearer realm=\"revocast\"";
    private static final String CERTIFICATES = "jakarta.servlet.request.X509Certificate";
    /** The request attribute that holds the session which a request was authenticated by. */
    private static final String SESSION = "io.revocast.session";

    private static final Caller ANONYMOUS = new Caller("anonymous", "anonymous", EnumSet.allOf(Scope.class), Set.of());

    private final CredentialResolver callers;
    private final boolean insecure;
    private final FailedLoginLimiter limiter;
    private final SourceAddresses sources;
    private final AuthenticationObserver observer;
    private final BrowserSessions sessions;

    /**
     * Knows these callers.
     *
     * @param insecure whether callers without a credential may do everything
     */
    public Authenticator(
            CredentialResolver callers, boolean insecure, FailedLoginLimiter limiter, SourceAddresses sources) {
        this(callers, insecure, limiter, sources, (outcome, requestId, source) -> {}, BrowserSessions.NONE);
    }

    private Authenticator(
            CredentialResolver callers,
            boolean insecure,
            FailedLoginLimiter limiter,
            SourceAddresses sources,
            AuthenticationObserver observer,
            BrowserSessions sessions) {
        this.callers = callers;
        this.insecure = insecure;
        this.limiter = limiter;
        this.sources = sources;
        this.observer = observer;
        this.sessions = sessions;
    }

    /** The same, watched. */
    public Authenticator observedBy(AuthenticationObserver observer) {
        return new Authenticator(callers, insecure, limiter, sources, observer, sessions);
    }

    /** The same, with sessions of browsers. */
    public Authenticator with(BrowserSessions sessions) {
        return new Authenticator(callers, insecure, limiter, sources, observer, sessions);
    }

    /** Who a caller without a credential is; empty when one is needed. */
    Optional<Caller> anonymous() {
        return insecure ? Optional.of(ANONYMOUS) : Optional.empty();
    }

    /** Returns the caller. A credential that is given must be right, even where none is needed. */
    public Caller authenticate(Context ctx) throws ProblemException {
        Optional<Credential> authorization = authorization(ctx);
        if (authorization.isPresent()) {
            return require(ctx, authorization.get());
        }
        BrowserSession session = sessions.find(ctx).orElse(null);
        // A browser sends cookies and certificates by itself, also when a foreign page makes it send the request.
        sessions.requireOwnPage(ctx, session);
        if (session != null) {
            ctx.attribute(SESSION, session);
            return of(ctx, session);
        }
        Optional<Credential> certificate = certificate(ctx);
        if (certificate.isPresent()) {
            return require(ctx, certificate.get());
        }
        if (insecure) {
            return ANONYMOUS;
        }
        observe(ctx, Outcome.MISSING);
        throw unauthenticated(
                "a credential is needed: an API key or an access token, sent as Authorization: Bearer <it>", REALM);
    }

    /** Returns the caller of a credential, or answers that it is unknown. */
    Caller require(Context ctx, Credential credential) throws ProblemException {
        return identify(ctx, credential)
                .orElseThrow(
                        () -> unauthenticated("the credential is not known here", REALM + ", error=\"invalid_token\""));
    }

    /** An ended session is no guess at a credential, so that no limit applies. */
    private Caller of(Context ctx, BrowserSession session) throws ProblemException {
        Identification found = callers.identify(session.credential());
        if (found instanceof Known known) {
            observe(ctx, Outcome.OK);
            return known.caller();
        }
        if (found instanceof CannotTell cannot) {
            throw notChecked(ctx, cannot);
        }
        session.end();
        observe(ctx, Outcome.MISSING);
        throw unauthenticated(
                "the session has ended, because its credential was revoked or has expired: sign in again", REALM);
    }

    /** What is known about the sender of a credential that was accepted before; nothing is counted. */
    Identification again(Credential credential) {
        return callers.identify(credential);
    }

    /**
     * Returns the caller of a credential that an endpoint read elsewhere; empty when the credential is unknown.
     *
     * @throws ProblemException when the source was wrong too often, or when it cannot be told now
     */
    public Optional<Caller> identify(Context ctx, Credential credential) throws ProblemException {
        // Before the limiter: a correct credential passes although an attacker guesses from the same address.
        Identification found = callers.identify(credential);
        if (found instanceof Known known) {
            observe(ctx, Outcome.OK);
            return Optional.of(known.caller());
        }
        if (found instanceof CannotTell cannot) {
            throw notChecked(ctx, cannot);
        }
        Optional<Duration> wait = limiter.wrong(source(ctx));
        observe(ctx, wait.isPresent() ? Outcome.SLOWED : Outcome.WRONG);
        if (wait.isPresent()) {
            throw new ProblemException(
                    Problem.of(
                            ProblemType.TOO_MANY_FAILURES,
                            "too many wrong credentials came from this address; a right one is still accepted"),
                    Map.of(
                            "Retry-After",
                            Long.toString(Math.max(1, wait.get().plusMillis(999).toSeconds()))));
        }
        return Optional.empty();
    }

    private ProblemException notChecked(Context ctx, CannotTell cannot) {
        observe(ctx, Outcome.UNKNOWN);
        DelayedAnswers.delay(ctx.req());
        return new ProblemException(
                Problem.of(ProblemType.CALLER_NOT_CHECKED, "who is asking cannot be told now: " + cannot.reason()),
                Map.of("Retry-After", "1"));
    }

    private void observe(Context ctx, Outcome outcome) {
        observer.attempted(outcome, RequestId.of(ctx), source(ctx));
    }

    /**
     * Returns whether the credential of a request is still its caller's, for answers that take long. False also when it
     * cannot be checked now: a caller whose token may be revoked gets no further data.
     *
     * @param caller what {@link #authenticate} returned for the request
     */
    BooleanSupplier standing(Context ctx, Caller caller) throws ProblemException {
        BrowserSession session = ctx.attribute(SESSION);
        return credential(ctx)
                .<BooleanSupplier>map(
                        credential -> () -> (session == null || session.isOpen()) && isStill(caller, credential))
                .orElse(() -> true);
    }

    /** What the caller of an authenticated request showed; empty for one that needs no credential. */
    Optional<Credential> credential(Context ctx) throws ProblemException {
        BrowserSession session = ctx.attribute(SESSION);
        return session == null ? authorization(ctx).or(() -> certificate(ctx)) : Optional.of(session.credential());
    }

    private boolean isStill(Caller caller, Credential credential) {
        return callers.identify(credential) instanceof Known known
                && known.caller().equals(caller);
    }

    /** The address that a request came from. */
    String source(Context ctx) {
        return sources.of(ctx.req().getRemoteAddr(), Collections.list(ctx.req().getHeaders("X-Forwarded-For")));
    }

    private Optional<Credential> authorization(Context ctx) throws ProblemException {
        List<String> authorizations = Collections.list(ctx.req().getHeaders("Authorization"));
        if (authorizations.size() > 1) {
            throw new ProblemException(
                    Problem.of(ProblemType.INVALID_FIELD, "only one Authorization header may be sent")
                            .with("field", "Authorization")
                            .with("rule", "must be sent once"));
        }
        if (authorizations.isEmpty()) {
            return Optional.empty();
        }
        String header = authorizations.get(0);
        if (!header.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
            throw unauthenticated("the Authorization header must read Bearer <key or access token>", REALM);
        }
        return Optional.of(
                new Credential.Bearer(header.substring(SCHEME.length()).strip()));
    }

    private static Optional<Credential> certificate(Context ctx) {
        return ctx.req().getAttribute(CERTIFICATES) instanceof X509Certificate[] chain && chain.length > 0
                ? Optional.of(new Credential.Certificate(chain[0]))
                : Optional.empty();
    }

    private static ProblemException unauthenticated(String detail, String challenge) {
        return new ProblemException(
                Problem.of(ProblemType.UNAUTHENTICATED, detail),
                Collections.singletonMap("WWW-Authenticate", challenge));
    }
}
