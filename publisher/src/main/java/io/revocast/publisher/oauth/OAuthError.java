package io.revocast.publisher.oauth;

import io.javalin.http.Context;
import io.revocast.publisher.json.Json;
import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Ends an OAuth request with an error document. Carries no stack trace: it is an answer, not a failure.
 *
 * <p>Descriptions are fixed texts of printable ASCII without quotes and backslashes, and never echo input.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-5.2">RFC 6749, section 5.2</a>
 */
public final class OAuthError extends Exception {
    private static final long serialVersionUID = 1L;
    private static final String BASIC = "Basic realm=\"revocast\", charset=\"UTF-8\"";

    private final int status;
    private final String error;
    private final @Nullable String header;
    private final String headerValue;

    private OAuthError(int status, String error, String description) {
        this(status, error, description, null, "");
    }

    private OAuthError(int status, String error, String description, @Nullable String header, String headerValue) {
        super(description, null, false, false);
        this.status = status;
        this.error = error;
        this.header = header;
        this.headerValue = headerValue;
    }

    public static OAuthError invalidRequest(String description) {
        return new OAuthError(400, "invalid_request", description);
    }

    /** A body that is refused unread. */
    static OAuthError unreadable(int status, String description) {
        return new OAuthError(status, "invalid_request", description);
    }

    static OAuthError unsupportedTokenType() {
        return new OAuthError(
                400,
                "unsupported_token_type",
                "only JWTs that a configured issuer signed with a public key, and that end within the configured "
                        + "lifetime, can be revoked here");
    }

    static OAuthError sessionNotRevoked() {
        return new OAuthError(
                400,
                "unsupported_token_type",
                "the refresh token is revoked, and its session is not: services accept its access tokens. The audit "
                        + "names the rule that refused the session");
    }

    static OAuthError tokenWithoutExpiry() {
        return new OAuthError(
                400,
                "unsupported_token_type",
                "the token has no exp: set tokens.longest-lifetime, for which it is then revoked");
    }

    static OAuthError unauthorizedClient(String description) {
        return new OAuthError(400, "unauthorized_client", description);
    }

    /** Client authentication failed; one wording, whatever was wrong. */
    static OAuthError invalidClient() {
        return new OAuthError(401, "invalid_client", "client authentication failed", "WWW-Authenticate", BASIC);
    }

    /**
     * The caller is known, and may not introspect. RFC 7662 section 2.3 says 401 all the same.
     *
     * @param bearer whether it showed a bearer credential, which the challenge has to match
     */
    static OAuthError mayNotIntrospect(boolean bearer, String scope) {
        return new OAuthError(
                401,
                bearer ? "insufficient_scope" : "unauthorized_client",
                "this credential may not introspect",
                "WWW-Authenticate",
                bearer ? "Bearer realm=\"revocast\", error=\"insufficient_scope\", scope=\"" + scope + "\"" : BASIC);
    }

    /** The caller's bearer credential is not good; the challenge says so. */
    static OAuthError invalidToken(String challenge) {
        return new OAuthError(
                401, "invalid_token", "the bearer credential is not known here", "WWW-Authenticate", challenge);
    }

    public static OAuthError tryLater(int status, String description, long seconds) {
        return new OAuthError(status, "temporarily_unavailable", description, "Retry-After", Long.toString(seconds));
    }

    /** Whether the request is wrong, and not its credential. */
    boolean isOfTheRequest() {
        return "invalid_request".equals(error);
    }

    public void answer(Context ctx) {
        if (header != null) {
            ctx.header(header, headerValue);
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("error", error);
        json.put("error_description", String.valueOf(getMessage()));
        ctx.header("Pragma", "no-cache");
        ctx.status(status).contentType("application/json").result(Json.write(json));
    }
}
