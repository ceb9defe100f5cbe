package io.revocast.publisher.console;

import io.javalin.http.Context;
import io.revocast.publisher.authentication.EndpointAccess;
import io.revocast.publisher.credentials.Caller;
import io.revocast.publisher.credentials.Credential;
import io.revocast.publisher.credentials.Identification;
import io.revocast.publisher.credentials.Identification.Known;
import io.revocast.publisher.credentials.Identification.Unknown;
import io.revocast.publisher.http.RouteGroup;
import io.revocast.publisher.http.Routes;
import io.revocast.publisher.json.Json;
import io.revocast.publisher.json.JsonBody;
import io.revocast.publisher.json.JsonFields;
import io.revocast.publisher.json.Problem;
import io.revocast.publisher.json.ProblemException;
import io.revocast.publisher.json.ProblemType;
import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.request.RejectedException.Kind;

import java.io.IOException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code /console/session}: signs browsers in and out, and tells the page what its caller may do.
 * {@code /console/sign-in-codes} makes links that sign a browser in once.
 */
public final class SessionRoutes implements RouteGroup {
    static final String PATH = "/console/session";
    static final String CODES = "/console/sign-in-codes";

    private static final String CREDENTIAL = "credential";
    private static final String CODE = "code";

    private final EndpointAccess access;
    private final ConsoleSessions sessions;
    private final SignIns signIns;
    private final SessionDocument document;
    private final SignInCodes codes;

    public SessionRoutes(
            EndpointAccess access, ConsoleSessions sessions, SignIns signIns, ConsoleFacts facts, Clock clock) {
        this.access = access;
        this.sessions = sessions;
        this.signIns = signIns;
        this.codes = new SignInCodes(clock);
        this.document = new SessionDocument(facts, access.anonymous().isPresent(), clock);
    }

    @Override
    public void register(Routes routes) {
        routes.get(PATH, ctx -> Json.answer(ctx, 200, describe(ctx)));
        routes.post(PATH, this::signIn);
        routes.delete(PATH, this::signOut);
        routes.post(CODES, this::issueCode);
    }

    private Map<String, Object> describe(Context ctx) throws ProblemException {
        sessions.requireOwnHost(ctx);
        Optional<SignedInBrowser> browser = sessions.browser(ctx);
        if (browser.isPresent()) {
            Identification now = access.again(browser.get().credential());
            if (!(now instanceof Unknown)) {
                // While it cannot be checked, the page shows who signed in; requests are answered 503.
                Caller caller = now instanceof Known known
                        ? known.caller()
                        : browser.get().caller();
                return signedIn(browser.get(), caller);
            }
            browser.get().end();
        }
        return access.anonymous()
                .map(caller -> document.signedIn(caller, sessions.csrfWithoutSession(), null))
                .orElseGet(document::signedOut);
    }

    private Map<String, Object> signedIn(SignedInBrowser browser, Caller caller) {
        return document.signedIn(caller, browser.csrf(), browser.expiresAt());
    }

    private void signIn(Context ctx) throws ProblemException, RejectedException, IOException {
        sessions.requireOwnHost(ctx);
        sessions.requireOwnOrigin(ctx);
        JsonFields fields = JsonFields.of(Json.readObject(JsonBody.readAlone(ctx.req())), "");
        fields.requireOnly(Set.of(CREDENTIAL, CODE));
        Credential credential = credential(fields);
        SignedInBrowser browser = signIns.signIn(ctx, credential);
        Json.answer(ctx, 200, signedIn(browser, browser.caller()));
    }

    private Credential credential(JsonFields fields) throws RejectedException {
        if (!fields.has(CODE)) {
            return new Credential.Bearer(fields.secretText(CREDENTIAL));
        }
        if (fields.has(CREDENTIAL)) {
            throw new RejectedException(Kind.INVALID_FIELD, CODE, null, "must be left out beside " + CREDENTIAL);
        }
        String code = fields.secretText(CODE);
        // An invalid code is an unknown credential: it is limited, audited and answered as such.
        return codes.redeem(code).orElseGet(() -> new Credential.Bearer(code));
    }

    private void issueCode(Context ctx) throws ProblemException, RejectedException, IOException {
        JsonFields.of(Json.readObject(JsonBody.readAlone(ctx.req())), "").requireOnly(Set.of());
        access.requester(ctx);
        Credential credential = access.credential(ctx)
                .orElseThrow(() -> new ProblemException(Problem.of(
                        ProblemType.INVALID_REQUEST,
                        "callers need no credential here, so a link needs no code: open the console at /")));
        SignInCodes.Issued issued = codes.issue(credential);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put(CODE, issued.code());
        answer.put("url", sessions.address(ctx) + "/#/sign-in?code=" + issued.code());
        answer.put(
                "expiresAt", issued.expiresAt().truncatedTo(ChronoUnit.SECONDS).toString());
        Json.answer(ctx, 201, answer);
    }

    private void signOut(Context ctx) throws ProblemException {
        SignedInBrowser browser = sessions.browser(ctx).orElse(null);
        sessions.requireOwnPage(ctx, browser);
        if (browser != null) {
            browser.end();
        }
        sessions.clearCookie(ctx);
        ctx.status(204);
    }
}
