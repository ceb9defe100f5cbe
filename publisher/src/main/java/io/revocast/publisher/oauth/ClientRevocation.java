package io.revocast.publisher.oauth;

import io.revocast.event.Target;
import io.revocast.publisher.audit.AuditCodec;
import io.revocast.publisher.audit.AuditEntry.Action;
import io.revocast.publisher.credentials.Caller;
import io.revocast.publisher.credentials.Scope;
import io.revocast.publisher.request.LimitedException;
import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.request.RejectedException.Kind;
import io.revocast.publisher.request.Requester;
import io.revocast.publisher.request.RevokeRequest;
import io.revocast.publisher.request.RevokeRequest.ByTarget;
import io.revocast.publisher.request.RevokeRequest.ByToken;
import io.revocast.publisher.request.RevokeRequest.Explanation;
import io.revocast.publisher.request.TextRules;
import io.revocast.publisher.request.UnavailableException;
import io.revocast.publisher.service.ConfirmationNeededException;
import io.revocast.publisher.service.RevocationService;
import io.revocast.publisher.time.BoundedClock;
import io.revocast.publisher.token.ClaimNames;
import io.revocast.publisher.token.PastedToken;
import io.revocast.publisher.token.TokenKind;
import io.revocast.publisher.token.TokenReader;
import io.revocast.publisher.token.TokenSpelling;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Revokes tokens for the clients that they were issued to, as RFC 7009 has it.
 *
 * <p>With a refresh token goes its session, where the caller may revoke by claims: the access tokens of one grant share
 * it. Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7009#section-2.1">RFC 7009, section 2.1</a>
 */
public final class ClientRevocation {
    private static final String REFRESH_TOKEN = "refresh_token";

    private static final Explanation EXPLANATION = new Explanation("client_request", null);

    private final TokenReader tokens;
    private final Map<String, ClaimNames> claimsByIssuer;
    private final RevocationService service;
    private final Duration margin;
    private final Clock clock;

    /** What came of it. */
    public enum Outcome {
        /** The token is revoked, or was, or no verifier accepts it any more. */
        REVOKED,
        /** No service can accept it: it is not a token, or its issuer did not sign it. */
        NOT_VALID,
        /** It was issued to another client. */
        NOT_YOURS,
        /** Services may accept it, and it cannot be verified or revoked here. */
        UNSUPPORTED,
        /** The refresh token is revoked, and its session was refused. */
        SESSION_NOT_REVOKED,
        /** As {@link #UNSUPPORTED}, because it never expires and no longest lifetime is configured. */
        WITHOUT_EXPIRY,
        /** The caller may not revoke tokens. */
        NOT_PERMITTED
    }

    /**
     * @param tokens that verifies signatures
     * @param claimsByIssuer by {@code iss}; {@link ClaimNames#DEFAULT} for the others
     * @param margin how long after its {@code exp} a service may accept a token
     */
    public ClientRevocation(
            TokenReader tokens,
            Map<String, ClaimNames> claimsByIssuer,
            RevocationService service,
            Duration margin,
            Clock clock) {
        this.tokens = tokens.requireVerifying();
        this.claimsByIssuer = Map.copyOf(claimsByIssuer);
        this.service = service;
        this.margin = margin;
        this.clock = clock;
    }

    /**
     * Revokes a token.
     *
     * @param hint which kind of token the client takes it for; null when it does not say
     * @throws LimitedException when the caller asks too often
     * @throws UnavailableException when it is not known to be done; the client must assume that the token is still good
     */
    public Outcome revoke(Requester requester, String token, @Nullable String hint)
            throws LimitedException, UnavailableException {
        Caller caller = requester.caller();
        if (!caller.may(Scope.WRITE_TOKEN)) {
            recordRefusal(
                    requester,
                    List.of(),
                    forbidden("Authorization", "must be a client with the scope " + Scope.WRITE_TOKEN.wireName()));
            return Outcome.NOT_PERMITTED;
        }
        if (token.indexOf('.') < 0 && REFRESH_TOKEN.equals(hint)) {
            recordRefusal(
                    requester,
                    List.of(),
                    new RejectedException(Kind.INVALID_TOKEN, "token", null, "must be a JWT, not an opaque token"));
            return Outcome.UNSUPPORTED;
        }
        PastedToken read;
        Target.Token target;
        boolean own;
        boolean over;
        try {
            read = tokens.read(token);
            target = read.target();
            own = isOwn(caller, read);
            over = isOver(read);
        } catch (RejectedException e) {
            if (e.isProvenInvalid() || isExpired(token, e)) {
                return Outcome.NOT_VALID;
            }
            recordRefusal(requester, List.of(), e);
            return Outcome.UNSUPPORTED;
        }
        if (!own) {
            recordRefusal(
                    requester,
                    List.of(target),
                    forbidden("token", "must have been issued to this client, by an issuer that it may name"));
            return Outcome.NOT_YOURS;
        }
        try {
            boolean session = isRefreshToken(read, hint) && caller.may(Scope.WRITE_CLAIM) && !over;
            return session ? revokeWithSession(requester, read) : revokeAlone(requester, read, Outcome.REVOKED);
        } catch (RejectedException e) {
            // Its issuer did sign it. To say that it is revoked would be wrong.
            return e.kind() == Kind.TOKEN_WITHOUT_EXPIRY ? Outcome.WITHOUT_EXPIRY : Outcome.UNSUPPORTED;
        }
    }

    /** Appends to the audit that the parameters of a request cannot be read. */
    void recordRefusal(Requester requester, String rule) throws LimitedException {
        service.recordRefusal(requester, Action.REVOKE, List.of(), AuditCodec.word(Kind.INVALID_FIELD), rule);
    }

    private void recordRefusal(Requester requester, List<Target> targets, RejectedException why)
            throws LimitedException {
        service.recordRefusal(requester, Action.REVOKE, targets, AuditCodec.word(why.kind()), why.detail());
    }

    /** Revokes a refresh token with its session, or alone where the session needs a confirmation. */
    private Outcome revokeWithSession(Requester requester, PastedToken token)
            throws RejectedException, LimitedException, UnavailableException {
        Optional<Target.Claim> session;
        try {
            session = session(token);
        } catch (RejectedException e) {
            Outcome outcome = revokeAlone(requester, token, Outcome.SESSION_NOT_REVOKED);
            recordRefusal(requester, List.of(token.target()), e);
            return outcome;
        }
        if (session.isEmpty()) {
            return revokeAlone(requester, token, Outcome.REVOKED);
        }
        List<RevokeRequest> both = List.of(
                new ByToken(token.compact(), EXPLANATION), new ByTarget(session.get(), null, null, EXPLANATION));
        try {
            service.revoke(requester, both, null);
            return Outcome.REVOKED;
        } catch (ConfirmationNeededException e) {
            return revokeAlone(requester, token, Outcome.REVOKED);
        } catch (RejectedException e) {
            // When the token is what was refused, this throws too.
            return revokeAlone(requester, token, Outcome.SESSION_NOT_REVOKED);
        }
    }

    private Outcome revokeAlone(Requester requester, PastedToken token, Outcome outcome)
            throws RejectedException, LimitedException, UnavailableException {
        try {
            service.revoke(requester, List.of(new ByToken(token.compact(), EXPLANATION)), null);
            return outcome;
        } catch (ConfirmationNeededException e) {
            throw new IllegalStateException("one token never needs a confirmation", e);
        }
    }

    private boolean isOwn(Caller caller, PastedToken token) throws RejectedException {
        boolean own = caller.may(Scope.ANY_CLIENT)
                || claims(token)
                        .clientOf(token)
                        .filter(caller.clientId()::equals)
                        .isPresent();
        return own && caller.mayName(token.issuer());
    }

    private static boolean isRefreshToken(PastedToken token, @Nullable String hint) {
        return REFRESH_TOKEN.equals(hint) || TokenKind.isRefreshToken(token);
    }

    /** Whether a token that cannot be verified is invalid all the same, because it has expired. */
    private boolean isExpired(String token, RejectedException why) {
        try {
            return why.kind() == Kind.UNVERIFIED_TOKEN && isOver(PastedToken.parse(TokenSpelling.canonical(token)));
        } catch (RejectedException e) {
            return false;
        }
    }

    /** Whether no service accepts the token any more, by every clock. */
    private boolean isOver(PastedToken token) throws RejectedException {
        Long exp = token.expiresAt();
        return exp != null
                && !Instant.ofEpochSecond(exp)
                        .isAfter(BoundedClock.boundsOf(clock).earliest().minus(margin));
    }

    /** Returns the session; throws when the token has one that no target names. */
    private Optional<Target.Claim> session(PastedToken token) throws RejectedException {
        ClaimNames names = claims(token);
        String value = names.sessionOf(token).orElse(null);
        try {
            return value == null
                    ? Optional.empty()
                    : Optional.of(new Target.Claim(token.issuer(), names.session(), value));
        } catch (IllegalArgumentException e) {
            throw TextRules.rejection("token." + names.session(), null, e);
        }
    }

    private ClaimNames claims(PastedToken token) throws RejectedException {
        return claimsByIssuer.getOrDefault(token.issuer(), ClaimNames.DEFAULT);
    }

    private static RejectedException forbidden(String field, String rule) {
        return new RejectedException(Kind.FORBIDDEN, field, null, rule);
    }
}
