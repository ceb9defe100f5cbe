package io.revocast.publisher.oauth;

import io.javalin.http.Context;
import io.revocast.publisher.authentication.EndpointAccess;
import io.revocast.publisher.credentials.Credential;
import io.revocast.publisher.json.ProblemException;
import io.revocast.publisher.json.ProblemType;
import io.revocast.publisher.request.Requester;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Tells which OAuth client is asking, by exactly one way: {@code client_secret_basic}, {@code client_secret_post}, or
 * what every other route takes. Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1">RFC 6749, section 2.3.1</a>
 */
final class ClientAuthenticator {
    private static final String BASIC = "basic ";
    private static final String CLIENT_ID = "client_id";

    private final EndpointAccess access;

    /**
     * @param access tells whose a credential is, and about callers that are no OAuth clients
     */
    ClientAuthenticator(EndpointAccess access) {
        this.access = access;
    }

    /** Returns whose credential the only Authorization header has; empty for another header, and for an unknown credential. */
    Optional<Requester> ofHeader(Context ctx) {
        List<String> authorizations = Collections.list(ctx.req().getHeaders("Authorization"));
        try {
            return authorizations.size() == 1 ? Optional.of(header(ctx, authorizations.get(0))) : Optional.empty();
        } catch (OAuthError | ProblemException e) {
            return Optional.empty();
        }
    }

    private Requester header(Context ctx, @Nullable String authorization) throws OAuthError, ProblemException {
        return authorization != null && authorization.toLowerCase(Locale.ROOT).startsWith(BASIC)
                ? basic(ctx, authorization.substring(BASIC.length()).strip())
                : byOtherMeans(ctx);
    }

    /** Returns who asks; the form says so where the header does not. */
    Requester requester(Context ctx, FormBody form) throws OAuthError, ProblemException {
        List<String> authorizations = Collections.list(ctx.req().getHeaders("Authorization"));
        if (authorizations.size() > 1) {
            throw OAuthError.invalidRequest("only one Authorization header may be sent");
        }
        String clientId = form.optional(CLIENT_ID);
        String secret = form.optional("client_secret");
        if (secret != null) {
            if (!authorizations.isEmpty()) {
                throw OAuthError.invalidRequest("the client must authenticate in one way only");
            }
            if (clientId == null) {
                throw OAuthError.invalidRequest("client_id must be sent with client_secret");
            }
            return find(ctx, clientId, secret);
        }
        return requireSame(header(ctx, authorizations.isEmpty() ? null : authorizations.get(0)), clientId);
    }

    /** Whether a request shows a bearer credential. */
    static boolean isBearer(Context ctx) {
        String authorization = ctx.req().getHeader("Authorization");
        return authorization != null && authorization.toLowerCase(Locale.ROOT).startsWith("bearer ");
    }

    private Requester basic(Context ctx, String encoded) throws OAuthError, ProblemException {
        String pair;
        try {
            pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw OAuthError.invalidClient();
        }
        int colon = pair.indexOf(':');
        if (colon < 0) {
            throw OAuthError.invalidClient();
        }
        String clientId;
        String secret;
        try {
            clientId = FormBody.decode(pair.substring(0, colon));
            secret = FormBody.decode(pair.substring(colon + 1));
        } catch (OAuthError e) {
            throw OAuthError.invalidClient();
        }
        return find(ctx, clientId, secret);
    }

    private Requester find(Context ctx, String clientId, String secret) throws OAuthError, ProblemException {
        return access.identify(ctx, new Credential.ClientSecret(clientId, secret))
                .orElseThrow(OAuthError::invalidClient);
    }

    private Requester byOtherMeans(Context ctx) throws OAuthError, ProblemException {
        try {
            return access.requester(ctx);
        } catch (ProblemException e) {
            if (e.problem().type() != ProblemType.UNAUTHENTICATED) {
                throw e;
            }
            String challenge = e.headers().getOrDefault("WWW-Authenticate", "");
            throw challenge.contains("error=") ? OAuthError.invalidToken(challenge) : OAuthError.invalidClient();
        }
    }

    /** Libraries send the client's name also beside a header; another's name is a mix-up. */
    private static Requester requireSame(Requester requester, @Nullable String clientId) throws OAuthError {
        if (clientId != null && !clientId.equals(requester.caller().clientId())) {
            throw OAuthError.invalidRequest("client_id must be that of the credential");
        }
        return requester;
    }
}
