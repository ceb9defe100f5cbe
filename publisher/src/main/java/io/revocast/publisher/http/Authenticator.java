package io.revocast.publisher.http;

import io.revocast.publisher.access.Caller;
import io.revocast.publisher.access.Callers;
import io.revocast.publisher.access.Credential;
import io.revocast.publisher.access.Scope;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Tells who is asking from the {@code Authorization} header (RFC 6750 section 2.1). Thread-safe. */
public final class Authenticator {
    private static final String SCHEME = "bearer ";
    private static final String REALM = "Bearer realm=\"revocast\"";
    private static final Caller ANONYMOUS =
            new Caller("anonymous", "anonymous", EnumSet.allOf(Scope.class), Set.of());

    private final Callers callers;
    private final boolean insecure;

    /**
     * @param insecure whether callers without a credential may do everything
     */
    public Authenticator(Callers callers, boolean insecure) {
        this.callers = callers;
        this.insecure = insecure;
    }

    /** Returns the caller. A credential that is given must be right, even where none is needed. */
    Caller authenticate(List<String> authorizations) throws ProblemException {
        if (authorizations.size() > 1) {
            throw new ProblemException(
                    Problem.of(ProblemType.INVALID_FIELD, "only one Authorization header may be sent")
                            .with("field", "Authorization")
                            .with("rule", "must be sent once"));
        }
        if (authorizations.isEmpty()) {
            if (insecure) {
                return ANONYMOUS;
            }
            throw unauthenticated("an API key is needed, sent as Authorization: Bearer <key>", REALM);
        }
        String header = authorizations.get(0);
        if (!header.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
            throw unauthenticated("the Authorization header must read Bearer <key>", REALM);
        }
        return callers.find(new Credential.Bearer(
                        header.substring(SCHEME.length()).strip()))
                .orElseThrow(() ->
                        unauthenticated("the API key is not known here", REALM + ", error=\"invalid_token\""));
    }

    private static ProblemException unauthenticated(String detail, String challenge) {
        return new ProblemException(
                Problem.of(ProblemType.UNAUTHENTICATED, detail),
                Collections.singletonMap("WWW-Authenticate", challenge));
    }
}
