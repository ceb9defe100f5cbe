package io.revocast.publisher.console;

import io.javalin.http.Context;
import io.revocast.publisher.audit.AuditEntry;
import io.revocast.publisher.audit.AuditLog;
import io.revocast.publisher.authentication.EndpointAccess;
import io.revocast.publisher.credentials.Caller;
import io.revocast.publisher.credentials.Credential;
import io.revocast.publisher.http.RequestId;
import io.revocast.publisher.json.ProblemException;
import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.token.PastedToken;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Opens the sessions of callers, however they signed in, and audits it. Thread-safe. */
public final class SignIns {
    private final EndpointAccess access;
    private final ConsoleSessions sessions;
    private final AuditLog audit;
    private final Clock clock;

    public SignIns(EndpointAccess access, ConsoleSessions sessions, AuditLog audit, Clock clock) {
        this.access = access;
        this.sessions = sessions;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Opens a session for the caller of a credential, and sets its cookie.
     *
     * @throws ProblemException when the credential is unknown, as for any request
     */
    SignedInBrowser signIn(Context ctx, Credential credential) throws ProblemException {
        Caller caller = access.signIn(ctx, credential);
        SignedInBrowser browser = sessions.open(ctx, credential, caller, end(credential));
        // Not awaited: signing in grants nothing that the credential does not, and must work while Kafka is away.
        var unused = audit.append(new AuditEntry(
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                RequestId.of(ctx),
                caller.name(),
                AuditEntry.Action.AUTHENTICATE,
                AuditEntry.Decision.GRANTED,
                List.of(),
                "console_sign_in",
                "from " + access.source(ctx)));
        return browser;
    }

    /** An access token ends; an API key does not. */
    private static Instant end(Credential credential) {
        if (credential instanceof Credential.Bearer bearer && bearer.secret().indexOf('.') >= 0) {
            try {
                Long expiry = PastedToken.parse(bearer.secret()).expiresAt();
                return expiry == null ? Instant.MAX : Instant.ofEpochSecond(expiry);
            } catch (RejectedException e) {
                throw new IllegalStateException("a token that was accepted can be read", e);
            }
        }
        return Instant.MAX;
    }
}
