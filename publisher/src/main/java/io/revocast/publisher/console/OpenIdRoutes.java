package io.revocast.publisher.console;

import io.javalin.http.Context;
import io.revocast.publisher.console.openid.OpenIdProviders;
import io.revocast.publisher.console.openid.SignInFailedException;
import io.revocast.publisher.console.openid.SignInFailedException.Kind;
import io.revocast.publisher.credentials.Credential;
import io.revocast.publisher.http.RouteGroup;
import io.revocast.publisher.http.Routes;
import io.revocast.publisher.json.Problem;
import io.revocast.publisher.json.ProblemException;
import io.revocast.publisher.json.ProblemType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.URI;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * {@code /console/sign-in/{alias}} and {@code /console/callback}: signs users in at an OpenID Provider. Whatever fails, the
 * browser goes back to the console, which says why.
 */
public final class OpenIdRoutes implements RouteGroup {
    static final String SIGN_IN = "/console/sign-in/";

    private static final Logger LOGGER = LoggerFactory.getLogger(OpenIdRoutes.class);
    private static final long LOG_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final String ALIAS = "alias";
    private static final String CALLBACK = "/console/callback";

    /** Lax: the browser must send it with the provider's redirect. */
    private static final SessionCookie COOKIE = new SessionCookie("revocast-sign-in", "Lax");

    private final OpenIdProviders providers;
    private final ConsoleSessions sessions;
    private final SignIns signIns;
    private final AtomicLong loggedAt = new AtomicLong(System.nanoTime() - LOG_INTERVAL_NANOS);
    private final PageFile signedIn = PageFiles.read().require(PageFiles.SIGNED_IN);

    public OpenIdRoutes(OpenIdProviders providers, ConsoleSessions sessions, SignIns signIns) {
        this.providers = providers;
        this.sessions = sessions;
        this.signIns = signIns;
    }

    @Override
    public void register(Routes routes) {
        routes.get(SIGN_IN + "{" + ALIAS + "}", this::begin, "text/html");
        routes.get(CALLBACK, this::complete, "text/html");
    }

    private void begin(Context ctx) throws ProblemException {
        try {
            OpenIdProviders.Begun begun = providers
                    .begin(ctx.pathParam(ALIAS), redirect(ctx))
                    .orElseThrow(() -> new ProblemException(Problem.of(
                            ProblemType.NOT_FOUND, "no callers.<alias>.console-client-id is set for this alias")));
            COOKIE.set(ctx, begun.cookie(), OpenIdProviders.PATIENCE, sessions.isSecure(ctx));
            found(ctx, begun.address().toString());
        } catch (SignInFailedException e) {
            failed(ctx, e);
        }
    }

    private void complete(Context ctx) {
        try {
            String cookie = COOKIE.read(ctx, sessions.isSecure(ctx))
                    .orElseThrow(() -> new SignInFailedException(Kind.STATE, "the browser has no sign-in cookie"));
            COOKIE.clear(ctx, sessions.isSecure(ctx));
            signIn(ctx, providers.complete(cookie, redirect(ctx), ctx.queryParamMap()));
            // A page: after a redirect from another site the browser would not send a strict cookie.
            PageRoutes.answer(ctx, signedIn);
        } catch (SignInFailedException e) {
            failed(ctx, e);
        }
    }

    private void signIn(Context ctx, String accessToken) throws SignInFailedException {
        try {
            signIns.signIn(ctx, new Credential.Bearer(accessToken));
        } catch (ProblemException e) {
            ProblemType type = e.problem().type();
            throw new SignInFailedException(
                    type == ProblemType.CALLER_NOT_CHECKED ? Kind.UNAVAILABLE : Kind.SCOPES,
                    "the access token is not accepted here: " + e.problem().detail());
        }
    }

    private URI redirect(Context ctx) {
        return URI.create(sessions.address(ctx) + CALLBACK);
    }

    private void failed(Context ctx, SignInFailedException e) {
        LOGGER.debug("sign-in at a provider failed", e);
        // Anyone can begin a sign-in: the log must not grow with every attempt.
        long now = System.nanoTime();
        long before = loggedAt.get();
        if (e.kind() != Kind.STATE && now - before >= LOG_INTERVAL_NANOS && loggedAt.compareAndSet(before, now)) {
            LOGGER.atInfo().addKeyValue("reason", e.getMessage()).log("sign-in at a provider failed");
        }
        found(ctx, "/#/sign-in?problem=" + e.kind().name().toLowerCase(Locale.ROOT));
    }

    private static void found(Context ctx, String address) {
        ctx.status(302).header("Location", address);
    }
}
