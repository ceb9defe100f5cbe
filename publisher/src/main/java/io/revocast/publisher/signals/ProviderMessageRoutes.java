package io.revocast.publisher.signals;

import io.javalin.http.Context;
import io.revocast.publisher.http.DelayedAnswers;
import io.revocast.publisher.http.RequestId;
import io.revocast.publisher.http.RouteGroup;
import io.revocast.publisher.http.Routes;
import io.revocast.publisher.json.Json;
import io.revocast.publisher.json.JsonBody;
import io.revocast.publisher.json.ProblemException;
import io.revocast.publisher.oauth.FormBody;
import io.revocast.publisher.oauth.OAuthError;
import io.revocast.publisher.request.LimitedException;
import io.revocast.publisher.request.UnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Where identity providers send what they have to say: logout tokens and security event tokens. Each is its own proof, so
 * no credential is asked for beside it. Success is answered when the brokers have committed the revocation.
 *
 * @see <a href="https://openid.net/specs/openid-connect-backchannel-1_0.html#BCResponse">OpenID Connect Back-Channel
 *     Logout 1.0, section 2.8</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8935#section-2">RFC 8935, section 2</a>
 */
public final class ProviderMessageRoutes implements RouteGroup {
    static final String LOGOUT = "/backchannel-logout";
    static final String SSF = "/ssf/events";
    /** Says on success why no token may be refused. */
    static final String WARNING = "Revocast-Warning";
    /** Says how many instances refuse the tokens of the session, when the answer waited for them. */
    static final String PROPAGATION = "Revocast-Propagation";

    private static final Logger LOGGER = LoggerFactory.getLogger(ProviderMessageRoutes.class);
    private static final String SET = "application/secevent+jwt";

    private final LogoutTokens logouts;
    private final SecurityEvents events;
    private final boolean lenientContentType;

    /**
     * Makes the routes.
     *
     * @param lenientContentType whether security event tokens may come as any media type
     */
    public ProviderMessageRoutes(LogoutTokens logouts, SecurityEvents events, boolean lenientContentType) {
        this.logouts = logouts;
        this.events = events;
        this.lenientContentType = lenientContentType;
    }

    @Override
    public void register(Routes routes) {
        routes.post(LOGOUT, this::logout);
        routes.post(SSF, this::event);
    }

    /** The standard knows 200 and 400 only, so what the brokers did not confirm is 400 too: the logout failed. */
    private void logout(Context ctx) throws IOException {
        ctx.header("Pragma", "no-cache");
        try {
            String token = FormBody.read(ctx.req()).optional("logout_token");
            if (token == null) {
                throw OAuthError.invalidRequest("logout_token must be sent");
            }
            LogoutTokens.Received received = logouts.receive(token, RequestId.of(ctx));
            warn(ctx, received.warnings());
            ctx.status(200);
            CompletableFuture<String> propagation = received.propagation();
            if (propagation != null) {
                ctx.future(() -> propagation.thenAccept(text -> ctx.header(PROPAGATION, text)));
            }
        } catch (OAuthError e) {
            e.answer(ctx);
        } catch (RefusedException e) {
            logRefusal(ctx, e);
            OAuthError.invalidRequest(printable(e)).answer(ctx);
        } catch (LimitedException e) {
            tryLater("this provider sends too many; the session was not ended", e.retryAfter())
                    .answer(ctx);
        } catch (UnavailableException e) {
            LOGGER.debug("logout not carried out", e);
            DelayedAnswers.delay(ctx.req());
            tryLater("it is not certain that the session was ended; send it again", e.retryAfter())
                    .answer(ctx);
        }
    }

    /** Both standards leave no room in the body of a success. */
    private static void warn(Context ctx, List<String> warnings) {
        if (!warnings.isEmpty()) {
            ctx.header(WARNING, String.join("; ", warnings).replaceAll("[^ -~]", "?"));
        }
    }

    private static OAuthError tryLater(String description, Duration wait) {
        return OAuthError.tryLater(400, description, Math.max(1, wait.toSeconds()));
    }

    private void event(Context ctx) throws ProblemException, LimitedException, UnavailableException, IOException {
        if (!isType(ctx, SET) && !lenientContentType) {
            refused(ctx, 415, RefusedException.Code.INVALID_REQUEST, "Content-Type must be " + SET);
            return;
        }
        String set = new String(JsonBody.read(ctx.req().getInputStream()), StandardCharsets.US_ASCII).strip();
        try {
            warn(ctx, events.receive(set, Collections.list(ctx.req().getHeaders("Authorization")), RequestId.of(ctx)));
            ctx.status(202);
        } catch (RefusedException e) {
            logRefusal(ctx, e);
            refused(ctx, 400, e.code(), printable(e));
        } catch (UnavailableException e) {
            DelayedAnswers.delay(ctx.req());
            throw e;
        }
    }

    private static void refused(Context ctx, int status, RefusedException.Code code, String description) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("err", code.wireName());
        json.put("description", description);
        ctx.status(status)
                .header("Content-Language", "en")
                .contentType("application/json")
                .result(Json.write(json));
    }

    /** For operators that set a provider up, because providers seldom show the answers that they got. */
    private static void logRefusal(Context ctx, RefusedException e) {
        LOGGER.atDebug()
                .addKeyValue("path", ctx.path())
                .addKeyValue("code", e.code().wireName())
                .addKeyValue("rule", e.getMessage())
                .log("provider's message refused");
    }

    private static boolean isType(Context ctx, String type) {
        String given = ctx.req().getContentType();
        return given != null
                && given.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals(type);
    }

    /** The rule, in the characters that RFC 6749 section 5.2 allows. */
    private static String printable(RefusedException e) {
        return String.valueOf(e.getMessage()).replaceAll("[^ !#-\\[\\]-~]", "'");
    }
}
