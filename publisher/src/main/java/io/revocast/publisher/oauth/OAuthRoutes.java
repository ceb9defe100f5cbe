package io.revocast.publisher.oauth;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.revocast.publisher.authentication.EndpointAccess;
import io.revocast.publisher.credentials.Caller;
import io.revocast.publisher.credentials.Scope;
import io.revocast.publisher.http.RouteGroup;
import io.revocast.publisher.http.Routes;
import io.revocast.publisher.json.Json;
import io.revocast.publisher.json.Problem;
import io.revocast.publisher.json.ProblemException;
import io.revocast.publisher.json.ProblemType;
import io.revocast.publisher.request.LimitedException;
import io.revocast.publisher.request.Requester;
import io.revocast.publisher.request.UnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The endpoints of the OAuth standards: revocation (RFC 7009), introspection (RFC 7662) and metadata (RFC 8414). Errors are
 * RFC 6749's, because that is what OAuth clients read.
 */
public final class OAuthRoutes implements RouteGroup {
    public static final String REVOKE = "/oauth2/revoke";
    public static final String INTROSPECT = "/oauth2/introspect";
    public static final String METADATA = "/.well-known/oauth-authorization-server";

    private static final Logger LOGGER = LoggerFactory.getLogger(OAuthRoutes.class);
    private static final List<String> CLIENT_SECRET = List.of("client_secret_basic", "client_secret_post");

    private final ClientAuthenticator clients;
    private final OAuthEndpoints endpoints;

    /**
     * @param access tells who asks
     */
    public OAuthRoutes(EndpointAccess access, OAuthEndpoints endpoints) {
        this.clients = new ClientAuthenticator(access);
        this.endpoints = endpoints;
    }

    @Override
    public void register(Routes routes) {
        routes.post(REVOKE, answering(this::revoke));
        routes.post(INTROSPECT, answering(this::introspect));
        routes.get(METADATA, this::metadata);
    }

    private static Handler answering(Handler handler) {
        return ctx -> {
            try {
                handler.handle(ctx);
            } catch (OAuthError e) {
                e.answer(ctx);
            } catch (ProblemException e) {
                retriable(e).answer(ctx);
            } catch (LimitedException e) {
                OAuthError.tryLater(
                                429,
                                "too many requests; repeat after a while",
                                Math.max(1, e.retryAfter().toSeconds()))
                        .answer(ctx);
            } catch (UnavailableException e) {
                LOGGER.debug("request not carried out", e);
                OAuthError.tryLater(
                                503,
                                "it is not known to be done; assume that the token still exists, and repeat",
                                Math.max(1, e.retryAfter().toSeconds()))
                        .answer(ctx);
            }
        };
    }

    /** Returns the retriable OAuth error of a problem that says when to repeat; throws any other problem. */
    private static OAuthError retriable(ProblemException e) throws ProblemException {
        String wait = e.headers().get("Retry-After");
        if (wait == null) {
            throw e;
        }
        return OAuthError.tryLater(e.problem().type().status(), "repeat after a while", Long.parseLong(wait));
    }

    private void revoke(Context ctx) throws Exception {
        OAuthEndpoints.Services services = services();
        FormBody form;
        Requester requester;
        try {
            form = FormBody.read(ctx.req());
            requester = clients.requester(ctx, form);
        } catch (OAuthError e) {
            Requester known = e.isOfTheRequest() ? clients.ofHeader(ctx).orElse(null) : null;
            if (known != null) {
                services.revocation().recordRefusal(known, String.valueOf(e.getMessage()));
            }
            throw e;
        }
        switch (outcome(services.revocation(), requester, form)) {
            // Also for what is not valid: RFC 7009 section 2.2, the purpose is achieved already.
            case REVOKED, NOT_VALID -> ctx.status(200).header("Pragma", "no-cache");
            case NOT_YOURS -> throw OAuthError.invalidRequest("the token was not issued to this client");
            case UNSUPPORTED -> throw OAuthError.unsupportedTokenType();
            case SESSION_NOT_REVOKED -> throw OAuthError.sessionNotRevoked();
            case WITHOUT_EXPIRY -> throw OAuthError.tokenWithoutExpiry();
            case NOT_PERMITTED -> throw OAuthError.unauthorizedClient("this client may not revoke tokens");
        }
    }

    private static ClientRevocation.Outcome outcome(ClientRevocation revocation, Requester requester, FormBody form)
            throws OAuthError, LimitedException, UnavailableException {
        String token;
        String hint;
        try {
            token = form.required("token");
            hint = form.optional("token_type_hint");
        } catch (OAuthError e) {
            revocation.recordRefusal(requester, String.valueOf(e.getMessage()));
            throw e;
        }
        return revocation.revoke(requester, token, hint);
    }

    private void introspect(Context ctx) throws Exception {
        OAuthEndpoints.Services services = services();
        FormBody form = FormBody.read(ctx.req());
        Caller caller = clients.requester(ctx, form).caller();
        if (!caller.may(Scope.INTROSPECT)) {
            throw OAuthError.mayNotIntrospect(ClientAuthenticator.isBearer(ctx), Scope.INTROSPECT.wireName());
        }
        String token = form.required("token");
        form.optional("token_type_hint");
        Map<String, Object> answer = services.introspection()
                .active(caller, token)
                .map(IntrospectionAnswer::active)
                .orElse(IntrospectionAnswer.INACTIVE);
        ctx.header("Pragma", "no-cache");
        ctx.status(200).contentType("application/json").result(Json.write(answer));
    }

    private OAuthEndpoints.Services services() throws ProblemException {
        OAuthEndpoints.Services services = endpoints.services();
        if (services == null) {
            throw new ProblemException(Problem.of(
                    ProblemType.NOT_FOUND,
                    "this endpoint is disabled: no issuer is configured whose keys tell good tokens from forged ones; "
                            + "set issuers.<alias>.iss and .jwks-url"));
        }
        return services;
    }

    private void metadata(Context ctx) throws ProblemException {
        services();
        String issuer = endpoints
                .address("")
                .orElseThrow(() -> new ProblemException(Problem.of(
                        ProblemType.NOT_FOUND,
                        "there is no metadata, because it names this publisher's address: set http.public-url")));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("issuer", issuer);
        // Section 2 requires the first, and has a default for the second, which would promise grants. Section 3.2 would
        // leave out what is empty; of the two, only saying "none" is true.
        json.put("response_types_supported", List.of());
        json.put("grant_types_supported", List.of());
        json.put(
                "scopes_supported",
                Arrays.stream(Scope.values()).map(Scope::wireName).toList());
        json.put("revocation_endpoint", issuer + REVOKE);
        json.put("revocation_endpoint_auth_methods_supported", CLIENT_SECRET);
        json.put("introspection_endpoint", issuer + INTROSPECT);
        json.put(
                "introspection_endpoint_auth_methods_supported",
                List.of(CLIENT_SECRET.get(0), CLIENT_SECRET.get(1), "Bearer"));
        ctx.status(200).contentType("application/json").result(Json.write(json));
    }
}
