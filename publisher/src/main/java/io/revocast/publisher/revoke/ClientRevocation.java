package io.revocast.publisher.revoke;

import io.revocast.event.Target;
import io.revocast.event.TopicSettings;
import io.revocast.publisher.access.Caller;
import io.revocast.publisher.access.Scope;
import io.revocast.publisher.revoke.RejectedException.Kind;
import io.revocast.publisher.revoke.RevocationRequest.ByTarget;
import io.revocast.publisher.revoke.RevocationRequest.ByToken;
import io.revocast.publisher.revoke.RevocationRequest.Explanation;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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

    /** What Keycloak has as claim {@code typ} of its refresh tokens. */
    private static final Set<Object> REFRESH_TYPES = Set.of("Refresh", "Offline");

    private static final Explanation EXPLANATION = new Explanation("client_request", null);

    private final TokenReader tokens;
    private final Map<String, ClaimNames> claimsByIssuer;
    private final Desk desk;
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
        /** As before, because it never expires and no longest lifetime is configured. */
        WITHOUT_EXPIRY,
        /** The caller may not revoke tokens. */
        NOT_PERMITTED
    }

    /**
     * @param tokens that verifies signatures
     * @param claimsByIssuer by {@code iss}; {@link ClaimNames#DEFAULT} for the others
     */
    public ClientRevocation(TokenReader tokens, Map<String, ClaimNames> claimsByIssuer, Desk desk, Clock clock) {
        this.tokens = tokens.requireVerifying();
        this.claimsByIssuer = Map.copyOf(claimsByIssuer);
        this.desk = desk;
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
            desk.refused(
                    requester,
                    List.of(),
                    forbidden("Authorization", "must be a client with the scope " + Scope.WRITE_TOKEN.wireName()));
            return Outcome.NOT_PERMITTED;
        }
        if (token.indexOf('.') < 0 && REFRESH_TOKEN.equals(hint)) {
            return Outcome.UNSUPPORTED;
        }
        PastedToken read;
        try {
            read = tokens.read(token);
        } catch (RejectedException e) {
            if (e.isProvenInvalid()) {
                return Outcome.NOT_VALID;
            }
            desk.refused(requester, List.of(), e);
            return Outcome.UNSUPPORTED;
        }
        try {
            Target.Token target = read.target();
            if (!isOwn(caller, read)) {
                desk.refused(
                        requester,
                        List.of(target),
                        forbidden("token", "must have been issued to this client, by an issuer that it may name"));
                return Outcome.NOT_YOURS;
            }
            return revoke(requester, read.compact(), session(caller, read, hint));
        } catch (RejectedException e) {
            // Its issuer did sign it. To say that it is revoked would be wrong.
            return e.kind() == Kind.TOKEN_WITHOUT_EXPIRY ? Outcome.WITHOUT_EXPIRY : Outcome.UNSUPPORTED;
        }
    }

    private Outcome revoke(Requester requester, String token, Optional<Target.Claim> session)
            throws RejectedException, LimitedException, UnavailableException {
        List<RevocationRequest> requests = new ArrayList<>(List.of(new ByToken(token, EXPLANATION)));
        if (session.isPresent()) {
            requests.add(new ByTarget(session.get(), null, null, EXPLANATION));
            try {
                desk.revoke(requester, requests, null);
                return Outcome.REVOKED;
            } catch (RejectedException | ConfirmationNeededException e) {
                // All or nothing, but the session only goes along: without it if it cannot.
                requests.remove(1);
            }
        }
        try {
            desk.revoke(requester, requests, null);
            return Outcome.REVOKED;
        } catch (ConfirmationNeededException e) {
            throw new IllegalStateException("one token is never wide", e);
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

    private Optional<Target.Claim> session(Caller caller, PastedToken token, @Nullable String hint)
            throws RejectedException {
        boolean refresh = REFRESH_TOKEN.equals(hint) || REFRESH_TYPES.contains(String.valueOf(token.claim("typ")));
        Long exp = token.expiresAt();
        boolean over = exp != null
                && !Instant.ofEpochSecond(exp).isAfter(clock.instant().minus(TopicSettings.DEFAULT_MARGIN));
        if (!refresh || over || !caller.may(Scope.WRITE_CLAIM)) {
            return Optional.empty();
        }
        String issuer = token.issuer();
        ClaimNames names = claims(token);
        try {
            return names.sessionOf(token).map(value -> new Target.Claim(issuer, names.session(), value));
        } catch (IllegalArgumentException e) {
            // Too long to be revoked by. The token itself is not.
            return Optional.empty();
        }
    }

    private ClaimNames claims(PastedToken token) throws RejectedException {
        return claimsByIssuer.getOrDefault(token.issuer(), ClaimNames.DEFAULT);
    }

    private static RejectedException forbidden(String field, String rule) {
        return new RejectedException(Kind.FORBIDDEN, field, null, rule);
    }
}
