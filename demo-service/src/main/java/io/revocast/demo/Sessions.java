package io.revocast.demo;

import com.auth0.jwt.interfaces.DecodedJWT;
import com.auth0.jwt.interfaces.JWTVerifier;
import io.revocast.consumer.RevocationCheck;
import io.revocast.consumer.Verdict;
import io.revocast.event.Target;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Begins, renews and ends sessions. It keeps none: what is over stands in the revocation list, which every instance has.
 *
 * <p>Thread-safe.
 */
final class Sessions {
    /** Once more than one second, because the publisher's clock may be a little ahead. */
    private static final int LOG_IN_ATTEMPTS = 3;

    /** A session's cut-off lies this far ahead: no log-in gets its id again, and clocks may differ by as much. */
    private static final Duration CLOCKS_DIFFER = Duration.ofSeconds(30);

    /**
     * How long after its first use a refresh token still buys the same pair again. Clients lose answers, and two tabs of a
     * browser refresh at once; neither may end the session (RFC 9700 section 4.14.2 leaves this to the server). Within
     * this time a thief gets the same pair too, and is found at the next refresh.
     */
    static final Duration GRACE = Duration.ofSeconds(10);

    private final Tokens tokens;
    private final JWTVerifier refreshTokens;
    private final RevocationCheck revocations;
    private final PublisherConnection publisher;
    private final Clock clock;

    Sessions(Tokens tokens, RevocationCheck revocations, PublisherConnection publisher, Clock clock) {
        this.tokens = tokens;
        this.refreshTokens = tokens.verifier(TokenType.REFRESH);
        this.revocations = revocations;
        this.publisher = publisher;
        this.clock = clock;
    }

    /**
     * Begins a session. A cut-off is in whole seconds and matches tokens of its own second. A log-in right after
     * {@link #logOutEverywhere} therefore waits for the next second.
     */
    TokenPair logIn(String subject) {
        for (int attempt = 0; attempt < LOG_IN_ATTEMPTS; attempt++) {
            Session session = tokens.newSession(subject);
            if (!(revocations.check(session) instanceof Verdict.Revoked)) {
                return tokens.pair(session);
            }
            awaitNextSecond();
        }
        throw new TryLaterException("tokens issued at this moment are revoked", null);
    }

    /**
     * Exchanges a refresh token for a new pair. Using one revokes it. Using it again within {@link #GRACE} returns the same
     * pair. After that, one of two callers holds a stolen token, and the service cannot tell which, so it ends the session
     * for both.
     *
     * @throws TokenRefusedException when the token was used before, or its session or user is revoked
     * @throws TryLaterException when that cannot be told or confirmed; repeat the call with the same token
     */
    TokenPair refresh(String refreshToken) {
        DecodedJWT used = refreshTokens.verify(refreshToken);
        Session session = Session.of(used);
        requireLive(session);
        // Taken before the log is written: a cut-off that follows in the log then takes the new pair with it.
        long issuedAt = tokens.now();
        PublisherConnection.Reply reply = spend(used);
        if (isReuse(reply)) {
            end(session, "refresh-token-reused");
            throw new TokenRefusedException("the refresh token was used before; its session has ended");
        }
        // The revocation is applied here by now, and with it whatever stands before it in the log: a log-out at another
        // instance, for example.
        requireLive(session);
        Instant spentAt = reply.revokedAt();
        return tokens.successor(
                session.issuedAt(spentAt == null ? issuedAt : Math.min(issuedAt, spentAt.getEpochSecond())), used);
    }

    /** All uses of one token are one request to the publisher, which has the outcome of the first. */
    private boolean isReuse(PublisherConnection.Reply reply) {
        Instant spentAt = reply.revokedAt();
        return reply.outcome() == PublisherConnection.Outcome.ALREADY_REVOKED
                || (spentAt != null && clock.instant().isAfter(spentAt.plus(GRACE)));
    }

    /** Ends one session. */
    void logOut(Session session) {
        end(session, "logout");
    }

    /** Ends every session that the user has at this moment; the next log-in works. */
    void logOutEverywhere(Session session) {
        Instant cutOff = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        publisher.revoke(new PublisherConnection.Request(session.user(), null, cutOff, "logout-everywhere", null));
    }

    private PublisherConnection.Reply spend(DecodedJWT refreshToken) {
        Target target = new Target.Token(refreshToken.getIssuer(), refreshToken.getId());
        return publisher.revoke(new PublisherConnection.Request(
                target,
                refreshToken.getExpiresAtAsInstant(),
                null,
                "rotated",
                Tokens.derived("rotation", refreshToken.getId())));
    }

    private void end(Session session, String reason) {
        Instant cutOff = clock.instant().plus(CLOCKS_DIFFER).truncatedTo(ChronoUnit.SECONDS);
        publisher.revoke(new PublisherConnection.Request(session.target(), null, cutOff, reason, null));
    }

    private void requireLive(Session session) {
        Verdict verdict = revocations.check(session);
        if (verdict instanceof Verdict.Revoked) {
            throw new TokenRefusedException("the session has ended");
        }
        if (!verdict.accepted()) {
            throw new TryLaterException("whether the session has ended is unknown", null);
        }
    }

    private void awaitNextSecond() {
        Instant now = clock.instant();
        Instant next = now.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
        try {
            Thread.sleep(Duration.between(now, next).toMillis() + 1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TryLaterException("interrupted while waiting for the next second", e);
        }
    }
}
