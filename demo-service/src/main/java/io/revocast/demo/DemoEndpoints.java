package io.revocast.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.config.RoutesConfig;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;

import java.util.Map;

/** What the service offers over HTTP. */
final class DemoEndpoints {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final DemoSettings settings;
    private final Sessions sessions;
    private final BearerAuthentication authentication;

    DemoEndpoints(DemoSettings settings, Sessions sessions, BearerAuthentication authentication) {
        this.settings = settings;
        this.sessions = sessions;
        this.authentication = authentication;
    }

    void register(RoutesConfig routes) {
        routes.post("/login", this::logIn);
        routes.post("/refresh", this::refresh);
        routes.post("/logout", this::logOut);
        routes.post("/logout-everywhere", this::logOutEverywhere);
        routes.get("/me", this::me);
        routes.get(
                "/.well-known/jwks.json", context -> context.json(settings.key().jwks()));
    }

    private void logIn(Context context) {
        JsonNode body = body(context);
        String username = text(body, "username");
        if (!Users.know(username, text(body, "password"))) {
            throw new NoCredentialsException("unknown username or wrong password");
        }
        answer(context, sessions.logIn(username));
    }

    private void refresh(Context context) {
        answer(context, sessions.refresh(text(body(context), "refresh_token")));
    }

    private void logOut(Context context) {
        sessions.logOut(authenticated(context));
        context.status(204);
    }

    private void logOutEverywhere(Context context) {
        sessions.logOutEverywhere(authenticated(context));
        context.status(204);
    }

    private void me(Context context) {
        Session session = authenticated(context);
        context.json(Map.of("sub", session.subject(), "sid", session.id(), "instance", settings.name()));
    }

    private Session authenticated(Context context) {
        return Session.of(authentication.verified(context));
    }

    private static void answer(Context context, TokenPair pair) {
        context.header("Cache-Control", "no-store").json(pair);
    }

    private static JsonNode body(Context context) {
        try {
            return JSON.readTree(context.body());
        } catch (JsonProcessingException e) {
            // Not the cause: its message quotes the body, which holds a secret.
            throw new BadRequestResponse("the body must be JSON");
        }
    }

    private static String text(JsonNode body, String name) {
        JsonNode value = body.path(name);
        if (!value.isTextual()) {
            throw new BadRequestResponse("the body must have a text field " + name);
        }
        return value.textValue();
    }
}
