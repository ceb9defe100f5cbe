package io.revocast.demo;

import com.auth0.jwt.exceptions.JWTVerificationException;
import com.auth0.jwt.exceptions.TokenExpiredException;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.revocast.jwt.RevocationUnknownException;
import io.revocast.jwt.TokenRevokedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Map;

/**
 * Maps exceptions to answers: 401 for a token that will never be accepted, 503 while the verdict is unknown, so that no
 * client discards a valid token.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6750#section-3">RFC 6750, section 3</a>
 */
final class Refusals {
    private static final Logger LOGGER = LoggerFactory.getLogger(Refusals.class);
    private static final String CHALLENGE = "WWW-Authenticate";

    void register(RoutesConfig routes) {
        routes.exception(NoCredentialsException.class, (e, context) -> noCredentials(e, context));
        routes.exception(TokenRefusedException.class, (e, context) -> invalidToken(context, e.description()));
        routes.exception(TokenRevokedException.class, (e, context) -> invalidToken(context, "the token was revoked"));
        routes.exception(TokenExpiredException.class, (e, context) -> invalidToken(context, "the token has expired"));
        routes.exception(
                JWTVerificationException.class, (e, context) -> invalidToken(context, "the token is not valid"));
        routes.exception(
                RevocationUnknownException.class,
                (e, context) -> tryLater(
                        context,
                        "whether the token was revoked is unknown: "
                                + e.reason().wireName()));
        routes.exception(TryLaterException.class, (e, context) -> {
            LOGGER.atWarn().addKeyValue("error", e.getMessage()).log("request not carried out");
            tryLater(context, "the request could not be confirmed");
        });
    }

    /** Without credentials, the answer has no error code (RFC 6750 section 3.1). */
    private static void noCredentials(NoCredentialsException e, Context context) {
        context.status(401).header(CHALLENGE, "Bearer realm=\"revocast-demo\"").json(Map.of("error", e.description()));
    }

    private static void invalidToken(Context context, String description) {
        context.status(401)
                .header(CHALLENGE, "Bearer error=\"invalid_token\", error_description=\"" + description + "\"")
                .json(Map.of("error", "invalid_token", "error_description", description));
    }

    private static void tryLater(Context context, String description) {
        context.status(503)
                .header("Retry-After", "1")
                .json(Map.of("error", "temporarily_unavailable", "error_description", description));
    }
}
