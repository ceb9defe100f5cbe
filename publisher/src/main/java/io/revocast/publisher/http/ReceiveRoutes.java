package io.revocast.publisher.http;

import io.javalin.http.Context;
import io.revocast.publisher.receive.LogoutTokens;
import io.revocast.publisher.receive.RefusedException;
import io.revocast.publisher.receive.SecurityEvents;
import io.revocast.publisher.revoke.LimitedException;
import io.revocast.publisher.revoke.UnavailableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Where identity providers send what they have to say: logout tokens and security event tokens. Each is its own proof, so
 * no credential is asked for beside it. Success is answered when the brokers have committed the revocation.
 *
 * @see <a href="https://openid.net/specs/openid-connect-backchannel-1_0.html#BCResponse">OpenID Connect Back-Channel
 *     Logout 1.0, section 2.8</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8935#section-2">RFC 8935, section 2</a>
 */
public final class ReceiveRoutes implements RouteGroup {
    static final String LOGOUT = "/backchannel-logout";
    static final String SSF = "/ssf/events";

    private static final Logger LOGGER = LoggerFactory.getLogger(ReceiveRoutes.class);
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String SET = "application/secevent+jwt";

    private final LogoutTokens logouts;
    private final SecurityEvents events;
    private final boolean lenientContentType;

    /**
     * @param lenientContentType whether security event tokens may come as any media type
     */
    public ReceiveRoutes(LogoutTokens logouts, SecurityEvents events, boolean lenientContentType) {
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
    private void logout(Context ctx) throws ProblemException, IOException {
        ctx.header("Pragma", "no-cache");
        if (!isType(ctx, FORM)) {
            failed(ctx, "invalid_request", "the body must be sent as " + FORM);
            return;
        }
        String token = parameter(new String(JsonBody.read(ctx.req().getInputStream()), StandardCharsets.US_ASCII));
        if (token == null) {
            failed(ctx, "invalid_request", "logout_token must be sent exactly once");
            return;
        }
        try {
            logouts.receive(token, RequestId.of(ctx));
            ctx.status(200);
        } catch (RefusedException e) {
            logRefusal(ctx, e);
            failed(ctx, "invalid_request", String.valueOf(e.getMessage()));
        } catch (LimitedException e) {
            retryAfter(ctx, e.retryAfter());
            failed(ctx, "temporarily_unavailable", "this provider sends too many; the session was not ended");
        } catch (UnavailableException e) {
            LOGGER.debug("logout not carried out", e);
            retryAfter(ctx, e.retryAfter());
            failed(ctx, "temporarily_unavailable", "it is not certain that the session was ended; send it again");
        }
    }

    /** Returns the token; null when it is not sent exactly once. Other parameters are ignored, as the standard wants. */
    private static @Nullable String parameter(String form) {
        String token = null;
        for (String pair : form.split("&", -1)) {
            if (pair.startsWith("logout_token=")) {
                if (token != null) {
                    return null;
                }
                token = pair.substring("logout_token=".length());
            }
        }
        try {
            return token == null ? null : URLDecoder.decode(token, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static void failed(Context ctx, String error, String description) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("error", error);
        json.put("error_description", printable(description));
        ctx.status(400).contentType("application/json").result(Json.write(json));
    }

    private void event(Context ctx) throws ProblemException, UnavailableException, IOException {
        if (!isType(ctx, SET) && !lenientContentType) {
            refused(ctx, 415, RefusedException.Code.INVALID_REQUEST, "Content-Type must be " + SET);
            return;
        }
        String set = new String(JsonBody.read(ctx.req().getInputStream()), StandardCharsets.US_ASCII).strip();
        try {
            events.receive(set, Collections.list(ctx.req().getHeaders("Authorization")), RequestId.of(ctx));
            ctx.status(202);
        } catch (RefusedException e) {
            logRefusal(ctx, e);
            refused(ctx, 400, e.code(), String.valueOf(e.getMessage()));
        } catch (LimitedException e) {
            retryAfter(ctx, e.retryAfter());
            ctx.status(429);
        }
    }

    private static void refused(Context ctx, int status, RefusedException.Code code, String description) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("err", code.wireName());
        json.put("description", printable(description));
        ctx.status(status)
                .header("Content-Language", "en")
                .contentType("application/json")
                .result(Json.write(json));
    }

    /** For whoever sets a provider up: providers seldom show what they were answered. */
    private static void logRefusal(Context ctx, RefusedException e) {
        LOGGER.atDebug()
                .addKeyValue("path", ctx.path())
                .addKeyValue("code", e.code().wireName())
                .addKeyValue("rule", e.getMessage())
                .log("provider's message refused");
    }

    private static boolean isType(Context ctx, String type) {
        String given = ctx.req().getContentType();
        return given != null && given.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals(type);
    }

    private static void retryAfter(Context ctx, Duration wait) {
        ctx.header("Retry-After", Long.toString(Math.max(1, wait.toSeconds())));
    }

    /** The characters that RFC 6749 section 5.2 allows. */
    private static String printable(String description) {
        return description.replaceAll("[^ !#-\\[\\]-~]", "'");
    }
}
